import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timedRows } from '../../../src/core/incident/timed-rows.ts';
import { allRows, byTime } from '../../../src/core/incident/rows.ts';
import type { Entry } from '../../../src/core/incident/entry.ts';

const rows = fc.array(
  fc.record({ second: fc.nat(9), kind: fc.constantFrom('note', 'check') }).map(({ second, kind }) => ({
    second,
    kind,
  })),
  { maxLength: 60 },
);

const entryOf = ({ second, kind }: { second: number; kind: string }, index: number): Entry => ({
  id: String(index),
  hash: String(index),
  at: `2026-01-01T00:00:0${second}+01:00`,
  rec: '2026-01-01T00:00:00.000Z',
  by: 'alice@machine',
  kind,
  text: '',
  tags: [],
  level: 0,
});

describe('rows by when they happened', () => {
  it('are the same, and the last of them, whatever the order in which they are complete', () => {
    fc.assert(
      fc.property(
        rows.chain((drafts) => {
          const placed = drafts.map((draft, index) => ({ entry: entryOf(draft, index), index }));
          return fc.tuple(fc.constant(placed), fc.shuffledSubarray(placed, { minLength: placed.length }));
        }),
        fc.nat(70),
        ([inOrder, mixed], last) => {
          const wanted = byTime(inOrder.map(({ entry }) => entry)).filter(({ kind }) => kind === 'note');
          const [all, some, plain] = [
            timedRows(({ kind }) => kind === 'note'),
            timedRows(({ kind }) => kind === 'note', last),
            allRows(),
          ];
          for (const { entry, index } of mixed)
            for (const taker of [all, some, plain]) taker.add(entry, index);
          expect(all.end()).toEqual(wanted);
          expect(some.end()).toEqual(wanted.slice(Math.max(0, wanted.length - last)));
          expect(plain.end()).toEqual(inOrder.map(({ entry }) => entry));
        },
      ),
    );
  });

  it('are hardly more than the last ones at any time', () => {
    const taker = timedRows(undefined, 2);
    for (let index = 0; index < 5000; index++)
      taker.add(entryOf({ second: index % 10, kind: 'note' }, index), index);
    expect(taker.end().map(({ id }) => id)).toEqual(['4989', '4999']);
  });
});
