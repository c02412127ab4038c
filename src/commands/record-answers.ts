import type { CheckResult } from '../core/checks/check.ts';
import type { Happening } from '../core/record/events.ts';
import type { World } from '../core/ports/ports.ts';
import { keep } from '../plan/program.ts';

/**
 * Puts answers into the record, in their order; a check that was skipped gave none.
 *
 * @returns what to say when they are not in the record yet.
 */
export async function recordAnswers(
  results: readonly CheckResult[],
  incident: string | undefined,
  world: Pick<World, 'journal'>,
): Promise<readonly string[]> {
  const given = results.filter(({ skipped }) => skipped === undefined);
  if (incident === undefined || given.length === 0) return [];
  const happenings = given.map((result): Happening => {
    const { output: text = '', printed = { total: 0, omitted: 0, redactions: 0 }, ...data } = result;
    const output = keep(world.journal, incident, text, printed);
    return { type: 'check.finished', data: { ...data, ...(output ? { output } : {}) } };
  });
  const { trouble } = await world.journal.append(incident, happenings);
  return trouble ? [`inc: not in the record yet: ${trouble.reason} · it is safe in ${trouble.file}`] : [];
}
