import type { CheckCommon, HeaderValue, HttpCheck, PrometheusCheck, WebOptions } from './check.ts';
import { absolute, fields, textOf, type Fields, type Path, type Reader } from './values.ts';
import type { CheckStatus } from '../record/events.ts';

/** Where the question of one check stands, and what reads it. `root` is the folder that holds `.inc/`. */
export interface Asked {
  readonly from: Fields;
  readonly path: Path;
  readonly common: CheckCommon;
  readonly root: string;
  readonly reader: Reader;
}

/** Headers whose values are secrets by their name (RFC 9110, 11; RFC 6265; API keys by habit). */
const secretHeader =
  /^(?:proxy-)?authorization$|^cookie$|(?:^|[-_])(?:token|secret|password|passwd|api[-_]?key|access[-_]?key)$/i;
const headerName = /^[!#$%&'*+.^_`|~\w-]+$/;
const statuses: readonly CheckStatus[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

function url(value: string, { path, reader }: Asked, key: string): string {
  if (!/^https?:/i.test(value) || !URL.canParse(value))
    reader.problem([...path, key], `${value} is not an http or https URL`);
  else if (new URL(value).password !== '')
    reader.problem(
      [...path, key],
      'the URL holds a password, and this file is shared: use headers: { authorization: { env: NAME } }',
    );
  return value;
}

function headers({ from, path, reader }: Asked): Pick<WebOptions, 'headers'> {
  if (from['headers'] === undefined) return {};
  const entries = Object.entries(fields(from['headers'])).map(([name, value]): [string, HeaderValue] => {
    const at = [...path, 'headers', name];
    const { env, prefix } = fields(value);
    if (!headerName.test(name)) reader.problem(at, `${name} is no name of a header`);
    if (typeof env === 'string')
      return [name.toLowerCase(), { env, ...(typeof prefix === 'string' ? { prefix } : {}) }];
    if (secretHeader.test(name))
      reader.problem(
        at,
        `${name} is a secret, and this file is shared: name a variable, { env: API_TOKEN, prefix: "Bearer " }`,
      );
    return [name.toLowerCase(), String(value)];
  });
  return { headers: Object.fromEntries(entries) };
}

/** `ca: FILE`, relative to the folder that holds `.inc/`. */
export const authority = ({ from, root }: Asked): { ca?: string } =>
  typeof from['ca'] === 'string' ? { ca: absolute(from['ca'], root) } : {};

const webOptions = (asked: Asked): WebOptions => ({
  ...headers(asked),
  ...authority(asked),
  ...(asked.from['verify'] === false ? { verify: false as const } : {}),
});

const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields(value)).map(([name, text]) => [name, textOf(text)]));

function expectedOf({ from, path, reader }: Asked): HttpCheck['expect'] {
  const { status, body, match, json, header } = fields(from['expect']);
  const codes = (Array.isArray(status) ? status : [status]).filter((code) => typeof code === 'number');
  if (typeof match === 'string')
    try {
      new RegExp(match, 'm');
    } catch {
      reader.problem([...path, 'expect', 'match'], `${match} is no regular expression`);
    }
  return {
    ...(codes.length > 0 ? { status: codes } : {}),
    ...(body === undefined ? {} : { body: textOf(body) }),
    ...(typeof match === 'string' ? { match } : {}),
    ...(json === undefined ? {} : { json: textsOf(json) }),
    ...(header === undefined ? {} : { header: textsOf(header) }),
  };
}

/** Compiles `http: URL` and what goes with it. */
export function http(asked: Asked): HttpCheck {
  const { method, body, redirects } = asked.from;
  return {
    ...asked.common,
    kind: 'http',
    url: url(String(asked.from['http']), asked, 'http'),
    ...(typeof method === 'string' ? { method } : {}),
    ...(typeof body === 'string' ? { body } : {}),
    ...(typeof redirects === 'number' && redirects > 0 ? { redirects } : {}),
    ...webOptions(asked),
    expect: expectedOf(asked),
  };
}

/** Compiles `prometheus: URL` and its query. */
export function prometheus(asked: Asked): PrometheusCheck {
  const { prometheus: server, query, empty = 'unknown' } = asked.from;
  if (typeof query !== 'string')
    asked.reader.problem(asked.path, 'a prometheus check needs a query: up{job="web"}');
  return {
    ...asked.common,
    kind: 'prometheus',
    url: url(String(server), asked, 'prometheus'),
    query: String(query),
    empty: statuses.find((status) => status.toLowerCase() === empty) ?? 'UNKNOWN',
    ...webOptions(asked),
  };
}
