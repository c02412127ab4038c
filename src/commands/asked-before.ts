import type { Check, CheckResult } from '../core/checks/check.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { CheckRow } from '../render/views/act.ts';

/** What each check answered when it was last asked in the incident, by name. */
export type Before = ReadonlyMap<string, NonNullable<CheckRow['was']>>;

/** Looks for the last answers of these checks; the record's own order holds, whatever the clocks said. */
export async function askedBefore(
  names: readonly string[],
  incident: string | undefined,
  world: Pick<World, 'journal'>,
): Promise<Before> {
  if (incident === undefined) return new Map();
  const wanted = new Set(names);
  const found = new Map<string, NonNullable<CheckRow['was']>>();
  try {
    for (const { type, data, at } of await world.journal.read(incident))
      if (type === 'check.finished' && wanted.has(data.check))
        found.set(data.check, { status: data.status, at });
  } catch (error) {
    // To compare is a courtesy: what was asked just now counts without it.
    if (!(error instanceof Fault)) throw error;
  }
  return found;
}

/** An answer beside the one before, and what its check says is to be done about it. */
function rowOf(result: CheckResult, before: Before, asked: Check | undefined): CheckRow {
  const { kind, check, status, summary, perfdata, ms, output, skipped } = result;
  const was = before.get(check) ?? null;
  const { hint, runbook } = asked ?? {};
  return {
    check,
    checkKind: kind,
    status,
    summary,
    perfdata,
    ms,
    ...(output === undefined ? {} : { output }),
    ...(skipped === undefined ? {} : { skipped }),
    ...(hint === undefined ? {} : { hint }),
    ...(runbook === undefined ? {} : { runbook }),
    was,
    changed: was !== null && was.status !== status,
  };
}

/** Of checks and their answers, in the same order. */
export const rowsOf = (
  results: readonly CheckResult[],
  checks: readonly Check[],
  before: Before,
): readonly CheckRow[] => results.map((result, index) => rowOf(result, before, checks[index]));
