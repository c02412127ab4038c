import type { Recorded } from '../record/envelope.ts';
import type { EventType } from '../record/events.ts';

export type Correction = Extract<Recorded, { readonly type: 'entry.amended' | 'entry.retracted' }>;

/** Where the words of an entry stand that a person wrote; undefined: it has none, and only its time can be amended. */
const wordsIn = {
  'incident.opened': 'title',
  'incident.acknowledged': 'text',
  'incident.mitigated': 'text',
  'incident.resolved': 'text',
  'incident.closed': 'text',
  'incident.reopened': 'text',
  'incident.cancelled': 'text',
  'incident.linked': undefined,
  'phase.changed': 'text',
  'severity.changed': 'reason',
  'impact.stated': 'text',
  'role.assigned': undefined,
  'note.added': 'text',
  'file.attached': 'name',
  'review.written': 'text',
  'action.added': 'title',
  'action.changed': 'text',
  'entry.amended': 'text',
  'entry.retracted': 'why',
} as const satisfies Readonly<Partial<Record<EventType, string | undefined>>>;

type Written = keyof typeof wordsIn;

/** What people said can be said better, or taken back; what machines measured, and what plans did, stays. */
export const isWritten = (type: string): type is Written => Object.hasOwn(wordsIn, type);

/** What opened the incident cannot be taken back: `cancel` says that it was none. */
export const isRetractable = (type: string): boolean => isWritten(type) && type !== 'incident.opened';

export const isCorrection = (event: Recorded): event is Correction =>
  event.type === 'entry.amended' || event.type === 'entry.retracted';

/** The words of an event that can be amended; undefined: it has none. */
export function wordsOf(event: Recorded): string | undefined {
  const field = isWritten(event.type) ? wordsIn[event.type] : undefined;
  return field === undefined
    ? undefined
    : ((event.data as unknown as Readonly<Record<string, string>>)[field] ?? '');
}

export const hasWords = (type: string): boolean => isWritten(type) && wordsIn[type] !== undefined;

/** What holds of an entry after all: the last words and the last time that were given, each by itself. */
interface Standing {
  readonly text?: string;
  readonly at?: string;
  readonly retracted?: true;
}

/** What the corrections of a record come to, by the hash of what they correct. */
export type Corrections = ReadonlyMap<string, Standing>;

const isTime = (at: string | undefined): at is string => at !== undefined && !Number.isNaN(Date.parse(at));

/**
 * Folds the corrections of a record, in the record's order, into what holds of each entry. Of several the last one
 * holds. A correction can be corrected itself: what was retracted twice over is back. Corrections refer backwards, so
 * those of a correction are known when it is met from the end.
 *
 * @param events at least all `entry.*` of the record; others are passed over.
 */
export function correctionsOf(events: Iterable<Recorded>): Corrections {
  const list: Correction[] = [];
  for (const event of events) if (isCorrection(event)) list.push(event);
  const standing = new Map<string, Standing>();
  for (let index = list.length - 1; index >= 0; index--) {
    const correction = applied(list[index] as Correction, standing);
    if (!correction || !isCorrection(correction)) continue;
    const { of } = correction.data;
    const later = standing.get(of);
    if (correction.type === 'entry.retracted') standing.set(of, { ...later, retracted: true });
    else {
      const { text, at } = correction.data;
      // From the end: what is there already is later, and holds.
      standing.set(of, {
        ...(text === undefined ? {} : { text }),
        ...(isTime(at) ? { at } : {}),
        ...later,
      });
    }
  }
  return standing;
}

/** An event as it stands corrected; undefined: it was retracted. What nobody may correct is left as it is. */
export function applied(event: Recorded, corrections: Corrections): Recorded | undefined {
  const now = corrections.get(event.hash);
  if (!now || !isWritten(event.type)) return event;
  if (now.retracted && isRetractable(event.type)) return undefined;
  const { text, at } = now;
  const field = wordsIn[event.type];
  const changed = text !== undefined && field !== undefined ? { ...event.data, [field]: text } : event.data;
  // The time of a correction is the one that it gives.
  if (isCorrection(event))
    return { ...event, data: at === undefined ? changed : { ...changed, at } } as unknown as Recorded;
  return { ...event, data: changed, at: at ?? event.at } as unknown as Recorded;
}

/** The record without what was retracted, and with everything else as it was amended. For what shows single events. */
export function corrected(
  record: readonly Recorded[],
  corrections: Corrections = correctionsOf(record),
): readonly Recorded[] {
  if (corrections.size === 0) return record;
  return record.flatMap((event) => applied(event, corrections) ?? []);
}
