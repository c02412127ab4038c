import type { Recorded } from '../../core/record/envelope.ts';
import type { Entry } from '../../core/incident/entry.ts';
import { duration } from '../../core/time/duration.ts';
import { hypothesesIn } from '../../core/incident/standing.ts';
import type { KeyTimeName } from '../../core/incident/incident-state.ts';
import { inline } from '../markdown-text.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';

/** These have sections of their own. */
const elsewhere = new Set(['review', 'action-item']);

/** Key times that an event sets; without words of a person it says nothing that the key times do not. */
const sets: Readonly<Partial<Record<Recorded['type'], KeyTimeName>>> = {
  'incident.opened': 'declared',
  'incident.acknowledged': 'acknowledged',
  'incident.mitigated': 'mitigated',
  'incident.resolved': 'resolved',
  'incident.closed': 'closed',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Few people write many rows: each name is made inert once. */
function names(): (by: string) => string {
  const known = new Map<string, string>();
  return (by) => {
    const name = known.get(by) ?? inline(by.split('@')[0] ?? by);
    known.set(by, name);
    return name;
  };
}

function labelOf(entry: Entry, event: Recorded | undefined): string {
  switch (event?.type) {
    case 'phase.changed':
      return event.data.text ? `Status ${inline(event.data.phase)}` : '';
    case 'incident.mitigated':
    case 'incident.resolved':
    case 'incident.closed':
      return event.data.text ? capital(entry.kind) : '';
    case 'impact.stated':
      return 'Impact';
    case 'note.added':
      return entry.kind === 'note' ? '' : capital(entry.kind);
    default:
      return '';
  }
}

/** By the hash of a hypothesis: confirmed, or ruled out. One that is open says nothing. */
type Settled = ReadonlyMap<string, string>;

const settledIn = ({ entries }: Report): Settled =>
  new Map(
    hypothesesIn(entries).flatMap(({ entry, standing, by }) => (by ? [[entry.hash, standing] as const] : [])),
  );

/** The text, with what must never be overlooked: an outcome that nobody knows, and (one by one) lateness. */
function textOf(entry: Entry, late: boolean, settled: Settled): string {
  const text = entry.kind === 'todo' ? entry.text.replace(/^TODO:\s*/, '') : entry.text;
  const unknown = entry.result === 'unknown' ? ' — **outcome unknown: no end is recorded**' : '';
  const acting = entry.leftover && entry.result !== 'ok' ? ' — **it may still be acting**' : '';
  const standing = settled.get(entry.hash);
  return (
    inline(text) +
    (standing ? ` *(${standing})*` : '') +
    unknown +
    acting +
    (entry.amended ? ' *(amended)*' : '') +
    (entry.redacted ? ` *(redacted: ${inline(entry.redacted.why)})*` : '') +
    (late && entry.late ? ` *(logged ${duration(entry.late)} later)*` : '')
  );
}

const hour = 3_600_000;

/** A record that was entered afterwards says so once; live ones mark the rows that came late. Closing comes last anyway. */
function afterwards(all: readonly Entry[], report: Report): string {
  const rows = all.filter(({ kind }) => kind !== 'closed');
  if (rows.length < 2 || !rows.every(({ late = 0 }) => late >= hour)) return '';
  const recorded = rows.map(({ rec }) => rec).toSorted();
  const [first = '', last = ''] = [recorded.at(0), recorded.at(-1)].map((rec) =>
    report.format.stamp(rec ?? ''),
  );
  return `*Entered afterwards: recorded ${first === last ? first : `from ${first} to ${last}`}.*`;
}

const about = (entry: Entry): string => (entry.approx ? '~' : '');
const nothing = 'TODO: nothing is recorded yet: inc note --at 14:25 "what happened"';

/** Every row has its date, time and offset, so that one of them can be quoted alone. */
export function timelineTable(report: Report): string {
  const rows = report.entries.filter(({ kind }) => !elsewhere.has(kind));
  if (rows.length === 0) return nothing;
  const note = afterwards(rows, report);
  const nameOf = names();
  const settled = settledIn(report);
  const cells = rows.map((entry) => {
    const label = labelOf(entry, report.events.get(entry.hash));
    const text = textOf(entry, note === '', settled);
    return [
      about(entry) + report.format.span(entry.at, entry.until),
      (entry.level === 1 ? '↳ ' : '') + (label ? `**${label}:** ` : '') + text,
      nameOf(entry.by),
    ];
  });
  return [table(['When', 'What happened', 'Who'], cells), note].filter(Boolean).join('\n\n');
}

/** Told by the key times already: no words, and the time that counts. */
function isBare(event: Recorded | undefined, report: Report): boolean {
  const name = event && sets[event.type];
  if (!event || !name) return false;
  const text = 'text' in event.data ? event.data.text : undefined;
  return !text && report.incident.keyTimes[name] === event.at;
}

/** A turn in somebody's words still says which turn it was, unless the key times below give that moment as its own. */
function turnOf(entry: Entry, report: Report): string {
  const event = report.events.get(entry.hash);
  switch (event?.type) {
    case 'incident.resolved':
    case 'incident.closed':
      return event.data.text ? `${capital(entry.kind)}: ` : '';
    case 'incident.mitigated':
      return event.data.text && report.incident.keyTimes.mitigated !== event.at ? 'Mitigated: ' : '';
    default:
      return '';
  }
}

/** `14:25: text`, one list for each day; the day's line states its date and zone. */
export function timelineList(report: Report): string {
  const { format } = report;
  const rows = report.entries.filter(
    (entry) => !elsewhere.has(entry.kind) && !isBare(report.events.get(entry.hash), report),
  );
  if (rows.length === 0) return nothing;
  const note = afterwards(rows, report);
  const settled = settledIn(report);
  const days = new Map<string, Entry[]>();
  for (const entry of rows) {
    const day = format.day(entry.at);
    const sofar = days.get(day);
    if (sofar) sofar.push(entry);
    else days.set(day, [entry]);
  }
  const lists = [...days.values()].map((entries) => {
    const [first] = entries as [Entry, ...Entry[]];
    const oneOffset = entries.every(({ at }) => format.offset(at) === format.offset(first.at));
    const zone = format.zone + (oneOffset && format.zone !== 'UTC' ? ` (UTC${format.offset(first.at)})` : '');
    const lines = entries.map((entry) => {
      const own = oneOffset ? '' : ` ${format.offset(entry.at)}`;
      const until = entry.until && untilOf(entry.at, entry.until, report);
      return `- ${entry.level === 1 ? '↳ ' : ''}${about(entry)}${format.time(entry.at)}${own}${until ?? ''}: ${turnOf(entry, report)}${textOf(entry, note === '', settled)}`;
    });
    return `**${format.longDay(first.at)}**, all times ${zone}\n\n${lines.join('\n')}`;
  });
  return [...lists, note].filter(Boolean).join('\n\n');
}

function untilOf(at: string, until: string, { format }: Report): string {
  const sameDay = format.day(at) === format.day(until) && format.offset(at) === format.offset(until);
  return sameDay ? `–${format.time(until)}` : ` – ${format.stamp(until)}`;
}
