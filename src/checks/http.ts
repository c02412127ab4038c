import type { IncomingMessage, RequestOptions } from 'node:http';
import type { CheckResult, HttpCheck, Probing } from '../core/check.ts';
import type { CheckStatus } from '../core/events.ts';
import { compactDuration, longestTimer } from '../core/duration.ts';
import { bounded } from './bounds.ts';
import { judge } from './limits.ts';
import { codeOf, networkTrouble } from './network-trouble.ts';

/** More of a body is not read: enough to find a word in it. */
const bodyLimit = 1024 * 1024;

interface Answer {
  readonly status: CheckStatus;
  readonly text: string;
}

const hostOf = (url: URL): string =>
  `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;

/** What went wrong, as a sentence (Node's TLS and HTTP parser codes, and those of the network). */
function trouble(error: Error, url: URL): string {
  const host = hostOf(url);
  const code = codeOf(error);
  const sentences: Readonly<Record<string, string>> = {
    ECONNRESET: `${host} closed the connection without a whole answer`,
    EPIPE: `${host} closed the connection without a whole answer`,
    CERT_HAS_EXPIRED: `the certificate of ${host} has expired`,
    DEPTH_ZERO_SELF_SIGNED_CERT: `the certificate of ${host} is self-signed`,
    SELF_SIGNED_CERT_IN_CHAIN: `the certificate of ${host} is self-signed`,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: `the certificate of ${host} is signed by nobody that this machine trusts`,
    ERR_TLS_CERT_ALTNAME_INVALID: `the certificate of ${host} is for another name`,
  };
  if (code.startsWith('HPE_')) return `${host} does not answer in HTTP`;
  return (
    networkTrouble(code, host, url.hostname) ??
    sentences[code] ??
    `${host}: ${error.message || code || 'no answer'}`
  );
}

interface Body {
  readonly found: boolean;
  /** How many bytes came before the connection was lost; undefined: it was not. */
  readonly lostAfter?: number;
}

/**
 * Reads until the body ends, 1 MiB has gone by, or nothing more can be learnt: of an answer that does not say how long
 * it is (a stream may never end), once the text is found. Never keeps more than the text's length.
 */
function bodyOf(response: IncomingMessage, wanted: string | undefined): Promise<Body> {
  const needle = wanted === undefined ? undefined : Buffer.from(wanted);
  const measured = response.headers['content-length'] !== undefined;
  return new Promise((resolve) => {
    let carried = Buffer.alloc(0);
    let read = 0;
    let found = needle === undefined;
    const enough = (): boolean => read >= bodyLimit || (found && !measured);
    if (enough()) return resolve({ found });
    response.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (needle && !found) {
        const joined = Buffer.concat([carried, chunk]);
        found = joined.includes(needle);
        carried = joined.subarray(Math.max(0, joined.length - needle.length + 1));
      }
      if (enough()) resolve({ found });
    });
    response.once('end', () => resolve(response.complete ? { found } : { found, lostAfter: read }));
    response.once('error', () => resolve({ found, lostAfter: read }));
  });
}

async function judgeResponse(response: IncomingMessage, { expect }: HttpCheck): Promise<Answer> {
  const code = response.statusCode ?? 0;
  const told = `HTTP ${code}${response.statusMessage ? ` ${response.statusMessage}` : ''}`;
  const right = expect.status ? expect.status.includes(code) : code >= 200 && code <= 399;
  if (!right)
    return { status: 'CRITICAL', text: `${told}, expected ${expect.status?.join(' or ') ?? '200 to 399'}` };
  const { found, lostAfter } = await bodyOf(response, expect.body);
  if (lostAfter !== undefined) {
    const length = response.headers['content-length'];
    const whole = length === undefined ? `${lostAfter} bytes` : `${lostAfter} of ${length} bytes`;
    return { status: 'CRITICAL', text: `${told}, but the answer was cut off after ${whole}` };
  }
  if (!found)
    return { status: 'CRITICAL', text: `${told}, but the body does not hold "${expect.body ?? ''}"` };
  return { status: 'OK', text: told };
}

/** One GET. Redirects are not followed: a 3xx is an answer. Whatever happens, the connection is gone afterwards. */
async function ask(check: HttpCheck, { mono, signal }: Probing): Promise<Answer & { readonly ms: number }> {
  const url = new URL(check.url);
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const options: RequestOptions = {
    agent: false,
    headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'inc', connection: 'close' },
  };
  // Waiting for a socket is our own queue, not the target's slowness.
  let since = mono();
  return new Promise((resolve) => {
    const done = (answer: Answer): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupted);
      resolve({ ...answer, ms: mono() - since });
      asked.destroy();
    };
    const failed = (error: Error): void => done({ status: 'CRITICAL', text: trouble(error, url) });
    const interrupted = (): void => done({ status: 'UNKNOWN', text: 'interrupted' });
    const asked = request(url, options);
    let begun = false;
    const late = (): void => {
      const what = begun ? `the answer of ${hostOf(url)} did not end` : `no answer from ${hostOf(url)}`;
      done({ status: 'CRITICAL', text: `${what} within ${compactDuration(check.timeout)}` });
    };
    const timer = setTimeout(late, Math.min(check.timeout, longestTimer));
    asked.once('socket', () => (since = mono()));
    asked.on('error', failed);
    asked.once('response', (response) => {
      begun = true;
      void judgeResponse(response, check).then(done, failed);
    });
    if (signal?.aborted) interrupted();
    else signal?.addEventListener('abort', interrupted, { once: true });
    asked.end();
  });
}

/** Asks a web server. Refused, timed out, no such host and a wrong answer are CRITICAL. */
export async function probeHttp(check: HttpCheck, probing: Probing): Promise<CheckResult> {
  const { status, text, ms } = await ask(check, probing);
  const perfdata = [{ label: 'time', value: Math.round(ms) / 1000, unit: 's', min: 0 }];
  // Limits on the time of something that did not answer say nothing more.
  const judged = status === 'OK' ? judge(status, check, perfdata, ms) : { status, reasons: [] };
  const took = status === 'OK' ? [`${Math.round(ms)} ms`] : [];
  return {
    check: check.name,
    kind: 'http',
    status: judged.status,
    summary: bounded([text, ...took, ...judged.reasons].join(', ')),
    perfdata,
    ms: Math.round(ms),
  };
}
