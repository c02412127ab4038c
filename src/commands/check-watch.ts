import { worst, type Check, type CheckResult } from '../core/checks/check.ts';
import type { CheckStatus } from '../core/record/events.ts';
import { Fault, type Verdict } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { rfc3339 } from '../core/time/zone.ts';
import type { ChecksView, WatchedRow } from '../render/views/act.ts';
import type { View } from '../render/views/view.ts';
import { askAll } from './ask-all.ts';
import { rowsOf, type Before } from './asked-before.ts';
import { timeIn } from './check-until.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { recordAnswers } from './record-answers.ts';

interface Watch {
  readonly checks: readonly Check[];
  /** From the beginning of one round to that of the next, milliseconds; a longer round is followed at once. */
  readonly everyMs: number;
  /** The last answers in the record. */
  readonly before: Before;
  readonly incident: string | null;
}

/** What `--watch 10s` says, in milliseconds; undefined without it. Throws Fault USAGE. */
export function watchOf(input: Input): number | undefined {
  const hint = 'inc check --watch 10s';
  const everyMs = timeIn(input, 'watch', hint);
  if (everyMs === undefined) return undefined;
  const other = ['until', 'format'].find((flag) => flagText(input, flag) !== undefined);
  if (other === undefined) return everyMs;
  throw new Fault('USAGE', `--watch goes on until Ctrl-C, so it does not go with --${other}`, { hint });
}

/** Asks in rounds until it is interrupted; then its verdict is that of the last whole round. */
export function watching(
  watch: Watch,
  world: World,
  verdicts: Readonly<Record<CheckStatus, Verdict>>,
): Pick<Outcome, 'view' | 'verdict' | 'more'> {
  const { incident, everyMs } = watch;
  const at = timeOf(incident, world)();
  return {
    view: { kind: 'watching', incident, at, everyMs, rounds: 0, changes: 0, status: null, checks: [] },
    verdict: 'unknown',
    more: rounds(watch, world, verdicts),
  };
}

/** RFC 3339, in the zone of the incident. */
function timeOf(incident: string | null, world: Pick<World, 'journal' | 'clock' | 'zones' | 'machineZone'>) {
  const zone = (incident === null ? undefined : world.journal.opening(incident)?.zone) ?? world.machineZone;
  return (): string => {
    const ms = world.clock.now();
    return rfc3339(ms, world.zones.offset(zone, ms));
  };
}

async function* rounds(
  { checks, everyMs, before, incident }: Watch,
  world: World,
  verdicts: Readonly<Record<CheckStatus, Verdict>>,
): AsyncGenerator<View, Verdict, void> {
  const now = timeOf(incident, world);
  const began = world.mono();
  /** The last answer to each check, and when it was given: at first what is in the record. */
  const last = new Map(before);
  /** The same of answers alone, without rounds in which it was skipped. */
  const recorded = new Map([...before].map(([name, { status }]) => [name, status]));
  const since = new Map<string, string>();
  let round: readonly CheckResult[] = [];
  let count = 0;
  let changes = 0;
  for (;;) {
    const started = world.mono();
    let results: readonly CheckResult[];
    try {
      results = await askAll(checks, world);
    } catch (error) {
      if (!world.interruption.aborted || count === 0) throw error;
      break;
    }
    const at = now();
    round = results;
    count++;
    const fresh = results.filter((result) => recorded.get(result.check) !== result.status);
    const told = await recordAnswers(fresh, incident ?? undefined, world);
    for (const text of told) world.watcher.told(text);
    const rows = rowsOf(results, checks, last);
    for (const row of rows) {
      const known = since.get(row.check);
      if (known !== undefined && row.changed) changes++;
      if (known === undefined || row.changed) {
        since.set(row.check, at);
        yield { kind: 'transition', incident, at, answer: row };
      }
      last.set(row.check, { status: row.status, at });
      if (row.skipped === undefined) recorded.set(row.check, row.status);
    }
    yield {
      kind: 'watching',
      incident,
      at,
      everyMs,
      rounds: count,
      changes,
      status: worst(rows.map(({ status }) => status)),
      checks: rows.map((row): WatchedRow => ({ ...row, since: since.get(row.check) ?? at })),
    };
    if (!(await waited(Math.max(0, everyMs - (world.mono() - started)), world))) break;
  }
  const status = worst(round.map((result) => result.status));
  const watched: ChecksView['watched'] = { ms: Math.round(world.mono() - began), rounds: count, changes };
  // Beside what was in the record when it began.
  yield { kind: 'checks', incident, status, checks: rowsOf(round, checks, before), watched };
  return verdicts[status];
}

/** False: interrupted meanwhile. */
async function waited(
  ms: number,
  { sleep, interruption }: Pick<World, 'sleep' | 'interruption'>,
): Promise<boolean> {
  try {
    await sleep(ms, interruption);
    return !interruption.aborted;
  } catch (error) {
    if (interruption.aborted) return false;
    throw error;
  }
}
