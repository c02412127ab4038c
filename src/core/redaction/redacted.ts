import { fieldsFor, isKnown, type Field } from '../record/decode.ts';
import type { Recorded } from '../record/envelope.ts';
import type { Left } from '../record/events.ts';
import { digestOfStub, unknownRedacted } from './stub.ts';

/** Stands where words were. */
export const gone = '[redacted]';

export type Redaction = Extract<Recorded, { readonly type: 'entry.redacted' }>;

/**
 * The beginning of a record and what says that something was redacted stay: without the first there is no incident,
 * and its title is its folder's name anyway; without the second the stub would be a riddle.
 */
export const isRedactable = ({ type }: Pick<Recorded, 'type'>): boolean =>
  type !== 'incident.opened' && type !== 'entry.redacted';

/** Texts that are words of ours, times, hashes or ids: they hold nothing that somebody typed freely. */
const plain = new Set(
  'kind until re phase severity started ended at of run step status as hash mode verdict section state due action blob digest fingerprint signal sha256'.split(
    ' ',
  ),
);

function leftIn(type: string, name: string, kind: Field['kind'], value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (kind === '[]') return name === 'argv' ? [gone] : [];
  if (kind === '{}') return {};
  const kept =
    plain.has(name) ||
    (name === 'role' && type.startsWith('step.')) ||
    (name === 'plan' && type === 'plan.started');
  return kept ? value : gone;
}

/** What may be kept of an event: who, when, of what type, and what its data say in words of ours, times and numbers. */
export function leftOf({ rec, rep, by, at, type, data }: Recorded): Left {
  const values = data as unknown as Readonly<Record<string, unknown>>;
  const left: Record<string, unknown> = {};
  for (const { name, kind, optional } of fieldsFor(type))
    if (Object.hasOwn(values, name) && !(optional && (kind === '[]' || kind === '{}')))
      left[name] = leftIn(type, name, kind, values[name]);
  // Flags such as `drill`, on which no fold relies.
  for (const [name, value] of Object.entries(values)) if (value === true) left[name] = true;
  return { rec, rep, by, at, type, data: left };
}

/** Blobs that an event refers to. */
export function blobsOf(event: Pick<Recorded, 'type' | 'data'>): string[] {
  const data = event.data as { blob?: unknown; plan?: unknown; output?: { blob?: unknown } };
  if (data.blob === undefined && data.plan === undefined && data.output === undefined) return [];
  const named =
    event.type === 'plan.started' ? [data.plan, data.output?.blob] : [data.blob, data.output?.blob];
  return named.filter((blob): blob is string => isHash(blob));
}

export const isHash = (text: unknown): boolean => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);

/** Redactions by the hash of what they took away; of several, the first in the record's order. */
export function redactionsIn(record: Iterable<Recorded>): ReadonlyMap<string, Redaction> {
  const found = new Map<string, Redaction>();
  for (const event of record)
    if (event.type === 'entry.redacted' && !found.has(event.data.of)) found.set(event.data.of, event);
  return found;
}

const isTime = (text: unknown): boolean => typeof text === 'string' && !Number.isNaN(Date.parse(text));

/** An event without its words, whether its line is a stub already or not. */
function withoutWords(event: Recorded, { data: { left } }: Redaction): Recorded {
  const { v, id, parents, rec, rep, hash } = event;
  const place = { v, id, parents, hash };
  const whole =
    left &&
    typeof left.by === 'string' &&
    typeof left.rep === 'string' &&
    isTime(left.at) &&
    isTime(left.rec);
  if (whole && isKnown(left)) {
    const { rec: recorded, rep: replica, by, at, type, data } = left;
    return { ...place, rec: recorded, rep: replica, by, at, type, data } as unknown as Recorded;
  }
  return { ...place, rec, rep, by: '', at: rec, type: unknownRedacted, data: {} } as unknown as Recorded;
}

/** What takes the words of redacted events away, one event after the other. */
export interface Clearing {
  /** @param event also a stub, as `readStub` gives it. @returns the event as it may be shown. */
  clear(event: Recorded): Recorded;
  /** What says that, and why, the words of an event are gone. */
  redactionOf(hash: string): Redaction | undefined;
  /** Of the events so far, those that were redacted, and whose lines still stand: to be overwritten. */
  readonly standing: readonly Pick<Recorded, 'id' | 'hash'>[];
  /** How many lines were overwritten without a reason in the record, or otherwise than it says. */
  readonly unexplained: number;
}

/** @param entries at least all `entry.redacted` of the record. */
export function clearing(entries: Iterable<Recorded>): Clearing {
  const redactions = redactionsIn(entries);
  const standing: Pick<Recorded, 'id' | 'hash'>[] = [];
  let unexplained = 0;
  return {
    clear(event) {
      const redaction = isRedactable(event) ? redactions.get(event.hash) : undefined;
      const stub = digestOfStub(event);
      if (stub !== undefined && stub !== redaction?.data.stub) unexplained++;
      if (!redaction) return event;
      if (stub === undefined) standing.push({ id: event.id, hash: event.hash });
      return withoutWords(event, redaction);
    },
    redactionOf: (hash) => redactions.get(hash),
    standing,
    get unexplained() {
      return unexplained;
    },
  };
}
