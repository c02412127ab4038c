import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byId } from '../../../src/core/record/dag.ts';
import { eventTable } from '../../../src/io/record/event-table.ts';
import { prefixSet } from '../../../src/io/record/prefix-set.ts';

/** Few different ones, so that they come again, the prefix of zeros among them; what differs stands first. */
const hash = fc.nat(60).map((n) => (n * 0x1234_5678_9abc).toString(16).padStart(14, '0').padEnd(64, 'f'));
const id = fc
  .array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('')), { minLength: 25, maxLength: 25 })
  .chain((digits) => fc.constantFrom('0', '7').map((first) => first + digits.join('')));

describe('a table of events', () => {
  it('knows each by its hash, and which id is another’s, in whatever order they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ hash, id: fc.oneof(id, fc.constantFrom('0'.repeat(26), '7'.repeat(26))) })),
        (events) => {
          const table = eventTable(1);
          const numbers = new Map<string, number>();
          const ids = new Set<string>();
          for (const event of events) {
            const number = table.add(event.hash, event.id);
            if (numbers.has(event.hash)) expect(number).toBe(-1);
            else {
              expect({ number, reused: table.reused }).toEqual({
                number: numbers.size,
                reused: ids.has(event.id),
              });
              numbers.set(event.hash, number);
              ids.add(event.id);
            }
          }
          for (const [known, number] of numbers) expect(table.find(known)).toBe(number);
          expect(table.find('a'.repeat(64))).toBe(-1);
        },
      ),
    );
  });

  it('compares ids as texts', () => {
    fc.assert(
      fc.property(id, id, (first, second) => {
        const table = eventTable(2);
        const a = table.add('1'.repeat(64), first);
        const b = table.add('2'.repeat(64), second);
        const node = (text: string) => ({ id: text, hash: '', parents: [] });
        expect(table.isAfter(a, b)).toBe(byId(node(first), node(second)) > 0);
      }),
    );
  });

  it('grows', () => {
    const table = eventTable(1);
    const hashOf = (n: number): string => (n * 2_654_435_761).toString(16).padStart(16, '0').padEnd(64, '0');
    for (let n = 0; n < 5000; n++) expect(table.add(hashOf(n), String(n).padStart(26, '0'))).toBe(n);
    for (let n = 0; n < 5000; n++) expect(table.find(hashOf(n))).toBe(n);
    expect(table.add('a'.repeat(64), String(1234).padStart(26, '0'))).toBe(5000);
    expect(table.reused).toBe(true);
  });
});

describe('a set of prefixes', () => {
  it('is one', () => {
    fc.assert(
      fc.property(fc.array(hash), fc.array(hash), (put, asked) => {
        const set = prefixSet(0);
        const real = new Set<string>();
        for (const each of put) {
          expect(set.add(each)).toBe(real.has(each));
          real.add(each);
        }
        for (const each of asked) expect(set.has(each)).toBe(real.has(each));
      }),
    );
  });
});
