import { readDate } from '../core/time/calendar.ts';
import type { Recorded } from '../core/record/envelope.ts';
import type { Happening } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { incidentOf } from '../core/incident/incident.ts';
import { isJsonLines, readJsonRows, type JsonRows } from '../core/pasted/json-rows.ts';
import type { ImportedRow, Pasted } from '../core/pasted/rows.ts';
import { readPasted } from '../core/pasted/timeline.ts';
import type { World } from '../core/ports/ports.ts';
import { timeline } from '../core/incident/timeline.ts';
import { parseDate } from '../core/time/when.ts';
import { canonicalZone } from '../core/time/zone-names.ts';
import { rfc3339 } from '../core/time/zone.ts';
import { flagText, type Input } from './command.ts';

/** What a text holds, whichever notation it is in. */
export type Understood = Pasted & Pick<JsonRows, 'recorded'> & { readonly format: Format };

type Format = 'text' | 'jsonl';

function formatOf(input: Input, text: string): Format {
  const format = flagText(input, 'format');
  if (format === undefined) return isJsonLines(text) ? 'jsonl' : 'text';
  if (format === 'text' || format === 'jsonl') return format;
  throw new Fault('USAGE', `'${format}' is not a format`, { hint: 'one of: text, jsonl' });
}

/** Reads what was given, in the zone and from the day that the flags, the text or the incident say. */
export async function understand(
  input: Input,
  text: string,
  zone: string,
  record: readonly Recorded[],
  world: World,
): Promise<Understood> {
  const zones = await world.namedZones();
  const given = flagText(input, 'tz');
  const stated = given === undefined ? zone : canonicalZone(given, zones);
  const now = world.clock.started;
  const format = formatOf(input, text);
  if (format === 'jsonl') return { ...readJsonRows(text, { now, zones, zone: stated }), notes: [], format };
  const date = flagText(input, 'date');
  const { keyTimes } = incidentOf(record);
  const began = Date.parse(keyTimes.started ?? keyTimes.declared ?? '') || now;
  const day = readDate(
    date === undefined ? rfc3339(began, zones.offset(stated, began)).slice(0, 10) : parseDate(date),
  );
  if (!day) throw new Fault('USAGE', `"${date}" is not a date`);
  const context = { now, zones, zone: stated, zoneGiven: given !== undefined };
  const pasted = readPasted(text, { ...context, day: day.value, dayGiven: date !== undefined });
  return { ...pasted, recorded: [], format };
}

const keyOf = (at: string | number, text: string): string => `${new Date(at).getTime()} ${text}`;

/**
 * Which rows are in the record already: an entry has their time and their text. As many as there are entries, so that
 * what happened twice in a minute stays two.
 *
 * @param texts of the rows, as they would be recorded.
 */
export function presentIn(
  record: readonly Recorded[],
  rows: readonly ImportedRow[],
  texts: readonly string[],
): readonly boolean[] {
  const left = new Map<string, number>();
  for (const { at, text } of timeline(record)) {
    const key = keyOf(at, text);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return rows.map(({ at }, index) => {
    const key = keyOf(at.ms, texts[index] ?? '');
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  });
}

/** A row as a note; late ones are ordinary notes that happened earlier. */
export const happeningOf = ({ at, until, approx, kind, text, tags = [] }: ImportedRow): Happening => ({
  type: 'note.added',
  data: {
    kind,
    text,
    tags,
    ...(approx ? { approx } : {}),
    ...(until ? { until: rfc3339(until.ms, until.offset) } : {}),
  },
  at,
});
