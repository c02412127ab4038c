import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { luxonZones } from '../../../src/io/time/zones-luxon.ts';
import { clock, date, localParts, toUtc } from '../../../src/core/time/local-time.ts';
import { fixedOffset, offsetText, rfc3339, type Zones } from '../../../src/core/time/zone.ts';

const luxon = await luxonZones();
const moment = Date.UTC(2023, 9, 23, 13, 25, 0);

describe('fixedOffset', () => {
  it.each([
    ['UTC', 0],
    ['Z', 0],
    ['z', 0],
    ['GMT', 0],
    ['gmt0', 0],
    ['Etc/UTC', 0],
    ['GMT+1', 60],
    ['UTC+1', 60],
    ['utc-03:30', -210],
    ['+01:00', 60],
    ['+0100', 60],
    ['-8', -480],
    ['-00:00', 0],
    ['+14:00', 840],
    ['-12:00', -720],
  ])('%s is %d minutes', (zone, minutes) => {
    expect(fixedOffset(zone)).toBe(minutes);
  });

  it.each([
    '',
    '+14:01',
    '+15',
    '-12:01',
    '-13:00',
    '01:00',
    '+1:60',
    '+100000',
    'Europe/Paris',
    'PST',
    'Etc/GMT+1',
    '+',
  ])('"%s" is none', (zone) => {
    expect(fixedOffset(zone)).toBeUndefined();
  });

  it('reads what offsetText writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -720, max: 840 }), (minutes) => {
        expect(fixedOffset(offsetText(minutes))).toBe(minutes);
      }),
    );
  });
});

describe('formatting', () => {
  it('writes RFC 3339 with a numeric offset', () => {
    expect(rfc3339(moment, 60)).toBe('2023-10-23T14:25:00+01:00');
    expect(rfc3339(moment, 0)).toBe('2023-10-23T13:25:00+00:00');
    expect(rfc3339(moment + 123, -210)).toBe('2023-10-23T09:55:00.123-03:30');
  });

  it('shows the clock, date and parts of the place', () => {
    const late = Date.UTC(2023, 11, 31, 23, 30, 5, 7);
    expect(clock(late, 60)).toBe('00:30:05');
    expect(date(late, 60)).toBe('2024-01-01');
    expect(localParts(late, 60)).toEqual({
      year: 2024,
      month: 1,
      day: 1,
      hour: 0,
      minute: 30,
      second: 5,
      millisecond: 7,
      weekday: 1,
    });
  });

  it('shows UTC, and says so, where the zone is unknown', () => {
    expect(rfc3339(moment, NaN)).toBe('2023-10-23T13:25:00+00:00');
    expect(clock(moment, NaN)).toBe('13:25:00');
  });

  it('keeps the instant, whatever the offset', () => {
    const when = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(when, fc.integer({ min: -720, max: 840 }), (ms, offset) => {
        expect(Date.parse(rfc3339(ms, offset))).toBe(ms);
      }),
    );
  });
});

describe('toUtc', () => {
  const at = (text: string, zone: string, zones: Zones = luxon): string => {
    const { ms, warning } = toUtc(localParts(Date.parse(`${text}Z`), 0), zone, zones);
    return `${rfc3339(ms, zones.offset(zone, ms))}${warning === undefined ? '' : ` ${warning}`}`;
  };

  it.each([
    ['2023-10-23T14:25', 'Europe/Berlin', '2023-10-23T14:25:00+02:00'],
    ['2023-03-26T02:30', 'Europe/Berlin', '2023-03-26T03:30:00+02:00 gap'],
    ['2023-03-26T01:59', 'Europe/Berlin', '2023-03-26T01:59:00+01:00'],
    ['2023-03-26T03:00', 'Europe/Berlin', '2023-03-26T03:00:00+02:00'],
    ['2023-10-29T02:30', 'Europe/Berlin', '2023-10-29T02:30:00+02:00 overlap'],
    ['2023-10-29T03:00', 'Europe/Berlin', '2023-10-29T03:00:00+01:00'],
    ['2023-11-05T01:30', 'America/Los_Angeles', '2023-11-05T01:30:00-07:00 overlap'],
    ['2023-03-12T02:30', 'America/Los_Angeles', '2023-03-12T03:30:00-07:00 gap'],
    ['2023-10-01T02:15', 'Australia/Lord_Howe', '2023-10-01T02:45:00+11:00 gap'],
    ['2023-04-02T01:45', 'Australia/Lord_Howe', '2023-04-02T01:45:00+11:00 overlap'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-31T12:00:00+14:00 gap'],
    ['2018-11-04T00:00', 'America/Sao_Paulo', '2018-11-04T01:00:00-02:00 gap'],
    ['2023-10-23T14:25', '+05:30', '2023-10-23T14:25:00+05:30'],
  ])('%s in %s is %s', (local, zone, expected) => {
    expect(at(local, zone)).toBe(expected);
  });

  it('is NaN, without a warning, in an unknown zone', () => {
    expect(toUtc(localParts(0, 0), 'Mars/Base', luxon)).toEqual({ ms: NaN });
  });
});
