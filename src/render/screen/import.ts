import { duration } from '../../core/time/duration.ts';
import { show } from '../../core/text/screen-text.ts';
import { remarks } from './timeline.ts';
import type { Style } from '../style.ts';
import type { ImportView } from '../views/incident.ts';
import { cut, hanging, padEnd } from '../wrap.ts';

type Row = ImportView['rows'][number];

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
const stampOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)} ${at.slice(-6)}`;

function rowText(row: Row, done: boolean): string {
  const extra = [
    row.until
      ? `until ${row.until.slice(0, 10) === row.at.slice(0, 10) ? row.until.slice(11, 16) : stampOf(row.until)}`
      : '',
    row.present ? 'already in the record' : '',
    row.late === null || !done ? '' : `logged ${duration(row.late)} later`,
    ...(done ? [] : row.notes),
  ].filter(Boolean);
  return row.text + (extra.length > 0 ? ` (${extra.join(', ')})` : '');
}

function rowLine(row: Row, done: boolean, style: Style, columns: number): string {
  const about = row.approx ? '~' : ' ';
  const mark = done ? (row.id ?? '-------') : padEnd(`${row.line}`, 4);
  const lead = `${style.muted(mark)} ${about}${stampOf(row.at)}  ${padEnd(row.kind, 11)} `;
  return `${hanging(lead, mark.length + 42, show(rowText(row, done)), Math.max(columns, mark.length + 72))}\n`;
}

function eventLines({ events }: ImportView, style: Style): string {
  if (!events) return '';
  const rows = events.added.map((entry) => {
    const extra = remarks(entry);
    const text = entry.text + (extra.length > 0 ? ` (${extra.join(', ')})` : '');
    return `${style.muted(entry.id)}  ${show(`${stampOf(entry.at)}  ${padEnd(entry.kind, 11)} ${entry.by.split('@')[0]}: ${text}`)}\n`;
  });
  return rows.join('');
}

/** `6 rows imported`, `12 already in the record`, `3 lines not understood`: nothing is lost without a word. */
function summary(view: ImportView, style: Style): string {
  const done = view.state !== 'preview';
  const fresh = view.rows.filter(({ present }) => !present).length;
  const present = view.rows.length - fresh;
  const { events, files, leftOut, redactions } = view;
  const parts = [
    view.rows.length > 0 || !(events ?? files)
      ? `${counted(fresh, 'row')} ${done ? 'imported' : 'to import'}`
      : '',
    events && events.count > 0
      ? `${counted(events.count, 'event')} of ${counted(events.replicas.length, 'replica')} ${done ? 'joined' : 'to join'}`
      : '',
    events && events.present > 0 ? `${counted(events.present, 'event')} already here` : '',
    files && files.added > 0 ? `${counted(files.added, 'stored file')}${done ? '' : ' to keep'}` : '',
    files && files.present > 0 ? `${counted(files.present, 'stored file')} already here` : '',
    present > 0
      ? `${counted(present, 'row')} already in the record (same time and text), skipped; --again imports them too`
      : '',
    leftOut.length > 0 ? style.doubtful(`${counted(leftOut.length, 'line')} not understood, left out`) : '',
    redactions > 0 ? `${counted(redactions, 'secret')} redacted` : '',
  ];
  return `${view.state === 'spooled' ? 'SPOOLED ' : ''}${parts.filter(Boolean).join(' · ')}  ${style.path(view.incident)}${view.opens ? ' (new in this store)' : ''}\n`;
}

/** Each line that nothing was made of; why stands above those that have it in common. */
function leftOutLines({ leftOut }: ImportView, style: Style, columns: number): readonly string[] {
  return leftOut.map(({ line, text, why }, index) => {
    const head = why === leftOut[index - 1]?.why ? '' : `${style.doubtful('not understood')}: ${show(why)}\n`;
    return `${head}${style.muted(padEnd(`${line}`, 5))} ${cut(show(text.trim()), Math.max(40, Math.min(columns, 120) - 6))}\n`;
  });
}

/** Every row with its date and offset, what is left out and why; the rows that were recorded have their ids. */
export function screenImport(view: ImportView, style: Style, columns: number): string {
  const done = view.state !== 'preview';
  const head = done ? '' : `${style.path(view.incident)}  ${show(view.title)}\n`;
  const notes = done ? [] : view.notes.map((note) => `${show(note)}\n`);
  const rows = view.rows.map((row) => rowLine(row, done, style, columns));
  const leftOut = done ? [] : leftOutLines(view, style, columns);
  return [head, ...notes, ...rows, eventLines(view, style), ...leftOut, summary(view, style)].join('');
}
