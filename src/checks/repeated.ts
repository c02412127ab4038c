import type { Check, CheckResult, Probing } from '../core/checks/check.ts';
import { bounded } from './bounds.ts';

/**
 * Asks as often as the check wants: OK only after `passes` in a row, and asked again from the start, up to
 * `retry` attempts, when an answer is anything else. The last answer is the result; its summary says how many there were.
 *
 * @param ask one question, one answer.
 */
export async function repeated(
  check: Check,
  { sleep = () => Promise.resolve(), signal }: Probing,
  ask: () => Promise<CheckResult>,
): Promise<CheckResult> {
  const { retry = { attempts: 1, delayMs: 0 }, passes = { count: 1, everyMs: 0 } } = check;
  const told = (result: CheckResult, counts: readonly string[]): CheckResult =>
    counts.length === 0
      ? result
      : { ...result, summary: bounded(`${result.summary} (${counts.join(', ')})`) };
  for (let attempt = 1; ; attempt++) {
    let result = await ask();
    let row = result.status === 'OK' ? 1 : 0;
    while (result.status === 'OK' && row < passes.count && !signal?.aborted) {
      if (!(await waited(sleep, passes.everyMs, signal))) break;
      result = await ask();
      if (result.status === 'OK') row++;
    }
    const enough = result.status === 'OK' && row >= passes.count;
    if (enough || attempt >= retry.attempts || signal?.aborted) {
      const inRow = enough && passes.count > 1 ? [`${row} in a row`] : [];
      const broke = !enough && row > 0 ? [`after ${row} of ${passes.count} in a row`] : [];
      const tries = retry.attempts > 1 && attempt > 1 ? [`attempt ${attempt} of ${retry.attempts}`] : [];
      return told(result, [...inRow, ...broke, ...tries]);
    }
    if (!(await waited(sleep, retry.delayMs, signal))) return result;
  }
}

/** False: interrupted meanwhile. */
async function waited(
  sleep: NonNullable<Probing['sleep']>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal?.aborted) return false;
    throw error;
  }
}
