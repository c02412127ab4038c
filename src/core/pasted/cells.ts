import { datedHead } from './date.ts';
import { readHead, type Head } from './head.ts';
import type { IsZone } from './zone.ts';

/** What the columns of a table hold, as far as its first row says so. */
export type Columns = readonly string[];

const NAMES =
  /^(?:date|day|time|when|timestamp|start|begin|at|what|event|description|detail|action|note|text|message|who|by|author|person)/i;
const WHO = /^(?:who|by|author|person|people|actor|owner|user|name|reporter)$/i;

/** The names of a table's columns; undefined: it is no such row. */
export const columnsIn = (cells: readonly string[]): Columns | undefined =>
  cells.some((cell) => NAMES.test(cell.replace(/^[*_]+/, ''))) && !cells.some((cell) => cell.length > 60)
    ? cells.map((cell) => cell.replace(/[*_]+/g, ''))
    : undefined;

const isEmpty = (head: Head | undefined): boolean => head !== undefined && head.rest === '';

function dayIn(cell: string): boolean {
  const dated = datedHead(cell);
  return dated !== undefined && dated.rest.trim() === '';
}

/** Which cells say when, joined as a row would say it; 0: none of them. */
function whenIn(cells: readonly string[], isZone: IsZone): { readonly text: string; readonly taken: number } {
  const [first = '', second = '', third = ''] = cells;
  const clock = (cell: string): boolean => {
    const head = readHead(cell, isZone);
    return isEmpty(head) && head?.date === undefined;
  };
  if (dayIn(first)) {
    if (!clock(second)) return { text: `${first}:`, taken: 1 };
    return clock(third) && cells.length > 3
      ? { text: `${first} ${second} – ${third}`, taken: 3 }
      : { text: `${first} ${second}`, taken: 2 };
  }
  const head = readHead(first, isZone);
  if (!isEmpty(head)) return { text: first, taken: head === undefined ? 0 : 1 };
  return !head?.end && cells.length > 2 && clock(second)
    ? { text: `${first} – ${second}`, taken: 2 }
    : { text: first, taken: 1 };
}

/** The row of a table: its first cells say when, one may say who, the others are the text. */
export function cellsHead(cells: readonly string[], columns: Columns, isZone: IsZone): Head | undefined {
  // A column of numbers, or an empty one, says nothing.
  const from = cells.findIndex((cell, index) => cell !== '' && !(index === 0 && /^\d{1,4}[.)]?$/.test(cell)));
  if (from < 0) return undefined;
  const { text, taken } = whenIn(cells.slice(from), isZone);
  if (taken === 0) return undefined;
  const left = cells.map((cell, index) => ({ cell, name: columns[index] ?? '' })).slice(from + taken);
  const said = left.filter(({ cell, name }) => cell !== '' && !WHO.test(name)).map(({ cell }) => cell);
  const who = left.find(({ cell, name }) => cell !== '' && WHO.test(name))?.cell;
  const head = readHead(text.endsWith(':') ? `${text} …` : text, isZone);
  if (!head) return undefined;
  const rest = [head.rest === '…' ? '' : head.rest, ...said].filter(Boolean).join(' — ');
  return { ...head, rest: who === undefined ? rest : `${who}: ${rest}` };
}
