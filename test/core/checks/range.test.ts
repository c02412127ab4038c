import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alerts, parseRange } from '../../../src/core/checks/range.ts';

const alertsAt = (text: string, value: number): boolean => {
  const range = parseRange(text);
  if (!range) throw new Error(`${text} is no range`);
  return alerts(range, value);
};

describe('a threshold range of the plugin guidelines', () => {
  it.each([
    ['10', [-1, 10.1], [0, 5, 10]],
    ['10:', [9.9, -1], [10, 1e9]],
    ['~:10', [10.1], [10, -1e9]],
    ['10:20', [9, 21], [10, 15, 20]],
    ['@10:20', [10, 15, 20], [9, 21]],
    ['~:5', [6], [5, -1000]],
    [':5', [-1, 6], [0, 5]],
    ['@10', [0, 10], [-1, 11]],
    ['-5:-1', [0, -6], [-5, -1]],
    ['0.5', [0.51], [0.5]],
    ['~:', [], [-1e12, 0, 1e12]],
  ])('%s', (text, outside, inside) => {
    for (const value of outside) expect([value, alertsAt(text, value)]).toEqual([value, true]);
    for (const value of inside) expect([value, alertsAt(text, value)]).toEqual([value, false]);
  });

  it.each(['', '@', 'a', '10:a', '20:10', '1:2:3', '~', '10%', '--1', '@~'])('%j is none', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it('with @ alerts exactly where it does not without', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer(), (start, width, value) => {
        const text = `${start}:${start + width}`;
        expect(alertsAt(`@${text}`, value)).toBe(!alertsAt(text, value));
      }),
    );
  });
});
