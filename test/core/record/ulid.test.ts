import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextTick, tickOf, ulid } from '../../../src/core/record/ulid.ts';

const zeros = new Uint8Array(8);
const ones = new Uint8Array(8).fill(255);
const tick = fc.record({ ms: fc.nat(2 ** 48 - 1), counter: fc.nat(0xffff) });
const random = fc.uint8Array({ minLength: 8, maxLength: 8 });
const now = Date.UTC(2024, 10, 22, 13, 31);
const day = 86_400_000;

describe('ulid', () => {
  it('is Crockford’s base 32 of 48 bits of time, 16 of counter and 64 of chance', () => {
    expect(ulid({ ms: 0, counter: 0 }, zeros)).toBe('0'.repeat(26));
    expect(ulid({ ms: 2 ** 48 - 1, counter: 0xffff }, ones)).toBe(`7${'Z'.repeat(25)}`);
    // The example of github.com/ulid/spec: 1469918176385 is 01ARYZ6S41.
    expect(ulid({ ms: 1_469_918_176_385, counter: 0 }, zeros).slice(0, 10)).toBe('01ARYZ6S41');
    expect(ulid({ ms: 0, counter: 1 }, zeros)).toBe(`0000000000${'000G'}${'0'.repeat(12)}`);
    expect(ulid({ ms: 0, counter: 0 }, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 31)).slice(-2)).toBe('0Z');
  });

  it('holds every bit: the same number as arithmetic on big integers', () => {
    fc.assert(
      fc.property(tick, random, ({ ms, counter }, bytes) => {
        const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
        const value = ulid({ ms, counter }, bytes)
          .split('')
          .reduce((sum, char) => sum * 32n + BigInt(alphabet.indexOf(char)), 0n);
        const chance = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
        expect(value).toBe((BigInt(ms) << 80n) | (BigInt(counter) << 64n) | chance);
      }),
    );
  });

  it('gives back its clock, and nothing for a text that is none', () => {
    fc.assert(
      fc.property(tick, random, (at, bytes) => {
        expect(tickOf(ulid(at, bytes))).toEqual(at);
      }),
    );
    for (const text of ['', 'I'.repeat(26), `8${'0'.repeat(25)}`, '0'.repeat(25), `${'0'.repeat(26)}\n`])
      expect(tickOf(text)).toBeUndefined();
  });

  it('sorts as text in the order of its clock, whatever chance adds', () => {
    fc.assert(
      fc.property(tick, tick, random, random, (a, b, some, other) => {
        const before = a.ms !== b.ms ? a.ms < b.ms : a.counter < b.counter;
        fc.pre(a.ms !== b.ms || a.counter !== b.counter);
        expect(ulid(a, some) < ulid(b, other)).toBe(before);
      }),
    );
  });
});

describe('nextTick', () => {
  it('is the wall clock when nothing newer was seen', () => {
    expect(nextTick(now, [])).toEqual({ ms: now, counter: 0 });
    expect(nextTick(now, [ulid({ ms: now - 1, counter: 0xffff }, ones)])).toEqual({ ms: now, counter: 0 });
  });

  it('is greater than every id that was seen, by a clock that stands still or steps back', () => {
    const seen = fc.array(fc.tuple(fc.integer({ min: -day, max: day }), fc.nat(0xffff)), { maxLength: 8 });
    fc.assert(
      fc.property(seen, random, random, (ticks, some, other) => {
        const ids = ticks.map(([shift, counter]) => ulid({ ms: now + shift, counter }, some));
        const id = ulid(nextTick(now, ids), other);
        for (const before of ids) expect(id > before).toBe(true);
      }),
    );
    expect(nextTick(now, [ulid({ ms: now, counter: 0xffff }, zeros)])).toEqual({ ms: now + 1, counter: 0 });
  });

  it('is not dragged along by an id from more than a day ahead, nor stopped by garbage', () => {
    expect(nextTick(now, [ulid({ ms: now + day + 1, counter: 0 }, zeros)])).toEqual({ ms: now, counter: 0 });
    expect(nextTick(now, [ulid({ ms: 2 ** 48 - 1, counter: 0 }, zeros), 'no id'])).toEqual({
      ms: now,
      counter: 0,
    });
    expect(nextTick(now, [ulid({ ms: now + day, counter: 3 }, zeros)])).toEqual({
      ms: now + day,
      counter: 4,
    });
  });
});
