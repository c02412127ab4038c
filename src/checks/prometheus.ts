import { worst, type CheckResult, type PrometheusCheck, type Probing } from '../core/checks/check.ts';
import { compactDuration } from '../core/time/duration.ts';
import type { Perfdatum } from '../core/record/events.ts';
import { bounded, fitting } from './bounds.ts';
import { inTime } from './in-time.ts';
import { judge, type Judged } from './limits.ts';
import { resultOf, timeOf } from './seen.ts';
import { bodyOf } from './web-body.ts';
import { exchange, hostOf, webTrouble } from './web-exchange.ts';
import { prepared, type WebQuestion } from './web-question.ts';

/** One series of an answer: its labels as PromQL writes them, and its value (null: NaN). */
interface Series {
  readonly name: string;
  readonly value: number | null;
  readonly shown: string;
}

interface Reply {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown };
}

function nameOf(metric: unknown): string {
  if (typeof metric !== 'object' || metric === null) return 'value';
  const { __name__: name = '', ...labels } = metric as Readonly<Record<string, string>>;
  const inner = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return inner.length > 0 ? `${name}{${inner.join(',')}}` : name || 'value';
}

/** `[time, "value"]` (Prometheus HTTP API, "Expression query result formats"). */
function seriesOf(metric: unknown, sample: unknown): Series | undefined {
  const shown: unknown = Array.isArray(sample) ? sample[1] : undefined;
  if (typeof shown !== 'string') return undefined;
  const value = Number(shown.replace(/^([+-]?)Inf$/, '$1Infinity'));
  return { name: nameOf(metric), value: Number.isNaN(value) ? null : value, shown };
}

/** @returns the series of an answer, or why it is none. */
function read(text: string, code: number): readonly Series[] | string {
  let reply: Reply | null;
  try {
    reply = JSON.parse(text) as Reply | null;
  } catch {
    return `it answered HTTP ${code} and no JSON`;
  }
  if (reply?.status !== 'success')
    return typeof reply?.error === 'string' ? `it says: ${reply.error}` : `it answered HTTP ${code}`;
  const { resultType, result } = reply.data ?? {};
  const samples =
    resultType === 'scalar'
      ? [seriesOf(undefined, result)]
      : resultType === 'vector' && Array.isArray(result)
        ? result.map((each: { metric?: unknown; value?: unknown } | null) =>
            seriesOf(each?.metric, each?.value),
          )
        : undefined;
  if (!samples || samples.includes(undefined))
    return `the query gives a ${typeof resultType === 'string' ? resultType : 'nothing'}, not numbers`;
  return samples.filter((each) => each !== undefined);
}

/** The worst series by the limits on `value`, and how it stands. */
function worstOf(
  check: PrometheusCheck,
  series: readonly Series[],
  ms: number,
): { at: Series; judged: Judged } | undefined {
  const all = series.map((at) => ({
    at,
    judged: judge('OK', check, [{ label: 'value', value: at.value, unit: '' }, timeOf(ms)], ms),
  }));
  const status = worst(all.map(({ judged }) => judged.status));
  return all.find(({ judged }) => judged.status === status);
}

/** JSON has no infinite number: in the record it is null, and the summary shows it. */
const datumOf = (label: string, { value }: Series): Perfdatum => ({
  label,
  value: Number.isFinite(value) ? value : null,
  unit: '',
});

function resultOfSeries(check: PrometheusCheck, series: readonly Series[], ms: number): CheckResult {
  const found = worstOf(check, series, ms);
  if (!found) return resultOf(check, { status: check.empty, text: 'the query gives no series', ms });
  const { at, judged } = found;
  const several = series.length > 1;
  const count = several ? `${series.length} series, the worst is ` : '';
  const each = several ? series.map((one) => datumOf(one.name, one)) : [];
  return {
    check: check.name,
    kind: 'prometheus',
    status: judged.status,
    summary: bounded([`${count}${at.name} = ${at.shown}`, ...judged.reasons].join(', ')),
    perfdata: fitting([datumOf('value', at), timeOf(ms), ...each]),
    ms: Math.round(ms),
  };
}

/** Where an instant query is asked, below whatever path the server has. */
function queryUrl({ url, query, timeout }: PrometheusCheck): URL {
  const api = new URL(url);
  api.pathname = `${api.pathname.replace(/\/+$/, '')}/api/v1/query`;
  api.searchParams.set('query', query);
  api.searchParams.set('timeout', `${timeout}ms`);
  return api;
}

/**
 * Asks a Prometheus server an instant query (Prometheus HTTP API, `/api/v1/query`); each series is held against the
 * limits on `value`, and the worst is the answer. Refused and timed out are CRITICAL; a query that it cannot answer, and
 * no series at all unless `empty` says more, is UNKNOWN.
 */
export async function probePrometheus(check: PrometheusCheck, probing: Probing): Promise<CheckResult> {
  const { mono } = probing;
  let since = mono();
  const took = (): number => mono() - since;
  const unknown = (text: string): CheckResult => resultOf(check, { status: 'UNKNOWN', text, ms: took() });
  const critical = (text: string): CheckResult => resultOf(check, { status: 'CRITICAL', text, ms: took() });
  const ready = await prepared(check, probing.env);
  if (typeof ready === 'string') return unknown(ready);
  const url = queryUrl(check);
  const question: WebQuestion = {
    ...ready.sent,
    url,
    method: 'GET',
    redirects: 0,
    verify: check.verify !== false,
    alone: check.retry !== undefined || check.passes !== undefined,
  };
  const answer = await inTime(check, probing, async (signal) => {
    try {
      return await exchange(question, { signal, connected: () => (since = mono()) }, async (response) => ({
        code: response.statusCode ?? 0,
        body: await bodyOf(response, undefined, true),
      }));
    } catch (error) {
      return { failed: webTrouble(error, url) };
    }
  });
  const host = hostOf(url);
  if (answer === 'interrupted') return unknown('interrupted');
  if (answer === 'late') return critical(`no answer from ${host} within ${compactDuration(check.timeout)}`);
  if ('failed' in answer) return critical(answer.failed);
  const { code, body } = answer;
  if (body.lostAfter !== undefined) return critical(`the answer of ${host} was cut off`);
  if (!body.whole) return unknown(`the answer of ${host} is too long: let the query aggregate`);
  const series = read(body.text, code);
  if (typeof series === 'string') return unknown(`${host} cannot tell: ${ready.hidden(series)}`);
  const result = resultOfSeries(check, series, took());
  const loud = check.verify === false ? ', CERTIFICATE NOT VERIFIED' : '';
  return { ...result, summary: bounded(`${result.summary}${loud}`) };
}
