import type { IncomingMessage } from 'node:http';
import type { CheckResult, HttpCheck, Probing } from '../core/checks/check.ts';
import { compactDuration } from '../core/time/duration.ts';
import type { CheckStatus } from '../core/record/events.ts';
import { inTime } from './in-time.ts';
import { resultOf } from './seen.ts';
import { unmet } from './web-expectations.ts';
import { exchange, hostOf, webTrouble, type Watching } from './web-exchange.ts';
import { prepared, redirected, type WebQuestion } from './web-question.ts';

interface Answer {
  readonly status: CheckStatus;
  readonly text: string;
}

const redirects: readonly number[] = [301, 302, 303, 307, 308];
const unverified = 'CERTIFICATE NOT VERIFIED';

async function judged(response: IncomingMessage, { expect }: HttpCheck): Promise<Answer> {
  const code = response.statusCode ?? 0;
  const told = `HTTP ${code}${response.statusMessage ? ` ${response.statusMessage}` : ''}`;
  const right = expect.status ? expect.status.includes(code) : code >= 200 && code <= 399;
  if (!right)
    return { status: 'CRITICAL', text: `${told}, expected ${expect.status?.join(' or ') ?? '200 to 399'}` };
  const wrong = await unmet(response, expect);
  return wrong ? { ...wrong, text: `${told}, but ${wrong.text}` } : { status: 'OK', text: told };
}

/** Asks, and where redirects are followed, asks again. @param at is told where it asks. */
async function answered(
  question: WebQuestion,
  check: HttpCheck,
  watching: Watching,
  at: (url: URL, begun: boolean) => void,
): Promise<Answer> {
  at(question.url, false);
  try {
    const answer = await exchange(question, watching, (response): Promise<Answer | WebQuestion> => {
      at(question.url, true);
      const code = response.statusCode ?? 0;
      if (check.redirects === undefined || !redirects.includes(code)) return judged(response, check);
      const { location } = response.headers;
      const next = redirected(question, code, location, check);
      const critical = (text: string): Promise<Answer> => Promise.resolve({ status: 'CRITICAL', text });
      if (!next) return critical(`HTTP ${code} leads to ${location ?? 'nowhere'}, which cannot be asked`);
      if (next.redirects < 0) return critical(`redirected more than ${check.redirects} times`);
      return Promise.resolve(next);
    });
    return 'url' in answer ? await answered(answer, check, watching, at) : answer;
  } catch (error) {
    return { status: 'CRITICAL', text: webTrouble(error, question.url) };
  }
}

/**
 * Asks a web server, and holds its answer against what is expected. Redirects are followed as often as the check says,
 * else a 3xx is an answer. Refused, timed out, no such host and a wrong answer are CRITICAL; a secret that is missing, or
 * a pattern that takes too long, is UNKNOWN.
 */
export async function probeHttp(check: HttpCheck, probing: Probing): Promise<CheckResult> {
  const { mono } = probing;
  // Waiting for a socket is our own queue, not the target's slowness.
  let since = mono();
  let where = { url: new URL(check.url), begun: false };
  const unknown = (text: string): CheckResult =>
    resultOf(check, { status: 'UNKNOWN', text, ms: mono() - since });
  const ready = await prepared(check, probing.env);
  if (typeof ready === 'string') return unknown(ready);
  const question: WebQuestion = {
    ...ready.sent,
    url: where.url,
    method: check.method ?? (check.body === undefined ? 'GET' : 'POST'),
    ...(check.body === undefined ? {} : { body: check.body }),
    redirects: check.redirects ?? 0,
    verify: check.verify !== false,
    alone: check.retry !== undefined || check.passes !== undefined,
  };
  let first = true;
  const connected = (): void => {
    if (first) since = mono();
    first = false;
  };
  const answer = await inTime(check, probing, (signal) =>
    answered(question, check, { signal, connected }, (url, begun) => (where = { url, begun })),
  );
  const ms = mono() - since;
  if (answer === 'interrupted') return unknown('interrupted');
  if (answer === 'late') {
    const what = where.begun
      ? `the answer of ${hostOf(where.url)} did not end`
      : `no answer from ${hostOf(where.url)}`;
    return resultOf(check, {
      status: 'CRITICAL',
      text: `${what} within ${compactDuration(check.timeout)}`,
      ms,
    });
  }
  const took = answer.status === 'OK' ? [`${Math.round(ms)} ms`] : [];
  const loud = check.verify === false ? [unverified] : [];
  return resultOf(check, { ...answer, text: [ready.hidden(answer.text), ...took, ...loud].join(', '), ms });
}
