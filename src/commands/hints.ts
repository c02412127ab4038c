import { applied, correctionsOf } from '../core/incident/corrections.ts';
import { incidentOf } from '../core/incident/incident.ts';
import { oddities } from '../core/incident/oddities.ts';
import type { Recorded } from '../core/record/envelope.ts';
import type { World } from '../core/ports/ports.ts';
import type { Receipt } from '../core/ports/record-ports.ts';

/** Instead of an amendment what it amends, as it stands now. */
function meantBy(events: readonly Recorded[], record: readonly Recorded[]): readonly Recorded[] {
  return events.flatMap((event) => {
    if (event.type !== 'entry.amended') return [event];
    const amended = record.find(({ hash }) => hash === event.data.of);
    return (amended && applied(amended, correctionsOf(record))) ?? [];
  });
}

/**
 * What is odd about events that were just written, or amended. Only now, when they are durable, is the record read;
 * one that cannot be read gives no hints, for what was written is written.
 */
export async function hintsOn(
  incident: string,
  { events }: Receipt,
  { journal }: Pick<World, 'journal'>,
): Promise<string[]> {
  const record = await journal.read(incident).catch(() => undefined);
  if (!record) return [];
  const meant = meantBy(events, record);
  const own = new Set(meant.map(({ hash }) => hash));
  const state = incidentOf(record.filter(({ hash }) => !own.has(hash)));
  return meant.flatMap((event) => oddities(incident, state, event)).map((text) => `inc: ${text}`);
}
