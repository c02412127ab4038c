import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../../src/core/faults.ts';
import { parseDate, parseWhen, type When } from '../../../src/core/time/when.ts';
import { rfc3339 } from '../../../src/core/time/zone.ts';
import { luxonZones } from '../../../src/io/time/zones-luxon.ts';

const zones = await luxonZones();
/** A Saturday. */
const noon = '2026-11-21T15:00:00+01:00';

const parse = (text: string, now = noon, zone = 'Europe/Paris'): When =>
  parseWhen(text, { now: Date.parse(now), zone, zones });

/** The instant in the zone it was written in, else in the incident's. */
const shown = (text: string, now = noon, zone = 'Europe/Paris'): string => {
  const when = parse(text, now, zone);
  return rfc3339(when.ms, zones.offset(when.zone ?? zone, when.ms));
};

const fault = (text: string, now = noon, zone = 'Europe/Paris'): Fault => {
  try {
    parse(text, now, zone);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error(`"${text}" was taken as a time`);
};

describe('parseWhen', () => {
  it.each([
    ['now', '2026-11-21T15:00:00+01:00'],
    ['NOW', '2026-11-21T15:00:00+01:00'],
    ['-10m', '2026-11-21T14:50:00+01:00'],
    ['\u221210m', '2026-11-21T14:50:00+01:00'],
    ['-1h30m', '2026-11-21T13:30:00+01:00'],
    ['-1 h 30 m', '2026-11-21T13:30:00+01:00'],
    ['-90s', '2026-11-21T14:58:30+01:00'],
    ['10m ago', '2026-11-21T14:50:00+01:00'],
    ['1h30m ago', '2026-11-21T13:30:00+01:00'],
    ['10 minutes ago', '2026-11-21T14:50:00+01:00'],
    ['-2d', '2026-11-19T15:00:00+01:00'],
    ['14:25', '2026-11-21T14:25:00+01:00'],
    ['9:05', '2026-11-21T09:05:00+01:00'],
    ['14:25:03', '2026-11-21T14:25:03+01:00'],
    ['15:02', '2026-11-21T15:02:00+01:00'],
    ['2:25pm', '2026-11-21T14:25:00+01:00'],
    ['2:25 PM', '2026-11-21T14:25:00+01:00'],
    ['2:25 p.m.', '2026-11-21T14:25:00+01:00'],
    ['2pm', '2026-11-21T14:00:00+01:00'],
    ['12:30am', '2026-11-21T00:30:00+01:00'],
    ['today 09:00', '2026-11-21T09:00:00+01:00'],
    ['yesterday 22:10', '2026-11-20T22:10:00+01:00'],
    ['fri 23:59', '2026-11-20T23:59:00+01:00'],
    ['Sunday 10:00', '2026-11-15T10:00:00+01:00'],
    ['sat 09:00', '2026-11-21T09:00:00+01:00'],
    ['2026-11-20 22:10', '2026-11-20T22:10:00+01:00'],
    ['2026-11-20 22:10:30', '2026-11-20T22:10:30+01:00'],
    ['2026-11-20 10:10pm', '2026-11-20T22:10:00+01:00'],
    ['2026-7-1 9:05', '2026-07-01T09:05:00+02:00'],
    ['2026-11-20T22:10', '2026-11-20T22:10:00+01:00'],
    ['2020-02-29 00:00', '2020-02-29T00:00:00+01:00'],
    ['14:25 GMT+1', '2026-11-21T14:25:00+01:00'],
    ['09:12Z', '2026-11-21T09:12:00+00:00'],
    ['10:12+01:00', '2026-11-21T10:12:00+01:00'],
    ['10:12 -0330', '2026-11-21T10:12:00-03:30'],
    ['14:25 Europe/Paris', '2026-11-21T14:25:00+01:00'],
    ['08:25 america/new_york', '2026-11-21T08:25:00-05:00'],
    ['2:25 America/New_York', '2026-11-21T02:25:00-05:00'],
    ['yesterday 22:10 Asia/Tokyo', '2026-11-20T22:10:00+09:00'],
    ['-10m UTC', '2026-11-21T13:50:00+00:00'],
    ['10m ago Asia/Tokyo', '2026-11-21T22:50:00+09:00'],
    ['now +05:30', '2026-11-21T19:30:00+05:30'],
    ['2026-11-21T13:10:03Z', '2026-11-21T13:10:03+00:00'],
    ['2026-11-21 13:10:03.5+01:00', '2026-11-21T13:10:03.500+01:00'],
    ['2026-11-21t13:10:03.123456789z', '2026-11-21T13:10:03.123+00:00'],
    ['2026-11-21T10:10:03-05:00', '2026-11-21T10:10:03-05:00', 'Asia/Tokyo', '2026-11-22T01:00:00+09:00'],
    ['@1700000000', '2023-11-14T23:13:20+01:00'],
    ['@1700000000.25', '2023-11-14T23:13:20.250+01:00'],
    ['@1700000000123', '2023-11-14T23:13:20.123+01:00'],
    ['@1700000000 UTC', '2023-11-14T22:13:20+00:00'],
    ['  yesterday   22:10 ', '2026-11-20T22:10:00+01:00'],
  ])('%s is %s', (text, expected, zone = 'Europe/Paris', now = noon) => {
    expect(shown(text, now, zone)).toBe(expected);
  });

  it('uses the zone of the incident, not of the machine', () => {
    expect(shown('22:25', noon, 'Asia/Tokyo')).toBe('2026-11-21T22:25:00+09:00');
    expect(shown('05:30', noon, '-08:00')).toBe('2026-11-21T05:30:00-08:00');
  });

  it('returns the zone only when the text names one, in its stored form', () => {
    expect(parse('14:25')).not.toHaveProperty('zone');
    expect(parse('14:25 GMT+1').zone).toBe('+01:00');
    expect(parse('09:12Z').zone).toBe('UTC');
    expect(parse('14:25 europe/paris').zone).toBe('Europe/Paris');
  });

  it('marks an approximate time', () => {
    expect(parse('~14:20').approx).toBe(true);
    expect(parse('~ 2026-11-20 22:10').approx).toBe(true);
    expect(shown('~14:20')).toBe('2026-11-21T14:20:00+01:00');
    expect(parse('14:20')).not.toHaveProperty('approx');
  });

  it.each([
    ['15:03', '2026-11-20T15:03:00+01:00', '"15:03" is later than now: taken as yesterday, 2026-11-20'],
    [
      '22:10 UTC',
      '2026-11-20T22:10:00+00:00',
      '"22:10 UTC" is later than now: taken as yesterday, 2026-11-20',
    ],
    ['sat 23:59', '2026-11-14T23:59:00+01:00', '"sat 23:59" is later than now: taken as 2026-11-14'],
    ['2019-07-25', '2019-07-25T00:00:00+02:00', 'no clock time given: taken as 2019-07-25 00:00'],
    ['2019-07-25 UTC', '2019-07-25T00:00:00+00:00', 'no clock time given: taken as 2019-07-25 00:00'],
    ['10:00-11:00', '2026-11-20T10:00:00-11:00', '"-11:00" is taken as the zone, not as the end of a range'],
  ])('says what it assumed of %s', (text, expected, note) => {
    expect(shown(text)).toBe(expected);
    expect(parse(text).notes).toContain(note);
  });

  it('takes a clock that runs a little fast over midnight', () => {
    const now = '2026-11-21T23:59:00+01:00';
    expect(shown('00:00', now)).toBe('2026-11-22T00:00:00+01:00');
    expect(parse('00:00', now).notes).toEqual(['"00:00" is taken as tomorrow, 2026-11-22']);
    expect(shown('00:02', now)).toBe('2026-11-21T00:02:00+01:00');
    expect(shown('23:59', '2026-11-22T00:01:00+01:00')).toBe('2026-11-21T23:59:00+01:00');
    expect(shown('sun 00:00', now)).toBe('2026-11-22T00:00:00+01:00');
  });

  it('moves a time in a gap forward and takes the first of an overlap, and says so', () => {
    expect(shown('2023-03-26 02:30')).toBe('2023-03-26T03:30:00+02:00');
    expect(parse('2023-03-26 02:30').notes).toEqual([
      '2023-03-26 02:30:00 did not exist in Europe/Paris, clocks went forward: taken as 2023-03-26T03:30:00+02:00',
    ]);
    expect(shown('2023-10-29 02:30')).toBe('2023-10-29T02:30:00+02:00');
    expect(parse('2023-10-29 02:30').notes).toEqual([
      '2023-10-29 02:30:00 was twice in Europe/Paris, clocks went back: taken as the first, +02:00',
    ]);
    expect(shown('02:30', '2023-10-29T02:45:00+01:00')).toBe('2023-10-29T02:30:00+02:00');
    expect(parse('2023-10-29 02:30 +01:00').notes).toEqual([]);
  });

  it.each([
    ['', 'it is empty', 'write now'],
    ['   ', 'it is empty', 'write now'],
    ['90s', 'bare duration', 'write -90s'],
    ['1h 30m', 'bare duration', 'write -1h30m'],
    ['14.25', 'colon is missing', 'write 14:25'],
    ['yesterday 9.05', 'colon is missing', 'write 09:05'],
    ['14h25', 'colon is missing', 'write 14:25'],
    ['1425', 'colon is missing', 'write 14:25'],
    ['1700000000', 'a bare number is no time', 'write @1700000000'],
    ['25:00', 'no hour 25', '23:59'],
    ['24:00', 'no hour 24', '23:59'],
    ['14:60', 'no minute 60', '23:59'],
    ['14:25:60', 'no second 60', '59'],
    ['14:25pm', 'no hour 14 on a 12-hour clock', '2:25pm'],
    ['0:25am', 'no hour 0 on a 12-hour clock', '2:25pm'],
    ['12:00am', 'noon or midnight', '00:00'],
    ['12pm', 'noon or midnight', '12:00'],
    ['2026-02-31 10:00', 'no day 31, 2026-02 has 28 days', 'year-month-day'],
    ['2026-13-01 10:00', 'no month 13', 'year-month-day'],
    ['2026-00-01', 'no month 00', 'year-month-day'],
    ['2026-01-00', 'no day 00', 'year-month-day'],
    ['0202-01-01', 'year 0202 is before 1970', 'year-month-day'],
    ['-99999d', 'before 1970', 'write now'],
    ['25.07.2019 10:00', 'not written year-month-day', '2026-11-21'],
    ['11/21/2026 10:00', 'not written year-month-day', '2026-11-21'],
    ['2026/11/21', 'not written year-month-day', '2026-11-21'],
    ['14:25 PST', 'abbreviation', 'America/Los_Angeles or -08:00'],
    ['14:25 BST', 'abbreviation', 'Europe/London or +01:00'],
    ['now CET', 'abbreviation', 'Europe/Paris'],
    ['14:25 Mars/Base', 'not a known time zone', 'Europe/Paris'],
    ['14:25 sharp', 'not a known time zone', 'Europe/Paris'],
    ['14:25 +15:00', 'not an offset between', 'Europe/Paris'],
    ['8:20-8:24', 'looks like a range', 'the start alone'],
    ['8:20 - 8:24', 'looks like a range', 'the start alone'],
    ['08:20–08:24', 'looks like a range', 'the start alone'],
    ['14:20-14:57', 'looks like a range', 'the start alone'],
    ['14:18 to 14:57', 'looks like a range', 'the start alone'],
    ['yesterday', 'no clock time', 'write "yesterday 22:10"'],
    ['sat', 'no clock time', 'write "sat 22:10"'],
    ['2026-11-21T', 'no such form', 'write now'],
    ['HH:mm', 'no such form', 'write now'],
    ['soon', 'no such form', 'write now'],
    ['14', 'no such form', 'write now'],
    ['-5x', 'no duration', 'write -10m'],
    ['today 15:03', 'is in the future', 'already happened'],
    ['2026-11-21 15:03', 'is in the future', 'already happened'],
    ['2026-12-01', 'is in the future', 'already happened'],
    ['@1900000000', 'is in the future', 'already happened'],
    ['tomorrow 10:00', 'in the future', 'already happened'],
    ['+10m', 'in the future', 'already happened'],
    ['in 10m', 'in the future', 'already happened'],
    [`14:25 ${'x'.repeat(5000)}`, 'too long', 'write now'],
  ])('refuses "%s"', (text, why, hint) => {
    const thrown = fault(text);
    expect(thrown.code).toBe('USAGE');
    expect(thrown.message).toContain(why);
    expect(thrown.hint).toContain(hint);
    expect(thrown.message.length).toBeLessThan(300);
  });

  it('refuses a local time when the zone of the incident is not known here, but not an offset', () => {
    expect(fault('14:25', noon, 'Mars/Base').message).toContain('the zone Mars/Base is not known');
    expect(shown('14:25+01:00', noon, 'Mars/Base')).toBe('2026-11-21T14:25:00+01:00');
    expect(parse('-10m', noon, 'Mars/Base').ms).toBe(Date.parse(noon) - 600_000);
  });

  const places = [
    'UTC',
    '+05:30',
    'Europe/Paris',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
  ];
  const second = fc.integer({ min: 172_800, max: Date.parse(noon) / 1000 }).map((seconds) => seconds * 1000);

  it('reads back any instant, in any zone, to the second', () => {
    fc.assert(
      fc.property(second, fc.constantFrom(...places), fc.constantFrom(...places), (ms, zone, incident) => {
        const text = rfc3339(ms, zones.offset(zone, ms));
        expect(parse(text, noon, incident).ms).toBe(ms);
        expect(parse(text.replace('T', ' '), noon, incident).ms).toBe(ms);
        expect(parse(`@${ms / 1000}`, noon, incident).ms).toBe(ms);
        const local = parse(`${text.slice(0, 19).replace('T', ' ')} ${zone}`, noon, incident);
        // The one other answer is an hour (on Lord Howe half) earlier: the first of two, and it says so.
        const first = ms - (zone === 'Australia/Lord_Howe' ? 1_800_000 : 3_600_000);
        if (local.notes.length === 0) expect(local.ms).toBe(ms);
        else expect([ms, first]).toContain(local.ms);
      }),
      { numRuns: 500 },
    );
  });

  it('takes a bare clock time as its last occurrence, never more than a day and a clock change ago', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(second, minute, fc.constantFrom(...places), (ms, clock, zone) => {
        const now = ms + 2 * 86_400_000;
        const text = `${String(Math.floor(clock / 60)).padStart(2, '0')}:${String(clock % 60).padStart(2, '0')}`;
        const when = parseWhen(text, { now, zone, zones });
        expect(when.ms).toBeLessThanOrEqual(now + 120_000);
        expect(when.ms).toBeGreaterThan(now - 86_400_000 - 2 * 3_600_000);
        const back = rfc3339(when.ms, zones.offset(zone, when.ms)).slice(11, 16);
        expect(back === text || when.notes.some((note) => note.includes('did not exist'))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes any text or throws a fault of usage that names it', () => {
    const piece = fc.constantFrom(
      ...'~|-|10|m| |:|14:25|2026-11-|21|T|Z|+01:00|ago|sat|@|1e9|pm|.|PST|Europe/Paris|now|00'.split('|'),
      '9999999999999',
      '\u202e',
      'constructor',
      '__proto__',
    );
    const typed = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        try {
          expect(Number.isInteger(parse(text).ms)).toBe(true);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          expect(error.code).toBe('USAGE');
          expect(error.hint).toBeTruthy();
          const named = /"(.*?)"(?= )/s.exec(error.message)?.[1];
          expect(named).toBeDefined();
          expect(text.replace(/\s+/g, ' ').replaceAll('\u2212', '-')).toContain(named?.trim());
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('parseDate', () => {
  it.each([
    ['2026-11-21', '2026-11-21'],
    [' 2026-1-2 ', '2026-01-02'],
    ['2028-02-29', '2028-02-29'],
  ])('"%s" is %s', (text, date) => {
    expect(parseDate(text)).toBe(date);
  });

  it.each([
    '',
    'tomorrow',
    '2026-02-30',
    '2026-13-01',
    '21.11.2026',
    '2026-11-21 10:00',
    '2026-11-21T',
    '2026-11-21Z',
  ])('refuses "%s" by name', (text) => {
    expect(() => parseDate(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => parseDate(text)).toThrow(`"${text}"`);
  });
});
