import { dayText, readClock, readDate, type Day, type WallClock } from './calendar.ts';
import { durationIn } from './duration.ts';
import { Fault } from '../faults.ts';
import { canonicalZone } from './zone-names.ts';
import { clock, localParts, toUtc } from './local-time.ts';
import { fixedOffset, offsetText, rfc3339, type Zones } from './zone.ts';

export interface WhenContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The incident's zone, for times that name none. */
  readonly zone: string;
  readonly zones: Zones;
}

export interface When {
  /** Epoch milliseconds. */
  readonly ms: number;
  /** The zone that the text named, in its stored form. */
  readonly zone?: string;
  /** What was assumed, for the person to see: a day, a side of a clock change. */
  readonly notes: string[];
  readonly approx?: true;
}

/** A time as read: an instant, or local fields with the days it may fall on, counted from today. */
type Moment = { readonly named: string | undefined } & (
  | { readonly ms: number }
  | { readonly day: Day; readonly time: WallClock | undefined }
  | { readonly time: WallClock; readonly typed: string; readonly days: Days }
);

interface Days {
  /** Tried in this order; the first that is not in the future is taken. */
  readonly tried: readonly number[];
  /** The one that needs no explanation. */
  readonly plain: number;
}

/** A reader's clock may run this much ahead of the machine's. */
const SKEW = 120_000;
const MIDNIGHT: WallClock = { hour: 0, minute: 0, second: 0, millisecond: 0 };
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const FORMS = 'write now, -10m, 14:25, "yesterday 22:10", "2026-11-21 22:10" or 2026-11-21T22:10:00+01:00';
const MAX_LENGTH = 100;

const AGO = /^(?:-((?:\d+ ?[a-z]+ ?)+?)|((?:\d+ ?[a-z]+ ?)+)ago)(?: (?=\D)(.+))?$/i;
const NOW = /^now(?: (.+))?$/i;
const EPOCH = /^@(\d{1,13}(?:\.\d{1,9})?)(?: (.+))?$/;
const LATER = /^(?:\+ ?\d|in \d|tomorrow\b)/i;
const WORD = /^([a-z]{3,9}) ?(.*)$/i;
const RANGE = /^(?:[–—]|- |(?:to|until|till) )|^-(?:\d:|\d\d?:?\d\d )/i;

const refusal = (text: string, why: string, hint: string): Fault =>
  new Fault('USAGE', `cannot take "${text}" as a time: ${why}`, { hint });

const daysOf = (word: string, weekday: number): Days | undefined => {
  if (word === 'today') return { tried: [0], plain: 0 };
  if (word === 'yesterday') return { tried: [-1], plain: -1 };
  const wanted = WEEKDAYS.findIndex((name) => name.startsWith(word));
  if (wanted === -1) return undefined;
  const back = (weekday - wanted + 7) % 7;
  return { tried: [7 - back, -back, -back - 7], plain: -back };
};

/** The zone after a clock time, told from the end of a range: `8:20-8:24` is no offset of -8:24. */
const zoneAfter = (tail: string, text: string, zones: Zones): string => {
  const offset = tail.startsWith('-') ? fixedOffset(tail) : 0;
  if (RANGE.test(tail) || offset === undefined || offset % 15 !== 0)
    throw refusal(text, 'it looks like a range', 'give the start alone; the end is an entry of its own');
  return canonicalZone(tail, zones);
};

const read = (text: string, context: WhenContext, notes: string[]): Moment => {
  const { now, zones } = context;
  const zoneIn = (tail: string | undefined): string | undefined =>
    tail === undefined ? undefined : canonicalZone(tail, zones);

  const instant = NOW.exec(text);
  if (instant !== null) return { named: zoneIn(instant[1]), ms: now };

  const ago = AGO.exec(text);
  if (ago !== null) {
    const ms = durationIn((ago[1] ?? ago[2] ?? '').trim());
    if (ms === undefined)
      throw refusal(
        text,
        'the part before "ago" or after "-" is no duration',
        'write -10m, -1h30m or 90s ago',
      );
    return { named: zoneIn(ago[3]), ms: now - ms };
  }
  if (durationIn(text) !== undefined)
    throw refusal(text, 'a bare duration may be meant either way', `write -${text.replaceAll(' ', '')}`);

  const epoch = EPOCH.exec(text);
  if (epoch !== null) {
    const count = Number(epoch[1]);
    // 1e11 is the year 5138 in seconds and 1973 in milliseconds.
    return { named: zoneIn(epoch[2]), ms: Math.floor(count < 1e11 ? count * 1000 : count) };
  }
  if (/^\d{9,}$/.test(text))
    throw refusal(text, 'a bare number is no time', `for an epoch time write @${text}`);
  const digits = /^(\d{1,2})(\d\d)$/.exec(text);
  if (digits !== null) throw refusal(text, 'the colon is missing', `write ${digits[1]}:${digits[2]}`);
  if (LATER.test(text)) throw refusal(text, 'it is in the future', 'an entry says what has already happened');

  const date = readDate(text);
  const word = date === undefined ? WORD.exec(text) : null;
  const time = readClock(date?.rest ?? word?.[2] ?? text);
  const tail = (time?.rest ?? date?.rest ?? '').trim();
  const named = tail === '' ? undefined : zoneAfter(tail, text, zones);
  if (time !== undefined && /^-\d/.test(tail) && time.typed.length < 6)
    notes.push(`"${tail}" is taken as the zone, not as the end of a range`);
  if (date !== undefined) return { named, day: date.value, time: time?.value };

  const weekday = localParts(now, zones.offset(named ?? context.zone, now)).weekday;
  const days =
    word === null ? { tried: [1, 0, -1], plain: 0 } : daysOf(word[1]?.toLowerCase() ?? '', weekday);
  if (days === undefined || (time === undefined && word === null)) throw refusal(text, 'no such form', FORMS);
  if (time === undefined) throw refusal(text, 'it has no clock time', `write "${text} 22:10"`);
  return { named, time: time.value, typed: text, days };
};

/** The instant of local fields; says in `notes` when clocks were changed there. */
const settle = (day: Day, time: WallClock, zone: string, zones: Zones, notes: string[]): number => {
  const { ms, warning } = toUtc({ ...day, ...time }, zone, zones);
  if (warning === undefined) return ms;
  const offset = zones.offset(zone, ms);
  const typed = clock(Date.UTC(1970, 0, 1, time.hour, time.minute, time.second), 0);
  notes.push(
    warning === 'gap'
      ? `${dayText(day)} ${typed} did not exist in ${zone}, clocks went forward: taken as ${rfc3339(ms, offset)}`
      : `${dayText(day)} ${typed} was twice in ${zone}, clocks went back: taken as the first, ${offsetText(offset)}`,
  );
  return ms;
};

const resolve = (moment: Moment, context: WhenContext, notes: string[]): number => {
  const { now, zones } = context;
  const zone = moment.named ?? context.zone;
  if ('ms' in moment) return moment.ms;
  if ('day' in moment) {
    if (moment.time === undefined) notes.push(`no clock time given: taken as ${dayText(moment.day)} 00:00`);
    return settle(moment.day, moment.time ?? MIDNIGHT, zone, zones, notes);
  }
  const today = localParts(now, zones.offset(zone, now));
  const { time, typed, days } = moment;
  let taken = { ms: NaN, notes: [] as string[], shift: 0, day: '' };
  for (const shift of days.tried) {
    const day = localParts(Date.UTC(today.year, today.month - 1, today.day + shift), 0);
    const changes: string[] = [];
    taken = { ms: settle(day, time, zone, zones, changes), notes: changes, shift, day: dayText(day) };
    if (taken.ms <= now + SKEW) break;
  }
  const relative = taken.shift === -1 ? 'yesterday, ' : taken.shift === 1 ? 'tomorrow, ' : '';
  if (taken.shift < days.plain) notes.push(`"${typed}" is later than now: taken as ${relative}${taken.day}`);
  else if (taken.shift > days.plain) notes.push(`"${typed}" is taken as ${relative}${taken.day}`);
  notes.push(...taken.notes);
  return taken.ms;
};

/**
 * The instant that a person means by `--at`. Local times are in the zone they name, else in the incident's.
 * A bare clock time is its most recent occurrence; up to two minutes ahead of `now` still counts as now.
 * Throws USAGE, naming the text and what to type, for what is unreadable, impossible, ambiguous or to come.
 */
export const parseWhen = (text: string, context: WhenContext): When => {
  const typed = text.trim().replace(/\s+/g, ' ').replaceAll('\u2212', '-');
  if (typed === '') throw refusal(text, 'it is empty', FORMS);
  if (typed.length > MAX_LENGTH) throw refusal(`${typed.slice(0, MAX_LENGTH)}…`, 'it is too long', FORMS);
  const approx = typed.startsWith('~');
  const exact = approx ? typed.slice(1).trimStart() : typed;
  const notes: string[] = [];
  const moment = read(exact, context, notes);
  const ms = resolve(moment, context, notes);
  if (Number.isNaN(ms))
    throw refusal(
      typed,
      `the zone ${context.zone} is not known on this machine`,
      'add an offset, like 14:25 +01:00',
    );
  if (ms < 0) throw refusal(typed, 'it is before 1970', FORMS);
  if (ms > context.now + SKEW)
    throw refusal(
      typed,
      `${rfc3339(ms, context.zones.offset(moment.named ?? context.zone, ms))} is in the future`,
      'an entry says what has already happened',
    );
  const named = moment.named === undefined ? {} : { zone: moment.named };
  return { ms, ...named, notes, ...(approx ? { approx } : {}) };
};

/** `YYYY-MM-DD` of a due date. Throws USAGE for anything but a date that exists. */
export const parseDate = (text: string): string => {
  const date = readDate(text.trim());
  if (date === undefined || date.rest !== '')
    throw new Fault('USAGE', `"${text}" is not a date`, { hint: 'write it like 2026-11-21' });
  return dayText(date.value);
};
