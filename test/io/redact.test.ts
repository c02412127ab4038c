import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { placeOf, type Recorded } from '../../src/core/record/envelope.ts';
import type { Happening } from '../../src/core/record/events.ts';
import { incidentOf } from '../../src/core/incident/incident.ts';
import { timeline } from '../../src/core/incident/timeline.ts';
import { wipeLines } from '../../src/io/record/wipe.ts';
import { newReplica, noteOf, rewrite, type Replica } from '../support/replica.ts';

const secret = 'hunter2-correct-horse';
let replica: Replica;
beforeEach(async () => {
  replica = await newReplica();
});
afterEach(() => replica.remove());

const write = async (...happenings: Happening[]): Promise<Recorded> =>
  (await replica.journal.append(replica.incident, happenings)).events[0] as Recorded;
const redact = (...events: Recorded[]) =>
  replica.journal.redact(
    replica.incident,
    events.map(({ hash }) => hash),
    'a password was pasted',
  );
const read = () => replica.journal.read(replica.incident);

/** Files below a folder that hold the secret. */
const holding = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(secret));

describe('a redaction', () => {
  it('takes the words out of the file, and leaves everything else where it was', async () => {
    await replica.note('before');
    const pasted = await write(noteOf(`psql -W ${secret} ä`));
    await replica.note('after');
    const lines = replica.lines();
    const size = statSync(replica.file).size;
    expect(await redact(pasted)).toMatchObject({ lines: 1, blobs: 0, shared: [], trouble: [] });
    expect(holding(replica.home)).toEqual([]);
    const now = replica.lines();
    const stub = now[2] as string;
    expect(stub).toMatch(
      /^\{"v":1,"id":"\w{26}","parents":\["[0-9a-f]{64}"\],"redacted":" +","hash":"[0-9a-f]{64}"\}$/,
    );
    expect(placeOf(stub)).toEqual(placeOf(lines[2] as string));
    expect(stub).toHaveLength((lines[2] as string).length);
    expect(now.toSpliced(2, 1).slice(0, 3)).toEqual(lines.toSpliced(2, 1));
    expect(readFileSync(replica.file).subarray(0, size)).toHaveLength(size);
    expect(await replica.verify()).toMatchObject({ redacted: 1, damage: [], events: 5 });
  });

  it('leaves who, when and why', async () => {
    const pasted = await write({ ...noteOf(secret), at: { ms: Date.UTC(2024, 10, 22, 13, 5), offset: 0 } });
    await redact(pasted);
    expect(timeline(await read())[1]).toEqual({
      id: pasted.hash.slice(0, 7),
      hash: pasted.hash,
      at: pasted.at,
      rec: pasted.rec,
      by: 'aaaaaaaa@machine',
      kind: 'note',
      text: '[redacted]',
      tags: [],
      level: 0,
      late: expect.any(Number),
      redacted: { by: 'aaaaaaaa@machine', why: 'a password was pasted' },
    });
  });

  it('leaves key times and the phase as they were', async () => {
    const turn = await write({ type: 'incident.resolved', data: { text: `restarted with ${secret}` } });
    const { keyTimes, phase } = incidentOf(await read());
    await redact(turn);
    const now = incidentOf(await read());
    expect({ keyTimes: now.keyTimes, phase: now.phase }).toEqual({ keyTimes, phase });
    expect(holding(replica.home)).toEqual([]);
  });

  it('takes blobs along, except those that belong to something else', async () => {
    const blob = replica.journal.putBlob(replica.incident, Buffer.from(`token ${secret}\n`));
    const output = { blob, bytes: 1, total: 1, omitted: 0, redactions: 0 };
    const end = (run: string): Happening => ({
      type: 'command.finished',
      data: { run, ms: 5, exit: 0, output },
    });
    const one = await write(end('r1'));
    const two = await write(end('r2'));
    expect(await redact(one)).toMatchObject({ blobs: 0, shared: [two.hash] });
    expect(replica.journal.getBlob(replica.incident, blob)).toBeDefined();
    expect(await redact(two)).toMatchObject({ blobs: 1, shared: [] });
    expect(holding(replica.home)).toEqual([]);
    expect(await replica.damage()).toEqual([]);
    expect(incidentOf(await read()).commands).toEqual([]);
  });

  it('takes pieces of a write along that was cut off', async () => {
    const pasted = await write(noteOf(secret));
    const [, line = ''] = replica.lines();
    appendFileSync(replica.file, `${line.slice(0, -80)}\n${line.slice(150)}\n${line.slice(0, 230)}`);
    await redact(pasted);
    expect(holding(replica.home)).toEqual([]);
    expect(await replica.damage()).toEqual([]);
  });

  it('takes it out of what waits in the spool, and out of caches, but not the one that names the catalogue', async () => {
    renameSync(replica.file, `${replica.file}-away`);
    mkdirSync(replica.file);
    const pasted = await write(noteOf(secret));
    rmdirSync(replica.file);
    renameSync(`${replica.file}-away`, replica.file);
    const cache = join(replica.log, '../cache');
    mkdirSync(cache);
    writeFileSync(join(cache, 'card.json'), secret);
    writeFileSync(join(cache, 'catalogue'), '/srv/.inc/inc.yaml\n');
    expect(holding(replica.state)).toHaveLength(1);
    await redact(pasted);
    expect(holding(replica.home)).toEqual([]);
    expect(readdirSync(cache)).toEqual(['catalogue']);
    expect(await replica.errors()).toEqual([]);
    expect(timeline(await read()).map(({ text }) => text)).toContain('[redacted]');
  });

  it('takes it out of copies that a repair has made', async () => {
    const pasted = await write(noteOf(secret));
    const aside = join(replica.log, '../aside');
    mkdirSync(aside);
    copyFileSync(replica.file, join(aside, 'aaaaaaaa.jsonl.20241122T133100.000Z'));
    await redact(pasted);
    expect(holding(replica.home)).toEqual([]);
  });

  it('takes what another machine wrote out of its file, too', async () => {
    const other = replica.other('bbbbbbbb');
    await other.note(secret);
    const pasted = (await read()).at(-1) as Recorded;
    await redact(pasted);
    expect(holding(replica.home)).toEqual([]);
    expect(await replica.verify()).toMatchObject({ redacted: 1, damage: [] });
  });

  it('is obeyed by whatever reads a record that still has the words', async () => {
    const pasted = await write(noteOf(secret));
    copyFileSync(replica.file, `${replica.file}.copy`);
    await redact(pasted);
    const stubbed = replica.lines();
    const [, raw = ''] = readFileSync(`${replica.file}.copy`, 'latin1').split('\n');
    rewrite(replica.file, (lines) => lines.map((line, index) => (index === 1 ? raw : line)));
    expect(await replica.damage()).toEqual(['not-yet-redacted']);
    expect(timeline(await read()).map(({ text }) => text)).not.toContain(secret);
    expect(replica.lines()).toEqual(stubbed);
    expect(await replica.damage()).toEqual([]);
  });

  it('shows no words where they cannot be overwritten', async () => {
    const pasted = await write(noteOf(secret));
    const before = readFileSync(replica.file);
    await redact(pasted);
    const [, , redaction = ''] = replica.lines();
    const other = join(replica.log, 'bbbbbbbb.jsonl');
    writeFileSync(other, `${redaction}\n`);
    writeFileSync(replica.file, before);
    chmodSync(replica.file, 0o400);
    expect(timeline(await read()).map(({ text }) => text)).toContain('[redacted]');
    expect(timeline(await read()).map(({ text }) => text)).not.toContain(secret);
  });

  it('passes over what has no words left, what opened the incident, and what says that something was redacted', async () => {
    const pasted = await write(noteOf(secret));
    await redact(pasted);
    const [opening, , redaction] = (await read()) as [Recorded, Recorded, Recorded];
    const lines = replica.lines();
    expect(await redact(opening, pasted, redaction)).toMatchObject({ lines: 0, receipt: { events: [] } });
    expect(replica.lines()).toEqual(lines);
  });

  it('never writes through a link', async () => {
    const pasted = await write(noteOf(secret));
    const link = join(replica.log, 'bbbbbbbb.jsonl');
    symlinkSync(replica.file, link);
    expect(wipeLines([link], [pasted])).toEqual({
      count: 0,
      trouble: [`${link}: a symbolic link stands in its place`],
    });
    expect(await replica.texts()).toEqual([secret]);
  });
});

describe('lines from elsewhere', () => {
  let there: Replica;
  let pasted: Recorded;
  let raw: string;
  /** Two machines that know one incident; a line with the secret is on both, a redaction on this one alone. */
  beforeEach(async () => {
    there = await newReplica();
    writeFileSync(there.file, readFileSync(replica.file));
    pasted = await write(noteOf(secret));
    raw = replica.lines()[1] ?? '';
    appendFileSync(there.file, `${raw}\n`);
    await redact(pasted);
  });
  afterEach(() => there.remove());

  it('bring a redaction along, which is obeyed', async () => {
    await there.note('after');
    const merged = await there.journal.merge(there.incident, replica.lines());
    expect(merged).toMatchObject({ present: 2, refused: [] });
    await there.journal.read(there.incident);
    expect(holding(there.home)).toEqual([]);
    expect(await there.verify()).toMatchObject({ redacted: 1, damage: [] });
  });

  it('never bring the words back, in whatever order they come', async () => {
    const [opening = '', stub = '', redaction = ''] = replica.lines();
    for (const lines of [
      [raw, redaction],
      [redaction, raw],
      [stub, redaction],
      [redaction, stub],
    ]) {
      writeFileSync(there.file, `${opening}\n`);
      expect(await there.journal.merge(there.incident, lines)).toMatchObject({ refused: [] });
      expect(there.lines()).toEqual(replica.lines());
    }
    expect(await there.verify()).toMatchObject({ redacted: 1, damage: [] });
    expect(await replica.journal.merge(replica.incident, [raw])).toMatchObject({ present: 1 });
    expect(holding(replica.home)).toEqual([]);
  });

  it('are not taken where words were taken out and nothing says so, or it says otherwise', async () => {
    const [opening = '', stub = '', redaction = ''] = replica.lines();
    const forged = stub.replace(pasted.parents[0] ?? '', 'ab'.repeat(32));
    for (const lines of [[stub], [forged, redaction]]) {
      writeFileSync(there.file, `${opening}\n`);
      const { added, refused } = await there.journal.merge(there.incident, lines);
      expect(added).toEqual([]);
      expect(refused[0]).toEqual({ index: 0, why: 'its words were taken out, and nothing says so' });
    }
  });
});

describe('verify', () => {
  const stubbed = async (): Promise<Recorded> => {
    const pasted = await write(noteOf(secret));
    await redact(pasted);
    return pasted;
  };

  it('calls words that were taken out without a reason an error', async () => {
    await stubbed();
    await replica.note('later');
    rewrite(replica.file, (lines) => lines.filter((line) => !line.includes('entry.redacted')));
    expect(await replica.damage()).toContain('redacted-without-reason');
    await read();
    expect(replica.journal.damaged()).toMatchObject([{ leftOut: 1 }]);
  });

  it('proves a stub by what the redaction says of it', async () => {
    await stubbed();
    rewrite(replica.file, (lines) =>
      lines.map((line) =>
        line.replace(
          /"parents":\["[0-9a-f]{64}"\],"redacted":"/,
          `"parents":["${'ab'.repeat(32)}"],"redacted":"`,
        ),
      ),
    );
    expect(await replica.damage()).toContain('bad-hash');
  });

  it('finds what follows a stub as before: an anchor from before the redaction holds', async () => {
    const pasted = await write(noteOf(secret));
    await replica.note('after');
    const { digest } = await replica.verify();
    await redact(pasted);
    expect(await replica.verify(digest)).toMatchObject({ damage: [] });
    rewrite(replica.file, (lines) => lines.filter((line) => !line.includes('"after"')));
    expect((await replica.verify(digest)).damage.map(({ kind }) => kind)).toContain('missing-parent');
  });
});
