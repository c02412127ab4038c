import { askedOnce, worst, type Check, type CheckResult } from '../core/checks/check.ts';
import { duration, parseDuration } from '../core/time/duration.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { flagSet, flagText, type Input } from './command.ts';

/** Waits for every check to be OK at the same time, `passes` times in a row. Milliseconds. */
export interface Until {
  readonly withinMs: number;
  readonly everyMs: number;
  readonly passes: number;
  /** Nobody wants to read what changes meanwhile. */
  readonly silent: boolean;
}

export interface Waited {
  /** It was well for long enough; false: the time is up. */
  readonly ok: boolean;
  readonly results: readonly CheckResult[];
  readonly told: string;
}

export interface Waiting {
  readonly world: Pick<World, 'mono' | 'sleep' | 'interruption' | 'watcher'>;
  readonly ask: (checks: readonly Check[]) => Promise<readonly CheckResult[]>;
  /** Those whose status is another one than the round before, or that were asked for the first time. */
  readonly changed: (results: readonly CheckResult[]) => Promise<void>;
}

const defaults = { withinMs: 5 * 60_000, everyMs: 5000 } as const;
const longest = 86_400_000;
/** A check may outlive the deadline by this much (milliseconds): a hung one does not hold up the answer. */
const leastTimeout = 1000;

/** Milliseconds, up to a day; undefined when the flag was not given. Throws Fault USAGE. */
export function timeIn(
  input: Input,
  flag: 'within' | 'every' | 'timeout' | 'watch',
  hint: string,
): number | undefined {
  const typed = flagText(input, flag);
  if (typed === undefined) return undefined;
  const ms = parseDuration(typed);
  if (ms > 0 && ms <= longest) return ms;
  throw new Fault('USAGE', `--${flag} ${typed} is ${ms === 0 ? 'no time at all' : 'more than a day'}`, {
    hint,
  });
}

/** What `--until ok --within 5m --every 5s --passes 3` says; undefined without `--until`. Throws Fault USAGE. */
export function untilOf(input: Input): Until | undefined {
  const wanted = flagText(input, 'until');
  const hint = 'inc check web --until ok --within 5m --every 5s --passes 3';
  if (wanted === undefined) {
    const lonely = ['within', 'every', 'passes'].find((flag) => flagText(input, flag) !== undefined);
    if (lonely !== undefined)
      throw new Fault('USAGE', `--${lonely} means nothing without --until ok`, { hint });
    return undefined;
  }
  if (wanted.toLowerCase() !== 'ok')
    throw new Fault('USAGE', `--until ${wanted} is not understood: it waits for ok`, { hint });
  const typed = flagText(input, 'passes') ?? '1';
  const passes = /^\d{1,4}$/.test(typed) ? Number(typed) : 0;
  if (passes < 1 || passes > 1000)
    throw new Fault('USAGE', `--passes ${typed} is not a number from 1 to 1000`, { hint });
  const withinMs = timeIn(input, 'within', hint) ?? defaults.withinMs;
  const everyMs = timeIn(input, 'every', hint) ?? Math.min(defaults.everyMs, withinMs);
  if ((passes - 1) * everyMs > withinMs)
    throw new Fault(
      'USAGE',
      `${passes} passes, ${duration(everyMs)} apart, do not fit into ${duration(withinMs)}`,
      {
        hint: 'a longer --within, a shorter --every or fewer --passes',
      },
    );
  return { withinMs, everyMs, passes, silent: flagSet(input, 'json') || flagSet(input, 'quiet') };
}

/** Asks in rounds until all are OK often enough in a row, or the time is up: what is not OK is asked once more at the deadline. */
export async function until(
  checks: readonly Check[],
  wanted: Until,
  { world, ask, changed }: Waiting,
): Promise<Waited> {
  const { withinMs, everyMs, passes, silent } = wanted;
  const started = world.mono();
  const seen = new Map<string, CheckResult>();
  let row = 0;
  let last = false;
  for (;;) {
    const patience = Math.max(leastTimeout, withinMs - (world.mono() - started));
    const round = checks.map((check) => ({
      ...askedOnce(check),
      timeout: Math.min(check.timeout, patience),
    }));
    const results = await ask(round);
    const turned = results.filter(({ check, status }) => seen.get(check)?.status !== status);
    await changed(turned);
    for (const result of turned) {
      const was = seen.get(result.check);
      if (was && !silent)
        world.watcher.told(`${result.check}: ${was.status}, now ${result.status}: ${result.summary}`);
    }
    for (const result of results) seen.set(result.check, result);
    const status = worst(results.map((result) => result.status));
    row = status === 'OK' ? row + 1 : 0;
    const passed = world.mono() - started;
    const count = passes > 1 ? `, ${row} of ${passes} in a row` : '';
    if (row >= passes) return { ok: true, results, told: `inc: well after ${duration(passed)}${count}` };
    const left = withinMs - passed;
    // Those in a row are as far apart as was asked for.
    const pause = row === 0 ? Math.min(everyMs, left) : everyMs;
    if (last || left <= 0 || pause > left)
      return { ok: false, results, told: `inc: time is up: ${status} after ${duration(passed)}${count}` };
    last = pause === left;
    const red = results.filter((result) => result.status !== 'OK');
    world.watcher.doing(
      `${red.map((result) => `${result.check} ${result.status}`).join(', ') || `OK${count}`}; asked again in ${duration(pause)}, until ${duration(withinMs)} are over`,
    );
    try {
      await world.sleep(pause, world.interruption);
    } catch (error) {
      throw world.interruption.aborted ? world.interruption.reason : error;
    } finally {
      world.watcher.doing(undefined);
    }
  }
}
