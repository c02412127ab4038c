import { incidentId } from '../core/record/incident-id.ts';
import { decode } from '../core/record/decode.ts';
import type { Recorded } from '../core/record/envelope.ts';
import { isJsonLines } from '../core/pasted/json-rows.ts';
import type { World } from '../core/ports/ports.ts';
import { incidentFor } from './asked-incident.ts';
import { flagText, type Input } from './command.ts';
import { openedBy } from './opened-by.ts';

/** The first event of an incident, when it is among the lines; its hash is checked where it is taken. */
function openingIn(text: string): Extract<Recorded, { readonly type: 'incident.opened' }> | undefined {
  if (!isJsonLines(text)) return undefined;
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    if (!line.includes('"parents":[],') || !line.includes('"type":"incident.opened"')) continue;
    const event = decode(line.replace(/\r$/, ''));
    if (typeof event === 'object' && event.type === 'incident.opened' && /^\d{4}-/.test(event.at))
      return event;
  }
  return undefined;
}

/** Which incident the text is about. */
export interface Subject {
  readonly incident: string;
  readonly opens: Recorded | undefined;
  readonly record: readonly Recorded[];
  readonly zone: string;
}

/**
 * Lines of a record say themselves which incident they are of, by the event that opened it: where the store has none
 * that began so, they make one. `-i` stands above that: then what is of another incident is refused line by line.
 */
export async function subjectOf(
  input: Input,
  text: string,
  chosen: string | undefined,
  world: World,
): Promise<Subject> {
  const opening = flagText(input, 'incident') === undefined ? openingIn(text) : undefined;
  const there = opening && (await openedBy(opening.hash, world));
  if (opening && there === undefined) {
    const { at, data } = opening;
    const offset = (Date.parse(`${at.slice(0, 19)}Z`) - Math.floor(Date.parse(at) / 1000) * 1000) / 60_000;
    const id = incidentId(data.title, { ms: Date.parse(at), offset });
    return { incident: id, opens: opening, record: [], zone: data.zone };
  }
  const incident = there ?? chosen ?? (await incidentFor(input, world, 'import'));
  const record = await world.journal.read(incident);
  return { incident, opens: undefined, record, zone: world.journal.opening(incident)?.zone ?? 'UTC' };
}
