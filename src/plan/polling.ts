import { askedOnce, worst, type Check, type CheckResult } from '../core/checks/check.ts';
import type { CheckStatus } from '../core/record/events.ts';
import type { Ports } from './job.ts';
import type { Verify } from './plan.ts';

export interface Polled {
  readonly ok: boolean;
  readonly summary: string;
  /** Something that a check started was still running when it had no acceptable answer. */
  readonly leftover?: true;
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Statuses that are no worse than this one. */
export const noWorseThan = (status: CheckStatus): CheckStatus[] =>
  (['OK', 'WARNING', 'UNKNOWN', 'CRITICAL'] as const).filter((other) => worst([status, other]) === status);

/** A probe may outlive the deadline by this much at most (milliseconds): a hung check does not hold up the answer. */
const leastTimeout = 1000;

/**
 * Asks one check until it was accepted `passes` times in a row, or the time is up. Says what was seen either
 * way: a verify that cannot tell why it failed sends a person looking again.
 *
 * @param changed told of each new status, not of each poll.
 */
export async function poll(
  check: Check,
  verify: Verify,
  world: Pick<Ports, 'probe' | 'mono' | 'sleep' | 'interruption'>,
  changed: (result: CheckResult) => Promise<void>,
): Promise<Polled> {
  const { interruption } = world;
  const started = world.mono();
  let since = started;
  let seen: CheckResult | undefined;
  let passes = 0;
  for (;;) {
    const left = verify.withinMs - (world.mono() - started);
    const timeout =
      verify.withinMs === 0 ? check.timeout : Math.min(check.timeout, Math.max(leastTimeout, left));
    // Who waits for a change counts the answers himself; who looks once leaves that to the check.
    const question = verify.withinMs === 0 ? check : askedOnce(check);
    const result = await world.probe({ ...question, timeout }, interruption);
    if (interruption.aborted) return { ok: false, summary: `${verify.check} not known: interrupted` };
    if (seen?.status !== result.status) {
      since = seen ? world.mono() : started;
      await changed(result);
    }
    seen = result;
    const accepted = verify.accept.includes(result.status);
    passes = accepted ? passes + 1 : 0;
    const now = world.mono();
    if (passes >= verify.passes) return { ok: true, summary: passed(verify, result, now - started) };
    if (verify.withinMs === 0 ? !accepted : now - started + verify.everyMs > verify.withinMs)
      return {
        ok: false,
        summary: told(verify, result, now - since, passes),
        ...(result.leftover ? { leftover: true } : {}),
      };
    try {
      await world.sleep(verify.everyMs, interruption);
    } catch (error) {
      if (interruption.aborted)
        return { ok: false, summary: `${told(verify, result, world.mono() - since, passes)}; interrupted` };
      throw error;
    }
  }
}

const told = (verify: Verify, { status, summary }: CheckResult, ms: number, passes: number): string =>
  verify.withinMs === 0
    ? `${verify.check} ${status}: ${summary}`
    : `${verify.check} ${status} for ${seconds(ms)}: ${summary} (${passes} of ${verify.passes} passes)`;

const passed = (verify: Verify, { status, summary }: CheckResult, ms: number): string =>
  verify.withinMs === 0 || verify.passes === 1
    ? `${verify.check} ${status}: ${summary}`
    : `${verify.check} ${status}, ${verify.passes} of ${verify.passes} passes in ${seconds(ms)}`;
