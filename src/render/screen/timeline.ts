import { duration } from '../../core/time/duration.ts';
import { show } from '../../core/text/screen-text.ts';
import { hypothesesIn } from '../../core/incident/standing.ts';
import type { Entry } from '../../core/incident/entry.ts';
import { resultPaint, type Style } from '../style.ts';
import type { EntryView, TimelineView } from '../views/reading.ts';
import { titleLine } from '../title-line.ts';
import { cells, hanging, padEnd } from '../wrap.ts';

/** What the entry says about itself beside its text: late, approximate, a range, an end that never came. */
export function remarks(entry: Entry, standing?: string): string[] {
  return [
    standing ?? '',
    entry.until
      ? `until ${entry.until.slice(0, 10) === entry.at.slice(0, 10) ? entry.until.slice(11, 16) : entry.until}`
      : '',
    entry.late === undefined ? '' : `logged ${duration(entry.late)} later`,
    entry.result === 'unknown' ? 'started, no end recorded' : '',
    entry.leftover && entry.result !== 'ok' ? 'may still be acting' : '',
    entry.amended ? 'amended' : '',
    entry.redacted ? `redacted by ${entry.redacted.by.split('@')[0] ?? ''}: ${entry.redacted.why}` : '',
    entry.re ? `about ${entry.re.slice(0, 7)}` : '',
    ...entry.tags.map((tag) => `#${tag}`),
  ].filter(Boolean);
}

export function entryLine(entry: Entry, style: Style, columns: number, standing?: string): string {
  const time = `${entry.approx ? '~' : ' '}${show(entry.at.slice(11, 19))}`;
  const kind = padEnd(show(entry.kind), 12);
  const lead = `${time}  ${style.muted(entry.id)}  ${resultPaint(style, entry.result)(kind)} ${'  '.repeat(entry.level)}`;
  const width = cells(`${time}  ${entry.id}  ${kind} `) + 2 * entry.level;
  const extra = remarks(entry, standing);
  const text = show(
    (entry.retracted ? 'retracted: ' : '') + entry.text + (extra.length ? ` (${extra.join(', ')})` : ''),
  );
  if (columns - width >= 24) return hanging(lead, width, text, columns);
  // On a narrow terminal the text goes below, so that it keeps its room.
  return `${time} ${style.muted(entry.id)} ${resultPaint(style, entry.result)(kind.trimEnd())}\n${hanging('  ', 2, text, columns)}`;
}

const headingOf = ({ at }: Entry, zone: string, style: Style): string =>
  style.strong(show(`${at.slice(0, 10)} ${at.slice(-6)} ${/^[+-]|^UTC$/.test(zone) ? '' : zone}`.trimEnd()));

/** One row, under the line of its day if that is another than the last one's. */
export const screenEntry = ({ entry, zone, newDay }: EntryView, style: Style, columns: number): string =>
  `${newDay ? `${headingOf(entry, zone, style)}\n` : ''}${entryLine(entry, style, columns)}\n`;

/** What became of hypotheses, by their hashes, as far as these rows say so: `ruled out by 3f9a2c1`. */
const standings = (entries: readonly Entry[]): ReadonlyMap<string, string> =>
  new Map(
    hypothesesIn(entries).flatMap(({ entry, standing, by }) =>
      by ? [[entry.hash, `${standing} by ${by.id}`] as const] : [],
    ),
  );

/** Rows under a line for each day, which states date and zone once. */
export function daysOf(entries: readonly Entry[], zone: string, style: Style, columns: number): string {
  const standing = standings(entries);
  let day = '';
  let text = '';
  for (const entry of entries) {
    const its = entry.at.slice(0, 10) + entry.at.slice(-6);
    if (its !== day) text += `${headingOf(entry, zone, style)}\n`;
    day = its;
    text += `${entryLine(entry, style, columns, standing.get(entry.hash))}\n`;
  }
  return text;
}

export const screenTimeline = (view: TimelineView, style: Style, columns: number): string =>
  `${titleLine(view, style, columns)}\n${daysOf(view.entries, view.zone, style, columns) || 'No such entry.\n'}`;
