import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newReplica, type Replica } from '../../support/replica.ts';

let here: Replica;
let there: Replica;

/** Two machines that know one incident; each has its own store. */
beforeEach(async () => {
  [here, there] = [await newReplica(), await newReplica()];
  const opening = here.lines()[0] as string;
  // The other one got the incident as a copy of its first line.
  const { writeFileSync, rmSync } = await import('node:fs');
  rmSync(there.file);
  writeFileSync(there.file, `${opening}\n`);
});
afterEach(() => {
  here.remove();
  there.remove();
});

const linesOf = (replica: Replica, name: string): string[] =>
  readFileSync(`${replica.log}/${name}.jsonl`, 'utf8').split('\n').filter(Boolean);

describe('merging lines', () => {
  it('takes what is new, byte for byte, in the file of who wrote it', async () => {
    const bob = there.other('bbbbbbbb');
    await bob.note('from bob');
    await bob.note('again');
    await here.note('mine');
    const lines = [...there.lines(), ...bob.lines()];
    const merged = await here.journal.merge(here.incident, lines);
    expect(merged.added).toHaveLength(2);
    expect(merged).toMatchObject({ present: 1, refused: [] });
    expect(linesOf(here, 'bbbbbbbb')).toEqual(bob.lines());
    expect((await here.texts()).toSorted()).toEqual(['again', 'from bob', 'mine']);
    expect(await here.damage()).toEqual([]);
    // Both ends of the fork are what the next line refers to.
    await here.note('after');
    expect((await here.verify()).heads).toHaveLength(1);
    expect(await here.journal.merge(here.incident, lines)).toMatchObject({ added: [], present: 3 });
    expect(linesOf(here, 'bbbbbbbb')).toEqual(bob.lines());
  });

  it('only looks when it is told to', async () => {
    const bob = there.other('bbbbbbbb');
    await bob.note('from bob');
    const merged = await here.journal.merge(here.incident, bob.lines(), { look: true });
    expect(merged.added).toHaveLength(1);
    expect(await here.texts()).toEqual([]);
  });

  it('takes lines of its own replica that were lost', async () => {
    await here.note('one');
    await here.note('two');
    const all = here.lines();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(here.file, `${all[0]}\n`);
    expect(await here.journal.merge(here.incident, all)).toMatchObject({ present: 1 });
    expect(here.lines()).toEqual(all);
    expect(await here.damage()).toEqual([]);
  });

  it('refuses what was altered, what hangs in the air, and what is of another incident', async () => {
    const bob = there.other('bbbbbbbb');
    await bob.note('one');
    await bob.note('two');
    const [one = '', two = ''] = bob.lines();
    const other = await newReplica();
    const foreign = other.lines()[0] as string;
    other.remove();
    const merged = await here.journal.merge(here.incident, [
      one.replace('one', 'won'),
      two,
      foreign,
      '{}',
      one.replace('{"v":1', '{"v":2'),
    ]);
    expect(merged.added).toEqual([]);
    expect(merged.refused).toEqual([
      { index: 0, why: expect.stringContaining('altered') },
      { index: 1, why: expect.stringContaining('neither here nor') },
      { index: 2, why: expect.stringContaining('another incident') },
      { index: 3, why: expect.stringContaining('no event') },
      { index: 4, why: expect.stringContaining('newer') },
    ]);
    expect(await here.damage()).toEqual([]);
  });

  it('gives the same record whatever the order of the lines', async () => {
    const [bob, eve] = [there.other('bbbbbbbb'), there.other('cccccccc')];
    await bob.note('b1');
    await eve.note('e1');
    await bob.note('b2');
    await bob.note('b3');
    await eve.note('e2');
    const lines = [...bob.lines(), ...eve.lines()];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (shuffled) => {
        const fresh = await newReplica();
        try {
          const { rmSync, writeFileSync } = await import('node:fs');
          rmSync(fresh.file);
          writeFileSync(fresh.file, `${there.lines()[0]}\n`);
          expect(await fresh.journal.merge(fresh.incident, shuffled)).toMatchObject({ refused: [] });
          expect(await fresh.texts()).toEqual(['b1', 'e1', 'b2', 'b3', 'e2']);
          expect(await fresh.damage()).toEqual([]);
          expect(linesOf(fresh, 'cccccccc')).toEqual(eve.lines());
        } finally {
          fresh.remove();
        }
      }),
      { numRuns: 10 },
    );
  });
});
