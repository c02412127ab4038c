import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seal } from '../../../src/core/record/envelope.ts';
import type { Event } from '../../../src/core/record/events.ts';
import { ulid } from '../../../src/core/record/ulid.ts';
import { oneOfEach } from '../../fixtures/one-of-each.ts';
import { filesIn, newReplica, noteOf, rewrite, type Replica } from '../../support/replica.ts';

const made: Replica[] = [];
const machine = async (): Promise<Replica> => {
  const replica = await newReplica();
  made.push(replica);
  return replica;
};
afterEach(() => {
  for (const replica of made.splice(0)) replica.remove();
});

const allLines = (log: string): string[] =>
  filesIn(log).flatMap((name) => readFileSync(join(log, name), 'utf8').split('\n').filter(Boolean));
const exported = async (replica: Replica): Promise<string[]> => [
  ...(await replica.journal.lines(replica.incident)),
];
const orderOf = async ({ journal }: Replica, incident: string): Promise<string[]> =>
  (await journal.read(incident)).map(({ hash }) => hash);

/** Something of a type, and with keys, that nobody knows yet. */
async function fromTheFuture(replica: Replica, n: number): Promise<void> {
  const { heads } = await replica.verify();
  const { line } = seal(
    {
      v: 1,
      id: ulid({ ms: replica.clock++, counter: n }, new Uint8Array(8)),
      parents: heads,
      rec: new Date(replica.clock).toISOString(),
      rep: 'future22',
      by: 'peer@2030',
      at: '2024-11-22T14:25:00+01:00',
    },
    { type: 'moon.landed', data: { on: 'the moon', deep: { er: [1, null, '\u202e'] } } } as unknown as Event,
  );
  appendFileSync(join(replica.log, 'future22.jsonl'), `${line}\n`);
}

type Act = 'note' | 'fork' | 'future' | 'redact' | 'redact-future' | 'each';

/** Two who write at once, and do not see what the other one writes. */
async function fork(replica: Replica): Promise<void> {
  const bob = replica.other('bbbbbbbb');
  const before = filesIn(replica.log).includes('bbbbbbbb.jsonl') ? readFileSync(bob.file) : undefined;
  await bob.note('from bob');
  const after = readFileSync(bob.file);
  if (before) writeFileSync(bob.file, before);
  else rmSync(bob.file);
  await replica.note('at the same time');
  writeFileSync(bob.file, after);
}

async function happen(replica: Replica, acts: readonly Act[]): Promise<void> {
  const { journal, incident } = replica;
  for (const [n, act] of acts.entries())
    if (act === 'note') await replica.note(`note ${n}`);
    else if (act === 'fork') await fork(replica);
    else if (act === 'future') await fromTheFuture(replica, n);
    else if (act === 'each') await journal.append(incident, oneOfEach.slice(1));
    else {
      const type = act === 'redact' ? 'note.added' : 'moon.landed';
      const last = (await journal.read(incident)).findLast((event) => (event.type as string) === type);
      if (last) await journal.redact(incident, [last.hash], 'a secret');
    }
}

describe('exported lines', () => {
  it('make the same record in a store that lacks it, and in one that has some of it', async () => {
    const act = fc.constantFrom<Act>('note', 'note', 'fork', 'future', 'redact', 'redact-future', 'each');
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12, size: 'max' }), async (acts) => {
        const here = await machine();
        const first = here.lines();
        await happen(here, acts);
        const lines = await exported(here);
        const order = await orderOf(here, here.incident);
        expect(lines.map((line) => line.slice(-66, -2))).toEqual(order);
        expect(lines.toSorted()).toEqual(allLines(here.log).toSorted());
        const { digest, events, redacted, damage } = await here.verify();
        expect(damage.filter(({ level }) => level === 'error')).toEqual([]);

        const there = await machine();
        const { id, refused } = await there.journal.adopt('2024-11-22-web', lines);
        expect({ id, refused }).toEqual({ id: '2024-11-22-web-2', refused: [] });
        rmSync(there.file);
        writeFileSync(there.file, `${first.join('\n')}\n`);
        const merged = await there.journal.merge(there.incident, lines);
        expect(merged).toMatchObject({ present: 1, refused: [] });
        for (const incident of [id, there.incident]) {
          const again = await there.journal.verify(incident);
          expect(again).toMatchObject({ digest, events, redacted, damage });
          expect(await orderOf(there, incident)).toEqual(order);
          expect([...(await there.journal.lines(incident))]).toEqual(lines);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('come in the record’s order where a clock was wrong, too', async () => {
    const here = await machine();
    await happen(here, ['note', 'fork', 'note']);
    for (let n = 0; n < 200; n++) await here.note(`note ${n}`);
    rewrite(here.file, (lines) => lines.toReversed());
    const lines = await exported(here);
    expect(lines.map((line) => line.slice(-66, -2))).toEqual(await orderOf(here, here.incident));
    expect(lines).toHaveLength(205);
  });

  it('hold no words that were redacted, also where the line still stands', async () => {
    const here = await machine();
    const { events } = await here.note('zebra');
    const whole = readFileSync(here.file);
    await here.journal.redact(here.incident, [events[0]?.hash ?? ''], 'a secret');
    const stub = here.lines()[1];
    writeFileSync(here.file, [whole.toString(), here.lines()[2], ''].join('\n').replace('\n\n', '\n'));
    const lines = await exported(here);
    expect(lines.join()).not.toContain('zebra');
    expect(lines).toContain(stub);
  });

  it('leave out what is damaged', async () => {
    const here = await machine();
    await here.note('one');
    await here.note('two');
    rewrite(here.file, (lines) => lines.map((line) => line.replace('"one"', '"won"')));
    expect(await exported(here)).toHaveLength(2);
    expect(here.journal.damaged()).toHaveLength(1);
  });
});

describe('adopting', () => {
  it('makes nothing of lines without the one that opens the incident, or where that was altered', async () => {
    const [here, there] = [await machine(), await machine()];
    await here.note('one');
    const [opening = '', note = ''] = here.lines();
    const before = filesIn(join(there.store, 'incidents'));
    for (const lines of [[note], [opening.replace('5xx', '6xx'), note], []])
      expect(await there.journal.adopt('2024-11-22-new', lines)).toMatchObject({ added: [] });
    expect(await there.journal.adopt('2024-11-22-new', [opening], { look: true })).toMatchObject({
      added: [{ type: 'incident.opened' }],
    });
    expect(filesIn(join(there.store, 'incidents'))).toEqual(before);
  });

  it('takes one incident at a time', async () => {
    const [here, other, there] = [await machine(), await machine(), await machine()];
    other.clock += 1000;
    await other.journal.append(other.incident, [noteOf('of the other')]);
    const merged = await there.journal.adopt('2024-11-22-new', [...here.lines(), ...other.lines()]);
    expect(merged.added).toHaveLength(1);
    expect(merged.refused.map(({ index }) => index)).toEqual([1, 2]);
    expect((await there.journal.verify('2024-11-22-new')).damage).toEqual([]);
  });
});

describe('merging a redaction', () => {
  it('overwrites the line that stands here in full', async () => {
    const [here, there] = [await machine(), await machine()];
    await here.note('zebra');
    writeFileSync(there.file, readFileSync(here.file));
    await there.note('ours');
    await here.journal.redact(here.incident, [(await orderOf(here, here.incident))[1] ?? ''], 'a secret');
    expect(readFileSync(there.file, 'utf8')).toContain('zebra');
    expect(await there.journal.merge(there.incident, await exported(here))).toMatchObject({ refused: [] });
    expect(allLines(there.log).join()).not.toContain('zebra');
    expect(await there.texts()).toEqual(['[redacted]', 'ours']);
    expect(await there.damage()).toEqual([]);
  });
});
