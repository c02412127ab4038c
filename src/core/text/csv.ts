import { showBlock } from './screen-text.ts';
import type { Entry } from '../incident/entry.ts';

/** A spreadsheet takes a cell that begins so for a formula, and runs it; an apostrophe makes it text (OWASP). */
const formula = /^[=+\-@\t\r\n]/;

/** One cell (RFC 4180). Controls and invisible characters become visible: nothing in it may act on a terminal either. */
function cell(text: string): string {
  const safe = showBlock(formula.test(text) ? `'${text}` : text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

const columns = {
  at: ({ at }) => at,
  rec: ({ rec }) => rec,
  by: ({ by }) => by,
  kind: ({ kind }) => kind,
  text: ({ text }) => text,
  result: ({ result = '' }) => result,
  until: ({ until = '', ended = until }) => ended,
  approx: ({ approx }) => (approx ? 'yes' : ''),
  tags: ({ tags }) => tags.join(' '),
  run: ({ run = '' }) => run,
  re: ({ re = '' }) => re,
  id: ({ id }) => id,
  hash: ({ hash }) => hash,
} as const satisfies Readonly<Record<string, (entry: Entry) => string>>;

/** The first line of a timeline as a table: the names of its columns. */
export const csvHead: string = line(Object.keys(columns));

/** A row of the timeline as one record of a table; times as they stand, what is unknown is empty. */
export const csvRow = (entry: Entry): string => line(Object.values(columns).map((of) => of(entry)));
