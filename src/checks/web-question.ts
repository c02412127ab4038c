import { readFile } from 'node:fs/promises';
import type { WebOptions } from '../core/checks/check.ts';
import { reasonOf } from '../core/trouble.ts';

/** What is sent, with its secrets filled in. */
export interface WebQuestion {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How many redirects are followed. */
  readonly redirects: number;
  readonly ca?: Buffer;
  readonly verify: boolean;
  /** A connection of its own, or one that others use as well. */
  readonly alone: boolean;
}

/** Headers that another origin never gets, besides those from variables (Fetch Standard, HTTP-redirect fetch). */
const ofOneOrigin: readonly string[] = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/** What is only known when it is asked. */
export interface Prepared {
  readonly sent: Pick<WebQuestion, 'headers' | 'ca'>;
  /** A text of the server, without the values of variables: what it echoes must not get into the record. */
  readonly hidden: (text: string) => string;
}

/** A shorter value would be found in every other word. */
const shortestHidden = 4;

/**
 * Fills in the values of variables and reads the authorities.
 *
 * @returns the reason why it cannot be asked, as a sentence, when a variable is not set, or cannot be sent, or the file
 *   cannot be read.
 */
export async function prepared(
  { headers = {}, ca }: WebOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Prepared | string> {
  const filled: Record<string, string> = {};
  const secrets: (readonly [name: string, value: string])[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const found = typeof value === 'string' ? value : env[value.env];
    if (found === undefined || (found === '' && typeof value !== 'string'))
      return `the variable ${typeof value === 'string' ? value : value.env}, for the header ${name}, is not set`;
    const text = typeof value === 'string' ? value : `${value.prefix ?? ''}${found}`;
    // RFC 9110, 5.5; Node would throw, and show the value.
    if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(text))
      return `the header ${name} has a value that cannot be sent`;
    filled[name] = text;
    if (typeof value !== 'string' && found.length >= shortestHidden) secrets.push([value.env, found]);
  }
  const hidden = (text: string): string =>
    secrets.reduce((shown, [name, value]) => shown.replaceAll(value, `[redacted:${name}]`), text);
  try {
    return { sent: { headers: filled, ...(ca === undefined ? {} : { ca: await readFile(ca) }) }, hidden };
  } catch (error) {
    return `the authorities cannot be read: ${reasonOf(error)} · ${ca ?? ''}`;
  }
}

/**
 * The question to ask where a redirect points to (RFC 9110, 15.4). Secrets stay with the origin they are for; what was
 * posted is sent again only by 307 and 308. Undefined: it points to nothing that can be asked.
 */
export function redirected(
  question: WebQuestion,
  status: number,
  location: string | undefined,
  options: WebOptions,
): WebQuestion | undefined {
  if (location === undefined || !URL.canParse(location, question.url.href)) return undefined;
  const url = new URL(location, question.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const kept = (name: string): boolean =>
    url.origin === question.url.origin ||
    (!ofOneOrigin.includes(name) && typeof options.headers?.[name] !== 'object');
  const headers = Object.entries(question.headers).filter(([name]) => kept(name));
  const { body, ...rest } = question;
  const again = status === 307 || status === 308;
  const method = again || question.method === 'HEAD' ? question.method : 'GET';
  const bodiless = headers.filter(([name]) => again || !name.startsWith('content-'));
  return {
    ...rest,
    url,
    method,
    headers: Object.fromEntries(bodiless),
    redirects: question.redirects - 1,
    ...(again && body !== undefined ? { body } : {}),
  };
}
