import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compactDuration, duration, durationIn, parseDuration } from '../../../src/core/time/duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['5s', 5000],
    ['10m', 10 * MINUTE],
    ['1h30m', 90 * MINUTE],
    [' 1 h 30 min ', 90 * MINUTE],
    ['2d', 48 * HOUR],
    ['1d2h3m4s5ms', 26 * HOUR + 3 * MINUTE + 4005],
    ['2 hours', 2 * HOUR],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', ' ', '10', '-5s', '1.5h', '30m1h', '5x', 's', '1h30', '5s5s', '9999999999s'])(
    'refuses "%s" by name',
    (text) => {
      expect(durationIn(text)).toBeUndefined();
      expect(() => parseDuration(text)).toThrow(`"${text}"`);
    },
  );

  it('says what to write for a bare number', () => {
    expect(() => parseDuration('10')).toThrow(
      expect.objectContaining({ code: 'USAGE', hint: 'write 10s or 10m' }),
    );
  });
});

describe('duration', () => {
  it.each([
    [0, '0 s', '0s'],
    [400, '400 ms', '400ms'],
    [45_999, '45 s', '45s'],
    [27 * MINUTE, '27 min', '27m'],
    [12 * MINUTE + 30_000, '12 min 30 s', '12m30s'],
    [3 * HOUR, '3 h', '3h'],
    [3 * HOUR + 15 * MINUTE + 59_000, '3 h 15 min', '3h15m'],
    [1451 * MINUTE, '24 h 11 min', '24h11m'],
    [48 * HOUR, '2 d', '2d'],
    [315_682 * MINUTE, '219 d 5 h', '219d5h'],
    [-1, 'unknown', 'unknown'],
    [NaN, 'unknown', 'unknown'],
    [Infinity, 'unknown', 'unknown'],
  ])('%d ms is %s', (ms, long, compact) => {
    expect(duration(ms)).toBe(long);
    expect(compactDuration(ms)).toBe(compact);
  });

  it('is read back, short by less than its smallest unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 * 24 * HOUR }), (ms) => {
        const lost = ms - parseDuration(compactDuration(ms));
        expect(parseDuration(duration(ms))).toBe(ms - lost);
        expect(lost).toBeGreaterThanOrEqual(0);
        expect(lost).toBeLessThan(ms < HOUR ? 1000 : ms < 48 * HOUR ? MINUTE : HOUR);
      }),
    );
  });
});
