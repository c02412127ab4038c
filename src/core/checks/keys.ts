import type { Check } from './check.ts';
import { fields, type Fields, type Path, type Reader } from './values.ts';

type Kind = Check['kind'];

/** A check's kind is the key that holds its question; the order is that of messages. */
export const questionForms: Readonly<Record<Kind, string>> = {
  http: 'URL',
  tcp: 'host:port',
  tls: 'host:port',
  dns: 'name',
  file: 'path',
  prometheus: 'URL',
  command: '[program, argument]',
};
const kinds = Object.keys(questionForms) as readonly Kind[];

/** `http: URL, tcp: host:port … and command: [program, argument]`. */
export const questionChoice = (last: 'and' | 'or'): string =>
  kinds
    .map((kind) => `${kind}: ${questionForms[kind]}`)
    .join(', ')
    .replace(/, (?=[^,]*: \[)/, ` ${last} `);

/** Which kind of check the fields are; undefined: none. */
export const kindOf = (from: Fields): Kind | undefined =>
  kinds.find((kind) => typeof from[kind] === 'string' || (kind === 'command' && Array.isArray(from[kind])));

/** Keys that mean something to some kinds only. */
const owners: Readonly<Record<string, readonly Kind[]>> = {
  cwd: ['command'],
  method: ['http'],
  headers: ['http', 'prometheus'],
  body: ['http'],
  redirects: ['http'],
  ca: ['http', 'tls', 'prometheus'],
  verify: ['http', 'prometheus'],
  servername: ['tls'],
  type: ['dns'],
  resolver: ['dns'],
  query: ['prometheus'],
  empty: ['prometheus'],
};
const expectations: Readonly<Record<string, Kind>> = {
  status: 'http',
  body: 'http',
  match: 'http',
  json: 'http',
  header: 'http',
  banner: 'tcp',
  contains: 'file',
  exists: 'file',
};
/** Those that say in other ways what their answer must be. */
const expectless: Readonly<Partial<Record<Kind, string>>> = {
  command: 'commands',
  tls: 'tls checks',
  prometheus: 'prometheus checks, which have limits',
};

const ownersText = (of: readonly Kind[]): string =>
  of.length === 1 && of[0] === 'command'
    ? 'commands only'
    : `${of.join(', ').replace(/, (?=\w+$)/, ' and ')} checks only`;

/** Says of each key that means nothing to this kind of check whom it is for. */
export function misplaced(from: Fields, path: Path, kind: Kind, { problem }: Reader): void {
  const { expect } = from;
  const without = expectless[kind];
  if (expect !== undefined && without !== undefined)
    problem([...path, 'expect'], `expect is not for ${without}`);
  else if (expect !== undefined && kind === 'dns' && !Array.isArray(expect))
    problem([...path, 'expect'], 'expect of a dns check is a list: [192.0.2.7]');
  else if (Array.isArray(expect) && kind !== 'dns')
    problem([...path, 'expect'], 'a list of what to expect is for dns checks only');
  else
    for (const [key, owner] of Object.entries(expectations))
      if (fields(expect)[key] !== undefined && kind !== owner)
        problem([...path, 'expect', key], `expect: ${key} is for ${owner} checks only`);
  for (const [key, of] of Object.entries(owners))
    if (from[key] !== undefined && !of.includes(kind))
      problem([...path, key], `${key} is for ${ownersText(of)}`);
}
