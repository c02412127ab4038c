import type { WallClock } from '../time/calendar.ts';
import { Fault } from '../faults.ts';
import { datedHead, type PastedDate } from './date.ts';
import { clockHead, halvesOf, minutesOf, wallClock, type Clock } from './time.ts';
import { statedZone, zoneHead, type IsZone } from './zone.ts';
import { fixedOffset } from '../time/zone.ts';

/** When a row says that it happened, as it says it, and its text. */
export interface Head {
  readonly approx: boolean;
  readonly date?: PastedDate;
  /** Absent: a day alone. */
  readonly clock?: WallClock;
  /** As typed. */
  readonly zone?: string;
  readonly end?: { readonly date?: PastedDate; readonly clock: WallClock };
  readonly rest: string;
}

const WRAPPED = /^(?:(\*\*|__|\*|_|`)(?=\S)(.{1,300}?)\1|\[([^[\]]{1,60})\]|\(([^()]{1,60})\))/;
const APPROX = /^(?:[~≈±]|(?:ca?\.|circa|about|around|approx(?:\.|imately)?)(?=[\s\d]))\s*/i;
const LEAD = /^(?:between|from|at)\s+(?=[~≈±\d]|ca?\.|about|around)/i;
const RANGE = /^\s*(?:[-–—−]|\.{2,3}|…|->|→|(?:to|until|till)(?=\s))\s*/i;
const SEPARATOR = /^(?::|\s*[:;,|](?=\s|$)|\s*\||\s*(?:[-–—−]+>?|=>|→)(?=\s|$))\s*/;

/** Takes emphasis, code marks and brackets off the beginning: `**14:25**`, `[14:56]`. */
function unwrapped(text: string): string {
  const match = WRAPPED.exec(text);
  const inner = match?.[2] ?? match?.[3] ?? match?.[4];
  if (match === null || inner === undefined || !/\d/.test(inner)) return text;
  const after = text.slice(match[0].length);
  return `${inner.trim()}${/^[\w<"'([]/.test(after) ? ' ' : ''}${after}`;
}

/** `-08:00` right after a clock time: an offset, or the end of a range. */
function signed(start: Clock, date: PastedDate | undefined, iso: boolean): 'offset' | 'range' {
  const match = /^(\s?)[-−](\d\d):?(\d\d)(?![\d:])/.exec(start.rest);
  if (!match) return 'range';
  const offset = fixedOffset(`-${match[2]}:${match[3]}`);
  if (offset === undefined || offset % 15 !== 0) return 'range';
  if (iso || start.typed.length > 5 || (date && match[1] !== '')) return 'offset';
  if (!date && match[1] === '') return 'range';
  throw new Fault('USAGE', `"${start.typed}${match[0]}" may be a range or a time with its offset`, {
    hint: `for a range write ${start.typed} – ${match[2]}:${match[3]}; for an offset (UTC-${match[2]}:${match[3]})`,
  });
}

interface Ranged {
  readonly clocks: readonly [WallClock, WallClock];
  readonly date: PastedDate | undefined;
  readonly rest: string;
}

/** The end of a range. Half a day backwards is none: `14:25 - 14:20 deploy was reverted` has a time in its text. */
function rangeEnd(text: string, start: Clock, between: boolean, isZone: IsZone): Ranged | undefined {
  const lead = RANGE.exec(text) ?? (between ? /^\s+and\s+/i.exec(text) : null);
  if (!lead) return undefined;
  const after = unwrapped(text.slice(lead[0].length)).replace(APPROX, '');
  const dated = datedHead(after);
  const end = clockHead(dated ? dated.rest.replace(/^(?:T|,?\s+(?:at\s+)?)/, '') : after, isZone);
  if (!end) return undefined;
  const clocks = halvesOf(start, end);
  const span = minutesOf(clocks[1]) - minutesOf(clocks[0]);
  if (!dated && span < 0 && span + 1440 > 720) return undefined;
  return { clocks, date: dated?.date, rest: end.rest };
}

/**
 * The time at the beginning of a row; undefined when there is none. What is around it goes: emphasis, brackets, the
 * colon or dash behind it. Throws USAGE for 25:10, 12:00 am, and for what may mean two things.
 *
 * @param isZone tells names of zones from other words with a slash in them.
 */
export function readHead(line: string, isZone: IsZone): Head | undefined {
  let text = unwrapped(unwrapped(line));
  let approx = false;
  const soften = (): void => {
    const match = APPROX.exec(text);
    if (match) approx = true;
    text = text.slice(match?.[0].length ?? 0);
  };
  soften();
  const lead = LEAD.exec(text)?.[0] ?? '';
  text = text.slice(lead.length);
  soften();
  const dated = datedHead(text);
  let iso = false;
  if (dated) {
    const gap = /^(?:(T)(?=\d)|\s*[,|@]?\s*(?:[-–—]\s)?\s*(?:at\s+)?)/.exec(dated.rest);
    iso = gap?.[1] === 'T';
    text = unwrapped(dated.rest.slice(gap?.[0].length ?? 0));
    soften();
  }
  const start = clockHead(text, isZone);
  if (!start) return dated ? dayAlone(dated.date, dated.rest) : undefined;
  let { rest } = start;
  let clocks: readonly [WallClock, WallClock?] = [wallClock(start, start.half)];
  let zone: string | undefined;
  let endDate: PastedDate | undefined;
  const takeZone = (): void => {
    const found = zone === undefined ? zoneHead(rest, isZone) : undefined;
    if (!found) return;
    zone = found.typed;
    rest = found.rest;
  };
  if (signed(start, dated?.date, iso) === 'offset') {
    const match = /^\s?[-−]\d\d:?\d\d/.exec(rest)?.[0] ?? '';
    zone = match.trim().replace('−', '-');
    rest = rest.slice(match.length);
  }
  takeZone();
  const ranged = rangeEnd(rest, start, /^between/i.test(lead), isZone);
  if (ranged) {
    ({ clocks, rest } = ranged);
    endDate = ranged.date;
    const offset = zone === undefined ? /^\s[-−]\d\d:\d\d(?=[\s|:,]|$)/.exec(rest)?.[0] : undefined;
    if (offset !== undefined) {
      zone = offset.trim().replace('−', '-');
      rest = rest.slice(offset.length);
    }
    takeZone();
  } else if (/^between/i.test(lead)) return undefined;
  const question = /^\s?(?:\?|\((?:approx|ca|about|estimated|est)\.?\))(?=[\s:|,-]|$)/i.exec(rest);
  if (question) rest = rest.slice(question[0].length);
  const [clock, end] = clocks;
  return {
    approx: approx || start.vague || question !== null,
    ...(dated ? { date: dated.date } : {}),
    clock: clock as WallClock,
    ...(zone === undefined ? {} : { zone }),
    ...(end ? { end: { clock: end, ...(endDate ? { date: endDate } : {}) } } : {}),
    rest: afterTime(rest),
  };
}

/** The text without what separates it from the time. */
const afterTime = (rest: string): string =>
  rest
    .replace(/^(?:\*\*|__|[\])*_`])(?=[\s:|–—-]|$)/, '')
    .replace(SEPARATOR, '')
    .replace(SEPARATOR, '')
    .trim();

/** A day with a text behind a colon, a dash or a bar is a row whose hour nobody knows; any other is for the caller. */
function dayAlone(date: PastedDate, rest: string): Head | undefined {
  if (!/^(?:\s*[:|]|\s*[-–—]+(?=\s))/.test(rest)) return undefined;
  const text = afterTime(rest);
  return text === '' || statedZone(text, false) !== undefined
    ? undefined
    : { approx: true, date, rest: text };
}
