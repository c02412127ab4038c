import type { IncomingMessage } from 'node:http';
import type { HttpCheck } from '../core/checks/check.ts';
import type { CheckStatus } from '../core/record/events.ts';
import { bodyOf, type Body } from './web-body.ts';

interface Unmet {
  readonly status: CheckStatus;
  readonly text: string;
}
type Expect = HttpCheck['expect'];

const critical = (text: string): Unmet => ({ status: 'CRITICAL', text });
const listOf = (value: string | readonly string[]): string =>
  typeof value === 'string' ? value : value.join(', ');

function wrongHeader(response: IncomingMessage, { header = {} }: Expect): Unmet | undefined {
  for (const [name, wanted] of Object.entries(header)) {
    const value = response.headers[name.toLowerCase()];
    if (value === undefined) return critical(`it has no header ${name}`);
    if (!listOf(value).includes(wanted))
      return critical(`the header ${name} is "${listOf(value)}", expected "${wanted}"`);
  }
  return undefined;
}

/** Of a longer body only the beginning was looked through. */
const where = ({ whole }: Body): string => (whole ? '' : ' in its first 1 MiB');

/** The value at a dotted path of own keys and places in lists; undefined: there is none. */
function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

const textAt = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function wrongValue({ text, whole }: Body, wanted: Readonly<Record<string, string>>): Unmet | undefined {
  if (!whole) return { status: 'UNKNOWN', text: 'the body is too long to be read as JSON' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return critical('the body is no JSON');
  }
  for (const [path, right] of Object.entries(wanted)) {
    const found = valueAt(value, path);
    if (found === undefined) return critical(`the body has no ${path}`);
    if (textAt(found) !== right) return critical(`${path} is ${textAt(found)}, expected ${right}`);
  }
  return undefined;
}

async function wrongPattern(body: Body, match: string): Promise<Unmet | undefined> {
  const { foundIn } = await import('./timed-pattern.ts');
  const found = foundIn(body.text, match);
  if (found === undefined)
    return { status: 'UNKNOWN', text: `looking for ${match} in its body takes too long` };
  return found ? undefined : critical(`the body does not match ${match}${where(body)}`);
}

/** What of the answer's headers and body is not as expected; undefined: all is. */
export async function unmet(response: IncomingMessage, expect: Expect): Promise<Unmet | undefined> {
  const header = wrongHeader(response, expect);
  if (header) return header;
  const { match, json } = expect;
  const body = await bodyOf(response, expect.body, match !== undefined || json !== undefined);
  if (body.lostAfter !== undefined) {
    const length = response.headers['content-length'];
    const whole = length === undefined ? `${body.lostAfter} bytes` : `${body.lostAfter} of ${length} bytes`;
    return critical(`the answer was cut off after ${whole}`);
  }
  if (!body.found) return critical(`the body does not hold "${expect.body ?? ''}"${where(body)}`);
  return (json && wrongValue(body, json)) ?? (match === undefined ? undefined : wrongPattern(body, match));
}
