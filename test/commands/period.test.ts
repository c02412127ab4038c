import { describe, expect, it } from '@jest/globals';
import { periodOf } from '../../src/commands/period.ts';
import { luxonZones } from '../../src/io/time/zones-luxon.ts';

const zones = await luxonZones();
const started = Date.parse('2026-11-22T12:00:00Z');
const world = { clock: { started, now: () => started, live: () => undefined }, zones };
const period = (flags: Record<string, string>, zone = 'UTC'): unknown[] => {
  const { since, until } = periodOf({ args: [], flags }, zone, world);
  return [since, until].map((ms) => (ms === undefined ? undefined : new Date(ms).toISOString()));
};

describe('periodOf', () => {
  it('is without end on a side that was not given', () => {
    expect(period({})).toEqual([undefined, undefined]);
    expect(period({ since: '11:00' })).toEqual(['2026-11-22T11:00:00.000Z', undefined]);
  });

  it('takes a duration as so long ago', () => {
    expect(period({ since: '30d', until: '1h 30m' })).toEqual([
      '2026-10-23T12:00:00.000Z',
      '2026-11-22T10:30:00.000Z',
    ]);
    expect(period({ since: '-90m' })[0]).toBe('2026-11-22T10:30:00.000Z');
  });

  it('takes a date as all of that day, in the zone, also one of 25 hours and today', () => {
    expect(period({ since: '2026-10-25', until: '2026-10-25' }, 'Europe/Paris')).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T22:59:59.999Z',
    ]);
    expect(period({ until: '2026-11-22' })[1]).toBe('2026-11-22T23:59:59.999Z');
  });

  it('says what it assumed', () => {
    expect(periodOf({ args: [], flags: { since: '13:00' } }, 'UTC', world).notes).toEqual([
      expect.stringContaining('yesterday'),
    ]);
  });

  it.each([
    { since: 'whenever' },
    { since: '' },
    { until: '2026-02-30' },
    { since: '10m', until: '20m' },
    { since: '2026-12-31T00:00Z' },
  ])('refuses %j', (flags) => {
    expect(() => period(flags as Record<string, string>)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
