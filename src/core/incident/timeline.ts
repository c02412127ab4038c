import { applied, correctionsOf, isCorrection, type Corrections } from './corrections.ts';
import { marksOf } from './entry-marks.ts';
import type { Entry } from './entry.ts';
import { detailed, rowOf, type Row } from './event-row.ts';
import type { Recorded } from '../record/envelope.ts';
import { folded, type Fold } from './fold.ts';
import { shellWords } from '../text/shell-words.ts';
import { correctionText, ending, plainText, stepWords, tail } from './event-text.ts';
import type { OutputRef } from '../record/events.ts';
import { redactionsIn } from '../redaction/redacted.ts';
import { allRows, type Rows } from './rows.ts';

/** What a timeline is made with, beside the record. */
export interface TimelineOptions {
  /** Those of the whole record, where this is a part of it. */
  readonly corrections?: Corrections;
  /** Every entry as it was first, and each correction as a row of its own. */
  readonly history?: boolean;
}

/** Said of what has ended, and left a part of itself behind. */
export const stillRuns = 'something that it started still runs';

const seconds = (ms: number): string =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;

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
    const entry = rowOf(event, kind, text);
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

  /** What began and has no end, but is judged: it is unknown no more. */
  const judged = (key: string, result: Entry['result'], text: string): void => {
    const entry = open.get(key);
    if (!entry) return;
    open.delete(key);
    delete entry.result;
    if (result) entry.result = result;
    entry.text += text;
    give(entry);
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
        // Questions change nothing: once the run has its verdict, one that was broken off is no open matter.
        for (const key of open.keys())
          if (asksOnly.some((role) => key.startsWith(`${data.run} ${role} `)))
            judged(key, undefined, ' — broken off, no end recorded');
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
      case 'step.settled': {
        const { data } = event;
        // To stop says nothing of what the step did.
        if (data.as !== 'stop')
          judged(
            stepKey(data),
            data.as === 'done' ? 'ok' : 'failed',
            ` — no end recorded; settled as ${data.as}, ${data.why}`,
          );
        row(event, ...plainText(event));
        break;
      }
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
        detailed(row(event, kind, text), event);
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

/** Roles whose acts ask checks. */
const asksOnly = ['preflight', 'verify'] as const;

const stepKey = (data: {
  readonly run: string;
  readonly role: string;
  readonly step: string;
  readonly attempt: number;
}): string => `${data.run} ${data.role} ${data.step} ${data.attempt}`;
