import type { Recorded } from '../record/envelope.ts';
import { lateFrom, type Entry } from './entry.ts';

/** An entry of the timeline in the making. */
export type Row = { -readonly [K in keyof Entry]: Entry[K] };

/** The row that an event begins, before anything else is known of it. */
export function rowOf(event: Recorded, kind: string, text: string): Row {
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
  return entry;
}

/** Adds what notes and checks say beside their text; of other events nothing. */
export function detailed(entry: Row, event: Recorded): void {
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
