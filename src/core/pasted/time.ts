import type { WallClock } from '../time/calendar.ts';
import { Fault } from '../faults.ts';
import { zoneHead, type IsZone } from './zone.ts';

/** A clock time as it was typed, and what follows it. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly half: 'a' | 'p' | undefined;
  readonly typed: string;
  readonly rest: string;
  /** `14:20ish` */
  readonly vague: boolean;
}

const CLOCK =
  /^(\d{1,2})(?:([:.h])(\d{2})(?:(?<=:\d\d):(\d{2})(?:[.,](\d{1,9}))?)?)?(?:\s?([AaPp])\.?[Mm]\.?(?![A-Za-z]))?(?!\d|[:.,]\d)/;
const SUFFIX = /^(?:\s?h(?:rs?|ours)?\b|ish\b)(?!\.)/;
/** What a number with a point is when it is no time: an amount. */
const UNIT =
  /^\s*(?:%|x\b|k\b|m\b|s\b|ms\b|gb|mb|kb|tb|gib|mib|sec|min|hour|day|times|percent|million|thousand)/i;

const impossible = (typed: string, part: string): Fault =>
  new Fault('USAGE', `"${typed}" is not a possible time: ${part}`, { hint: 'write 00:00 to 23:59' });

/** The clock time at the beginning of a text; undefined when there is none. Throws USAGE for 25:10, 13 pm and 12:00 am. */
export function clockHead(text: string, isZone: IsZone): Clock | undefined {
  const match = CLOCK.exec(text);
  if (!match) return undefined;
  const [typed, hours = '', separator, minutes, seconds = '0', fraction = '', half] = match;
  if (minutes === undefined && half === undefined) return undefined;
  let rest = text.slice(typed.length);
  // 14.25 is a time where it could be no amount.
  if (separator === '.' && half === undefined && UNIT.test(rest)) return undefined;
  if (separator === '.' && half === undefined && (Number(hours) > 23 || Number(minutes) > 59))
    return undefined;
  if (/^[A-Za-z]/.test(rest) && !zoneHead(rest, isZone) && !SUFFIX.test(rest) && !/^T\d/.test(rest))
    return undefined;
  const [hour, minute, second] = [Number(hours), Number(minutes ?? 0), Number(seconds)];
  if (minute > 59) throw impossible(typed, `there is no minute ${minutes}`);
  if (second > 59) throw impossible(typed, `there is no second ${seconds}`);
  if (half === undefined && hour > 23) throw impossible(typed, `there is no hour ${hours}`);
  if (half !== undefined && (hour < 1 || hour > 12))
    throw impossible(typed, `there is no hour ${hours} on a 12-hour clock`);
  // People disagree on which of the two is noon.
  if (half !== undefined && hour === 12 && minute === 0 && second === 0)
    throw new Fault('USAGE', `"${typed}" may be noon or midnight`, { hint: 'write 00:00 or 12:00' });
  const vague = /^ish\b/.test(rest);
  rest = rest.replace(SUFFIX, '');
  const millisecond = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return {
    hour,
    minute,
    second,
    millisecond,
    half: half?.toLowerCase() as Clock['half'],
    typed,
    rest,
    vague,
  };
}

/** On a clock of 24 hours. */
export const wallClock = ({ hour, minute, second, millisecond }: Clock, half: Clock['half']): WallClock => ({
  hour: half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0),
  minute,
  second,
  millisecond,
});
/** Since midnight. */
export const minutesOf = ({ hour, minute, second }: WallClock): number => hour * 60 + minute + second / 60;

/** `2:05 - 2:20 pm`, `11:50 - 12:10 pm`: one half of the day for both, unless the range would then run backwards. */
export function halvesOf(start: Clock, end: Clock): readonly [WallClock, WallClock] {
  const last = wallClock(end, end.half);
  if (start.half !== undefined || end.half === undefined || start.hour > 12)
    return [wallClock(start, start.half), last];
  const same = wallClock(start, end.half);
  return [minutesOf(same) <= minutesOf(last) ? same : wallClock(start, end.half === 'p' ? 'a' : 'p'), last];
}
