import { incidentOf } from '../core/incident/incident.ts';
import { oddities } from '../core/incident/oddities.ts';
import type { World } from '../core/ports/ports.ts';
import type { Receipt } from '../core/ports/record-ports.ts';

/**
 * What is odd about events that were just written. Only now, when they are durable, is the record read; one that
 * cannot be read gives no hints, for what was written is written.
 */
export async function hintsOn(
  incident: string,
  { events }: Receipt,
  { journal }: Pick<World, 'journal'>,
): Promise<string[]> {
  const own = new Set(events.map(({ hash }) => hash));
  const record = await journal.read(incident).catch(() => undefined);
  if (!record) return [];
  const state = incidentOf(record.filter(({ hash }) => !own.has(hash)));
  return events.flatMap((event) => oddities(incident, state, event)).map((text) => `inc: ${text}`);
}
