import { dayText, type Day } from '../time/calendar.ts';
import { Fault } from '../faults.ts';

/** A date as people write it; without a year it is of the year that the rows around it are of. */
export interface PastedDate {
  readonly year: number | undefined;
  /** 1-12 */
  readonly month: number;
  readonly day: number;
}

export interface FoundDate {
  readonly date: PastedDate;
  /** What follows it. */
  readonly rest: string;
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
// With a capital: `may` is mostly no month.
const MONTH = MONTHS.map((name) => `${name}|${name.toUpperCase()}|${name.slice(0, 3)}`).join('|');
const WEEKDAY =
  '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\\.?,?\\s+(?:the\\s+)?)?';
const ORDINAL = '(\\d{1,2})(?:st|nd|rd|th)?\\.?';

/** Year first, as ISO 8601 has it, or the order of the groups that follow. */
const forms: readonly (readonly [pattern: string, order: string])[] = [
  ['(\\d{4})-(\\d{1,2})-(\\d{1,2})', 'ymd'],
  ['(\\d{4})[/.](\\d{1,2})[/.](\\d{1,2})', 'ymd'],
  [`(\\d{4})[\\s-](${MONTH}|Sept)\\.?[\\s-](\\d{1,2})(?:st|nd|rd|th)?`, 'yMd'],
  ['(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})', 'dmy'],
  ['(\\d{1,2})/(\\d{1,2})/(\\d{4})', '//y'],
  [`${ORDINAL}(?:\\s+of)?[\\s-](${MONTH}|Sept)\\.?(?:,?[\\s-](\\d{4})(?![:.]?\\d))?`, 'dMy'],
  [`(${MONTH}|Sept)\\.?\\s+${ORDINAL}(?:,?\\s+(\\d{4})(?![:.]?\\d))?`, 'Mdy'],
];
const anchored = forms.map(
  ([pattern, order]) => [new RegExp(`^${WEEKDAY}${pattern}(?![\\d/]|[a-z])`), order] as const,
);
const anywhere = forms.map(
  ([pattern, order]) => [new RegExp(`(?<![\\d/.-])${pattern}(?![\\d/]|[a-z])`, 'g'), order] as const,
);

const monthNumber = (name: string): number =>
  MONTHS.findIndex((month) => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;

function ambiguous(typed: string, first: number, second: number): Fault | undefined {
  return first > 12 || second > 12 || first === second
    ? undefined
    : new Fault('USAGE', `"${typed}" may be the ${first}th of month ${second}, or the other way round`, {
        hint: 'write the date as year-month-day, like 2026-11-21',
      });
}

function dateOf(match: RegExpExecArray, order: string): PastedDate {
  const typed = match[0];
  const part = (letter: string): string | undefined => match[order.indexOf(letter) + 1];
  let [month, day] = [Number(part('m')), Number(part('d'))];
  if (order.includes('M')) month = monthNumber(part('M') ?? '');
  if (order === '//y') {
    const [first, second] = [Number(match[1]), Number(match[2])];
    const trouble = ambiguous(typed, first, second);
    if (trouble) throw trouble;
    [day, month] = first > 12 ? [first, second] : [second, first];
  }
  const year = part('y') === undefined ? undefined : Number(part('y'));
  const last = month < 1 || month > 12 ? 0 : new Date(Date.UTC(year ?? 2024, month, 0)).getUTCDate();
  if (day < 1 || day > last || (year !== undefined && (year < 1970 || year > 9999)))
    throw new Fault('USAGE', `"${typed.trim()}" is no date`, {
      hint: 'write the date as year-month-day, like 2026-11-21',
    });
  return { year, month, day };
}

/** The date at the beginning of a text; undefined when there is none. Throws USAGE for 31 February and for 3/4/2024. */
export function datedHead(text: string): FoundDate | undefined {
  for (const [pattern, order] of anchored) {
    const match = pattern.exec(text);
    if (match) return { date: dateOf(match, order), rest: text.slice(match[0].length) };
  }
  return undefined;
}

/** The dates with a year that stand anywhere in a text, each once; what is no date, or may be two, is passed over. */
export function datesIn(text: string): readonly Day[] {
  const found = new Map<string, Day>();
  for (const [pattern, order] of anywhere)
    for (const match of text.matchAll(pattern))
      try {
        const { year, month, day } = dateOf(match, order);
        if (year === undefined) continue;
        found.set(dayText({ year, month, day }), { year, month, day });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
  return [...found.values()];
}
