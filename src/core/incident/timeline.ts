import {
  applied,
  correctionsOf,
  isCorrection,
  isRetractable,
  isWritten,
  type Corrections,
} from './corrections.ts';
import type { Recorded } from '../record/envelope.ts';
import { folded, type Fold } from './fold.ts';
import { shellWords } from '../text/shell-words.ts';
import { correctionText, ending, plainText, stepWords, tail } from './event-text.ts';
import type { OutputRef } from '../record/events.ts';
import { redactionsIn, type Redaction } from '../redaction/redacted.ts';

/**
 * One row of the timeline. A command's start and end fold into one entry; a plan has one for itself and one
 * for each of its steps, indented below it. `at` and `ended` are RFC 3339 with the incident's offset.
 */
export interface Entry {
  /** First seven digits of the hash: what a person types to name the entry. */
  readonly id: string;
  readonly hash: string;
  readonly at: string;
  readonly rec: string;
  readonly by: string;
  /** The event's subject in one word: note kinds, `phase`, `check`, `command`, `failover`, `step` … */
  readonly kind: string;
  readonly text: string;
  /** `ok`, `failed`, `unknown` (started, and no end is recorded), or undefined when nothing can fail. */
  readonly result?: 'ok' | 'failed' | 'unknown';
  readonly ended?: string;
  readonly until?: string;
  readonly approx?: true;
  readonly tags: readonly string[];
  /** Recorded this many milliseconds after it happened; only from a minute up. */
  readonly late?: number;
  readonly level: 0 | 1;
  readonly run?: string;
  /** Hash of the entry that this one is about. */
  readonly re?: string;
  readonly output?: OutputRef;
  /** Something that it started was still running when it had ended. */
  readonly leftover?: true;
  /** Its words or its time are not the first ones; in a history, that they were amended later. */
  readonly amended?: true;
  /** In a history alone: it was taken back. */
  readonly retracted?: true;
  /** Its words were taken out of the record. */
  readonly redacted?: { readonly by: string; readonly why: string };
}

/** What a timeline is made with, beside the record. */
export interface TimelineOptions {
  /** Those of the whole record, where this is a part of it. */
  readonly corrections?: Corrections;
  /** Every entry as it was first, and each correction as a row of its own. */
  readonly history?: boolean;
}

/** An entry that was recorded so many milliseconds after it happened says so. */
export const lateFrom = 60_000;

/** Said of what has ended, and left a part of itself behind. */
export const stillRuns = 'something that it started still runs';

type Row = { -readonly [K in keyof Entry]: Entry[K] };

const seconds = (ms: number): string =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;

/** Takes rows as soon as nothing changes them any more; `index` is a row's place in the record's order. */
export interface Rows<T> {
  add(entry: Entry, index: number): void;
  end(): T;
}

/** Every row, in the record's order. */
export function allRows(): Rows<Entry[]> {
  const rows: Entry[] = [];
  return {
    add(entry, index) {
      rows[index] = entry;
    },
    end: () => rows,
  };
}

/**
 * Folds a record into rows, as corrected. A run that has no end stays `unknown`: it is never hidden.
 *
 * @param early every `entry.*` of the record, in its order.
 */
export function timelineFold<T>(
  early: readonly Recorded[],
  rows: Rows<T>,
  options: TimelineOptions = {},
): Fold<T> {
  const { history = false, corrections = correctionsOf(early) } = options;
  const redactions = redactionsIn(early);
  const isMarked = corrections.size + redactions.size > 0;
  // In a history, what corrections are about.
  const known = new Map<string, Recorded | undefined>();
  if (history)
    for (const event of early)
      if (isCorrection(event) || event.type === 'entry.redacted') known.set(event.data.of, undefined);
  /** Rows whose end may come, by what it will name; and the place of each. */
  const open = new Map<string, Row>();
  const places = new Map<Row, number>();
  let count = 0;
  /** The row that the event is about, when nothing more can come. */
  let complete: Row | undefined;

  const give = (entry: Row): void => {
    rows.add(entry, places.get(entry) ?? count - 1);
    places.delete(entry);
  };
  const begin = (key: string, entry: Row, more: Partial<Entry>): void => {
    const before = open.get(key);
    // The same run, begun again.
    if (before) give(before);
    open.set(key, Object.assign(entry, { result: 'unknown' }, more));
    places.set(entry, count - 1);
    complete = undefined;
  };
  const row = (event: Recorded, kind: string, text: string): Row => {
    const late = Date.parse(event.rec) - Date.parse(event.at);
    const entry: Row = {
      id: event.hash.slice(0, 7),
      hash: event.hash,
      at: event.at,
      rec: event.rec,
      by: event.by,
      kind,
      text,
      tags: [],
      level: 0,
    };
    if (late >= lateFrom) entry.late = late;
    if (isMarked) Object.assign(entry, marksOf(event, corrections, history, redactions));
    count++;
    complete = entry;
    return entry;
  };
  const finish = (key: string, event: Recorded, ok: boolean, text: string, output?: OutputRef): Row => {
    const entry = open.get(key) ?? row(event, 'unknown', 'an end without a start');
    open.delete(key);
    complete = entry;
    entry.ended = event.at;
    entry.result = ok ? 'ok' : 'failed';
    entry.text += text;
    if (output) entry.output = output;
    return entry;
  };

  const take = (first: Recorded): void => {
    const event = history ? first : applied(first, corrections);
    if (!event) return;
    if (known.has(event.hash)) known.set(event.hash, event);
    if (isCorrection(event) || event.type === 'entry.redacted') {
      if (!history) return;
      const [kind, text] = correctionText(event, known.get(event.data.of));
      row(event, kind, text).re = event.data.of;
      return;
    }
    switch (event.type) {
      case 'command.started': {
        const entry = row(event, 'command', shellWords(event.data.argv));
        begin(event.data.run, entry, { run: event.data.run });
        break;
      }
      case 'command.finished': {
        const { data } = event;
        finish(data.run, event, data.exit === 0, ` (${ending(data)}, ${seconds(data.ms)})`, data.output);
        break;
      }
      case 'plan.started': {
        const { data } = event;
        const entry = row(
          event,
          data.kind,
          `${data.title || data.name}${data.rehearsal === 'printed' ? ' (drill, printed)' : data.drill ? ' (drill)' : ''}: ${data.reason}${tail(data.overrides?.join('; '), ' — set aside: ')}`,
        );
        begin(data.run, entry, { run: data.run });
        break;
      }
      case 'plan.finished': {
        const { data } = event;
        finish(data.run, event, data.verdict === 'verified', ` — ${data.verdict}${tail(data.summary, ', ')}`);
        break;
      }
      case 'step.started': {
        const { data } = event;
        const entry = row(event, 'step', `${stepWords[data.role]}: ${data.title}`);
        begin(stepKey(data), entry, { run: data.run, level: 1 });
        break;
      }
      case 'step.spawned':
        break;
      case 'step.finished': {
        const { data } = event;
        const left = data.leftover && !data.summary.includes(stillRuns) ? `; ${stillRuns}` : '';
        const entry = finish(
          stepKey(data),
          event,
          data.ok,
          ` — ${data.summary}${left} (${seconds(data.ms)})`,
          data.output,
        );
        if (data.leftover) entry.leftover = true;
        break;
      }
      default: {
        const [kind, text] = plainText(event);
        const entry = row(event, kind, text);
        if (event.type === 'note.added') {
          entry.tags = event.data.tags;
          if (event.data.approx) entry.approx = true;
          if (event.data.until) entry.until = event.data.until;
          if (event.data.re) entry.re = event.data.re;
        }
        if (event.type === 'check.finished') {
          entry.result = event.data.status === 'OK' ? 'ok' : 'failed';
          if (event.data.run) Object.assign(entry, { run: event.data.run, level: 1 });
          if (event.data.output) entry.output = event.data.output;
        }
      }
    }
  };

  return {
    add(event) {
      complete = undefined;
      take(event);
      if (complete) give(complete);
    },
    end() {
      for (const entry of open.values()) give(entry);
      return rows.end();
    },
  };
}

/** The rows of a record, in its order. */
export function timeline(record: readonly Recorded[], options: TimelineOptions = {}): Entry[] {
  return folded(record, timelineFold(record, allRows(), options));
}

function marksOf(
  { hash, type }: Recorded,
  corrections: Corrections,
  history: boolean,
  redactions: ReadonlyMap<string, Redaction>,
): Pick<Entry, 'amended' | 'retracted' | 'redacted'> {
  const standing = isWritten(type) ? corrections.get(hash) : undefined;
  const redaction = redactions.get(hash);
  return {
    ...(standing && (standing.text !== undefined || standing.at !== undefined) ? { amended: true } : {}),
    ...(history && standing?.retracted && isRetractable(type) ? { retracted: true } : {}),
    ...(redaction ? { redacted: { by: redaction.by, why: redaction.data.why } } : {}),
  };
}

const stepKey = (data: {
  readonly run: string;
  readonly role: string;
  readonly step: string;
  readonly attempt: number;
}): string => `${data.run} ${data.role} ${data.step} ${data.attempt}`;

/** Of rows: when they happened, then the record's order. */
export const inTime = (
  a: { readonly ms: number; readonly index: number },
  b: { readonly ms: number; readonly index: number },
): number => a.ms - b.ms || a.index - b.index;

/** The same rows by when they happened; rows of one moment keep the record's order. */
export const byTime = (entries: readonly Entry[]): Entry[] =>
  entries
    .map((entry, index) => ({ entry, index, ms: Date.parse(entry.at) }))
    .toSorted(inTime)
    .map(({ entry }) => entry);
