import { Fault } from '../faults.ts';

export interface Day {
  readonly year: number;
  /** 1-12 */
  readonly month: number;
  readonly day: number;
}

export interface WallClock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** What was read, as it was typed, and the text after it. */
export interface Read<T> {
  readonly value: T;
  readonly typed: string;
  readonly rest: string;
}

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(T| )(?=.)|(?=[Z+-])|$)/i;
const OTHER_DATE = /^(?!\d{4}-)\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)/;
const CLOCK =
  /^(\d{1,2})(?:([:.h])(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(?: ?([ap])\.?m\.?(?![a-z]))?(?![\d:.])/i;

const two = (n: number): string => String(n).padStart(2, '0');

export const dayText = ({ year, month, day }: Day): string => `${year}-${two(month)}-${two(day)}`;

const impossible = (text: string, part: string, hint: string): Fault =>
  new Fault('USAGE', `"${text}" is not a possible time: ${part}`, { hint });

/** The date at the start of `text`; undefined when there is none. Throws USAGE for other orders and for 31 February. */
export const readDate = (text: string): Read<Day> | undefined => {
  const match = DATE.exec(text);
  if (match === null) {
    const other = OTHER_DATE.exec(text);
    if (other === null) return undefined;
    throw new Fault('USAGE', `the date in "${text}" is not written year-month-day`, {
      hint: 'write it like 2026-11-21',
    });
  }
  const [typed] = match;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const hint = 'write the date as year-month-day, like 2026-11-21';
  if (year < 1970) throw impossible(text, `year ${match[1]} is before 1970`, hint);
  if (month < 1 || month > 12) throw impossible(text, `there is no month ${match[2]}`, hint);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day < 1 || day > last)
    throw impossible(text, `there is no day ${match[3]}, ${year}-${two(month)} has ${last} days`, hint);
  const rest = text.slice(typed.length);
  // After a T a clock must follow; after a blank it may be a zone.
  return match[4]?.toUpperCase() === 'T' && !/^\d/.test(rest)
    ? undefined
    : { value: { year, month, day }, typed: typed.trimEnd(), rest };
};

const hourOf = (typed: string, half: string | undefined, text: string): number => {
  const hour = Number(typed);
  if (half === undefined) {
    if (hour > 23) throw impossible(text, `there is no hour ${typed}`, 'write 00:00 to 23:59');
    return hour;
  }
  if (hour < 1 || hour > 12)
    throw impossible(text, `there is no hour ${typed} on a 12-hour clock`, 'write it like 14:25 or 2:25pm');
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
};

/** The clock time at the start of `text`; undefined when there is none. Throws USAGE for 25:00, 14.25 and 12:00am. */
export const readClock = (text: string): Read<WallClock> | undefined => {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [typed, hours = '', separator, minutes, seconds, fraction = '', half] = match;
  if (minutes === undefined && half === undefined) return undefined;
  const hour = hourOf(hours, half, text);
  const minute = Number(minutes ?? 0);
  const second = Number(seconds ?? 0);
  if (minute > 59) throw impossible(text, `there is no minute ${minutes}`, 'write 00:00 to 23:59');
  if (second > 59) throw impossible(text, `there is no second ${seconds}`, 'seconds go from 00 to 59');
  if (separator !== undefined && separator !== ':')
    throw new Fault('USAGE', `"${typed}" is not a clock time: the colon is missing`, {
      hint: `write ${two(hour)}:${two(minute)}`,
    });
  // People disagree on which of the two is noon.
  if (half !== undefined && hour % 12 === 0 && minute === 0 && second === 0)
    throw new Fault('USAGE', `"${typed}" may be noon or midnight`, { hint: 'write 00:00 or 12:00' });
  return {
    value: { hour, minute, second, millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')) },
    typed,
    rest: text.slice(typed.length),
  };
};
