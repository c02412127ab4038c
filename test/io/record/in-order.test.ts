import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seal, type Recorded } from '../../../src/core/record/envelope.ts';
import type { Event } from '../../../src/core/record/events.ts';
import type { Fold } from '../../../src/core/incident/fold.ts';
import { ulid } from '../../../src/core/record/ulid.ts';
import { foldRecord } from '../../../src/io/record/fold-record.ts';
import { inOrder } from '../../../src/io/record/in-order.ts';
import { readRecord } from '../../../src/io/record/record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inc-order-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One event to be made: who writes it, to which of those before it refers, and what happens to its line. */
interface Draft {
  readonly replica: number;
  readonly picks: readonly number[];
  /** Milliseconds by which the writer's clock is off. */
  readonly skew: number;
  readonly fate: 'kept' | 'lost' | 'twice' | 'altered' | 'cut';
  readonly correction: boolean;
}

const drafts = (skew: fc.Arbitrary<number>): fc.Arbitrary<Draft[]> =>
  fc.array(
    fc.record({
      replica: fc.nat(2),
      picks: fc.array(fc.nat(), { maxLength: 3 }),
      skew,
      fate: fc.oneof(
        { weight: 12, arbitrary: fc.constant('kept' as const) },
        fc.constantFrom('lost' as const, 'twice' as const, 'altered' as const, 'cut' as const),
      ),
      correction: fc.boolean(),
    }),
    { maxLength: 40 },
  );

interface Line {
  readonly replica: number;
  readonly line: string;
}

function linesOf(list: readonly Draft[]): Line[] {
  const hashes: string[] = [];
  return list.flatMap(({ replica, picks, skew, fate, correction }, index) => {
    const parents = index === 0 ? [] : [...new Set(picks.map((pick) => hashes[pick % index] as string))];
    const ms = Date.UTC(2026, 0, 1) + index * 1000 + skew;
    const time = new Date(ms).toISOString();
    const event: Event =
      index === 0
        ? { type: 'incident.opened', data: { title: 'é', services: [], zone: 'UTC' } }
        : correction
          ? { type: 'entry.retracted', data: { of: hashes[0] as string, why: 'no' } }
          : { type: 'note.added', data: { kind: 'note', text: `note ${index}`, tags: [] } };
    const random = new Uint8Array(8).fill(index);
    const { line, hash } = seal(
      {
        v: 1,
        id: ulid({ ms, counter: 0 }, random),
        parents,
        rec: time,
        rep: `rep${replica}`,
        by: 'alice@machine',
        at: time,
      },
      event,
    );
    hashes.push(hash);
    const what = {
      kept: [line],
      lost: [],
      twice: [line, line],
      altered: [line.replace('"by":"alice', '"by":"mallo')],
      cut: [line.slice(0, 80)],
    };
    return what[fate].map((text) => ({ replica, line: text }));
  });
}

/** One file for each replica, the lines in the order given. */
const written = (lines: readonly Line[]): string[] =>
  [0, 1, 2].map((replica) => {
    const file = join(folder, `rep${replica}.jsonl`);
    const own = lines.filter((each) => each.replica === replica);
    writeFileSync(file, own.map(({ line }) => `${line}\n`).join(''));
    return file;
  });

const all = (): Fold<Recorded[]> => {
  const events: Recorded[] = [];
  return { add: (event) => void events.push(event), end: () => events };
};

/** What a fold sees, and what it is told before, against all lines at once and the order of core/record/dag.ts. */
async function expectSame(files: readonly string[]): Promise<void> {
  const { events, ...lack } = readRecord(files);
  const early: (readonly Recorded[])[] = [];
  const seen = await foldRecord(files, (entries) => {
    early.push(entries);
    return all();
  });
  expect(seen).toEqual({ value: events, ...lack });
  expect(early.at(-1)).toEqual(events.filter(({ type }) => type.startsWith('entry.')));
}

const shuffled = (list: readonly Line[]): fc.Arbitrary<Line[]> =>
  fc.shuffledSubarray([...list], { minLength: list.length });

describe('a record that is read in bounded memory', () => {
  it('is in the order of its graph, whatever happened to its lines', async () => {
    await fc.assert(
      fc.asyncProperty(drafts(fc.constant(0)), async (list) => expectSame(written(linesOf(list)))),
    );
  });

  it('also when clocks were wrong', async () => {
    await fc.assert(
      fc.asyncProperty(drafts(fc.integer({ min: -20_000, max: 20_000 })), async (list) =>
        expectSame(written(linesOf(list))),
      ),
    );
  });

  it('also when lines stand anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        drafts(fc.integer({ min: -1500, max: 1500 })).chain((list) => shuffled(linesOf(list))),
        async (lines) => expectSame(written(lines)),
      ),
    );
  });

  const chain = (count: number): Line[] =>
    linesOf(
      Array.from({ length: count }, (_, index) => ({
        replica: index % 3,
        picks: [index - 1],
        skew: 0,
        fate: 'kept' as const,
        correction: false,
      })),
    );

  it('needs no sorting when neighbours changed places, as writers that meet leave them', () => {
    const lines = chain(600).map((line, index, list) => list[index ^ 7] ?? line);
    const record = inOrder(written(lines), 600);
    let count = 0;
    while (record.next()) count++;
    expect({ count, lost: record.lost, lines: record.lines }).toEqual({
      count: 600,
      lost: false,
      lines: 600,
    });
    record.close();
  });

  it('is sorted when a line stands far from its place', async () => {
    const [first, second, ...rest] = chain(600) as [Line, Line, ...Line[]];
    const files = written([first, ...rest, second]);
    const record = inOrder(files, 600);
    while (record.next());
    expect(record.lost).toBe(true);
    record.close();
    await expectSame(files);
  });
});
