import { randomBytes as anyBytes } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { maxLine, placeOf, type Recorded } from '../../../src/core/record/envelope.ts';
import { sha256 } from '../../../src/core/record/sha256.ts';
import { filesIn, newReplica, noteOf, rewrite, textOf, type Replica } from '../../support/replica.ts';

let replica: Replica;
beforeEach(async () => {
  replica = await newReplica();
});
afterEach(() => replica.remove());

const notes = async (...texts: string[]): Promise<void> => {
  for (const text of texts) await replica.note(text);
};
const hashOf = (line: string | undefined): string => placeOf(line ?? '')?.hash ?? '';
const digest = async (): Promise<string> => (await replica.verify()).digest;

describe('a record', () => {
  it('gives back what was written, linked one to the next', async () => {
    await notes('one', 'two', 'three');
    const record = await replica.journal.read(replica.incident);
    expect(record.map(textOf)).toEqual(['', 'one', 'two', 'three']);
    expect(record.map(({ parents }) => parents)).toEqual([
      [],
      ...record.slice(0, 3).map(({ hash }) => [hash]),
    ]);
    expect(await replica.verify()).toMatchObject({
      events: 4,
      files: 1,
      forks: 0,
      duplicates: 0,
      damage: [],
    });
    expect(await digest()).toBe(record.at(-1)?.hash);
  });

  it('links several events of one append in their order', async () => {
    const { events } = await replica.journal.append(replica.incident, [
      noteOf('one'),
      noteOf('two'),
      noteOf('three'),
    ]);
    expect(events.slice(1).map(({ parents }) => parents)).toEqual(
      events.slice(0, 2).map(({ hash }) => [hash]),
    );
    expect(await replica.texts()).toEqual(['one', 'two', 'three']);
  });

  it('is readable by its owner alone, whatever the umask', async () => {
    const before = process.umask(0o002);
    try {
      const another = await replica.journal.open('2024-11-22-db', {
        type: 'incident.opened',
        data: { title: 'db', services: [], zone: 'UTC' },
      });
      const home = replica.journal.folder(another.id);
      const blob = replica.journal.putBlob(another.id, Buffer.from('output'));
      const modes = ['log', 'log/aaaaaaaa.jsonl', `blobs/${blob.slice(0, 2)}/${blob}`, '.'].map((name) =>
        (statSync(join(home, name)).mode & 0o777).toString(8),
      );
      expect(modes).toEqual(['700', '600', '600', '700']);
    } finally {
      process.umask(before);
    }
  });

  it('takes lines of up to 64 KiB, and refuses a longer one without a trace', async () => {
    const before = readFileSync(replica.file);
    await expect(replica.note('x'.repeat(maxLine))).rejects.toMatchObject({ code: 'USAGE' });
    expect(readFileSync(replica.file).equals(before)).toBe(true);
    const room = maxLine - 1 - (replica.lines()[0]?.length ?? 0);
    await notes('x'.repeat(room - 200), 'next');
    expect(await replica.texts()).toHaveLength(2);
    expect(await replica.damage()).toEqual([]);
    expect((await replica.journal.read(replica.incident)).at(-1)?.parents).toEqual([
      hashOf(replica.lines()[1]),
    ]);
  });

  it('shows nothing of an incident before its first event is there', async () => {
    expect(filesIn(join(replica.store, 'incidents'))).toEqual([replica.incident]);
    const again = await replica.journal.open(replica.incident, {
      type: 'incident.opened',
      data: { title: 'Web again', services: [], zone: 'UTC' },
    });
    expect(again.id).toBe(`${replica.incident}-2`);
    expect(filesIn(join(replica.store, 'incidents'))).toEqual([replica.incident, `${replica.incident}-2`]);
  });
});

describe('a torn write', () => {
  it('at each byte of the last line leaves one quarantined piece, and everything else intact', async () => {
    await notes('one', 'the one that is cut');
    const whole = readFileSync(replica.file);
    const start = whole.subarray(0, -1).lastIndexOf(10) + 1;
    for (let end = start; end < whole.length; end++) {
      truncateSync(replica.file, end);
      const torn = end === start ? [] : ['torn-tail'];
      expect({ end, damage: await replica.damage() }).toEqual({ end, damage: torn });
      const { where } = await replica.note('after it');
      // All of the line but its line feed is there: the next writer's line feed completes it.
      const complete = end === whole.length - 1;
      expect({ end, where, texts: await replica.texts(), damage: await replica.damage() }).toEqual({
        end,
        where: 'home',
        texts: complete ? ['one', 'the one that is cut', 'after it'] : ['one', 'after it'],
        damage: complete || end === start ? [] : ['fragment'],
      });
      writeFileSync(replica.file, whole);
    }
  });

  it('of a line whose end looks like an event’s is still no alarm', async () => {
    const line = replica.lines()[0] ?? '';
    const hash = 'a'.repeat(64);
    for (const text of [`"}`, `${hash}"}`, `"sha256":"${hash}"}`, `,"hash":"${hash}"}`]) {
      appendFileSync(replica.file, `${line.slice(0, 200)}${JSON.stringify(text)}`);
      await replica.note('goes on');
    }
    expect(await replica.errors()).toEqual([]);
  });

  it.each([
    ['zeros', Buffer.alloc(5000), ['zero-filled']],
    ['zeros beyond the length of a line', Buffer.alloc(70_000), ['zero-filled']],
    ['zeros beyond all that is read at once', Buffer.alloc(300_000), ['zero-filled']],
    [
      'zeros and something else, too long for a line',
      Buffer.concat([Buffer.alloc(150_000), Buffer.from('x'), Buffer.alloc(150_000)]),
      ['oversized'],
    ],
    ['the tail of another line', Buffer.from(`xt":"b","tags":[]},"hash":"${'b'.repeat(64)}"}`), ['fragment']],
  ])('that left %s is set aside', async (_, bytes, kinds) => {
    await notes('one');
    appendFileSync(replica.file, bytes);
    await notes('two');
    expect(await replica.texts()).toEqual(['one', 'two']);
    expect(await replica.damage()).toEqual(kinds);
  });

  it('of two writers at once, one in the place of the other’s end, is no alarm', async () => {
    await notes('one', 'two');
    const [opened = '', one = '', two = ''] = replica.lines();
    for (const cut of [5, 12, 20, 60, 200]) {
      const glued = `${one.slice(0, cut)}${two.slice(-150)}`;
      writeFileSync(replica.file, `${[opened, glued, one, two].join('\n')}\n`);
      expect({ cut, damage: await replica.damage(), texts: await replica.texts() }).toEqual({
        cut,
        damage: ['fragment'],
        texts: ['one', 'two'],
      });
    }
  });

  it('of two writers at once, one inside the other, loses neither', async () => {
    await notes('one', 'two');
    const [opened = '', one = '', two = ''] = replica.lines();
    writeFileSync(replica.file, `${opened}\n${one.slice(0, 90)}${two}\n${one.slice(90)}\n${two}\n${one}\n`);
    await notes('three');
    expect(await replica.texts()).toEqual(['one', 'two', 'three']);
    expect(await replica.damage()).toEqual(['fragment', 'fragment']);
  });
});

describe('tampering', () => {
  const texts = ['one', 'two', 'three', 'four'];
  beforeEach(() => notes(...texts));

  it('with any single byte of an inner line, by any single bit, is an error', async () => {
    const whole = readFileSync(replica.file);
    const begin = whole.indexOf(10) + 1;
    const end = whole.indexOf(10, begin);
    for (let at = begin; at <= end; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ (1 << (at % 8));
      writeFileSync(replica.file, bytes);
      const errors = await replica.errors();
      expect({ at, found: errors.length > 0 }).toEqual({ at, found: true });
      expect((await replica.texts()).filter((text) => !texts.includes(text))).toEqual([]);
    }
  });

  it('with any single byte of the newest line is never silent', async () => {
    const whole = readFileSync(replica.file);
    const begin = whole.subarray(0, -1).lastIndexOf(10) + 1;
    const warned: number[] = [];
    for (let at = begin; at < whole.length; at++) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ 1;
      writeFileSync(replica.file, bytes);
      const damage = (await replica.verify()).damage;
      expect({ at, found: damage.length > 0 }).toEqual({ at, found: true });
      if (damage.every(({ level }) => level === 'warning')) warned.push(at);
    }
    // A single wrong byte is never taken for a write that was cut off.
    expect(warned).toEqual([]);
  });

  it.each<[string, (lines: string[]) => readonly string[], string[]]>([
    ['a deleted line', (lines) => lines.toSpliced(2, 1), ['missing-parent']],
    ['a deleted beginning', (lines) => lines.slice(1), ['no-opening', 'missing-parent']],
    ['nothing left', () => [], ['no-opening']],
    [
      'an edited text',
      (lines) => lines.map((line) => line.replace('"two"', '"2"')),
      ['bad-hash', 'missing-parent'],
    ],
    [
      'an edited text with a hash of its own',
      (lines) =>
        lines.map((line) => (line.includes('"two"') ? rehashed(line.replace('"two"', '"2"')) : line)),
      ['missing-parent'],
    ],
    [
      'a conversion to CRLF',
      (lines) => lines.map((line) => `${line}\r`),
      ['no-opening', ...Array.from({ length: 5 }, () => 'bad-envelope')],
    ],
    [
      'a line that is no UTF-8',
      (lines) => lines.with(2, lines[2]?.replace('two', 't\xffo') ?? ''),
      ['not-utf8', 'missing-parent'],
    ],
    ['a line that is too long', (lines) => [...lines, 'x'.repeat(70_000)], ['oversized']],
    [
      'a line of somebody else',
      (lines) => [...lines, rehashed('{"v":1,"id":"x","parents":[],"note":1,"hash":""}')],
      ['bad-envelope'],
    ],
  ])('is found: %s', async (_, change, kinds) => {
    rewrite(replica.file, change);
    expect(await replica.damage()).toEqual(kinds);
    expect((await replica.errors()).length).toBeGreaterThan(0);
  });

  it('names the file and the line', async () => {
    rewrite(replica.file, (lines) => lines.map((line) => line.replace('"three"', '"3"')));
    expect(await replica.errors()).toEqual([
      expect.objectContaining({ kind: 'bad-hash', file: 'aaaaaaaa.jsonl', line: 4 }),
      expect.objectContaining({ kind: 'missing-parent', file: 'aaaaaaaa.jsonl', line: 5 }),
    ]);
  });

  it('is none: lines in another order, twice, or with blank lines between', async () => {
    const before = await digest();
    rewrite(replica.file, (lines) => ['', ...lines.toReversed(), '', ...lines, '']);
    expect(await replica.verify()).toMatchObject({ events: 5, duplicates: 5, digest: before, damage: [] });
    expect(await replica.texts()).toEqual(texts);
  });

  it('with the newest lines is only found by an anchor', async () => {
    const anchor = await digest();
    const whole = readFileSync(replica.file);
    expect(await replica.verify(anchor)).toMatchObject({ damage: [] });
    expect(await replica.verify(anchor.slice(0, 12))).toMatchObject({ damage: [] });
    rewrite(replica.file, (lines) => lines.slice(0, -1));
    expect((await replica.verify()).damage).toEqual([]);
    expect((await replica.verify(anchor)).damage).toEqual([
      expect.objectContaining({ kind: 'anchor-missing', level: 'error' }),
    ]);
    writeFileSync(replica.file, whole);
    await notes('five');
    expect((await replica.verify(anchor)).damage).toEqual([]);
    rewrite(replica.file, (lines) =>
      lines.map((line) => (line.includes('"four"') ? rehashed(line.replace('"four"', '"4"')) : line)),
    );
    expect((await replica.verify(anchor)).damage.map(({ kind }) => kind)).toContain('anchor-missing');
  });

  it('with a file: something else in its place is an error, and is not followed', async () => {
    const elsewhere = join(replica.home, 'elsewhere');
    renameSync(replica.file, elsewhere);
    symlinkSync(elsewhere, replica.file);
    expect((await replica.errors()).map(({ kind }) => kind)).toEqual(['not-a-file', 'no-opening']);
    expect(await replica.texts()).toEqual([]);
    const before = readFileSync(elsewhere);
    const { where, trouble } = await replica.note('through a link');
    expect({ where, reason: trouble?.reason }).toEqual({
      where: 'spooled',
      reason: 'a symbolic link stands in its place',
    });
    expect(readFileSync(elsewhere).equals(before)).toBe(true);
  });

  it('with an output is found', async () => {
    const blob = replica.journal.putBlob(replica.incident, Buffer.from('5 GB of output'));
    const path = join(replica.journal.folder(replica.incident), 'blobs', blob.slice(0, 2), blob);
    const output = { blob, bytes: 14, total: 14, omitted: 0, redactions: 0 };
    await replica.journal.append(replica.incident, [
      { type: 'command.finished', data: { run: 'r1', ms: 1, output } },
      { type: 'file.attached', data: { blob, name: 'x.txt', bytes: 14 } },
    ]);
    expect(await replica.damage()).toEqual([]);
    expect(Buffer.from(replica.journal.getBlob(replica.incident, blob) ?? []).toString()).toBe(
      '5 GB of output',
    );
    writeFileSync(path, '5 GB of Output');
    expect(await replica.damage()).toEqual(['bad-blob', 'bad-blob']);
    replica.journal.putBlob(replica.incident, Buffer.from('5 GB of output'));
    expect(await replica.damage()).toEqual([]);
    rmSync(path);
    expect(await replica.damage()).toEqual(['missing-blob', 'missing-blob']);
  });

  it('by a second event with the same id is found', async () => {
    const line = replica.lines()[2] ?? '';
    appendFileSync(replica.file, `${rehashed(line.replace('"two"', '"too"'))}\n`);
    expect((await replica.errors()).map(({ kind }) => kind)).toEqual(['id-reused']);
  });
});

/** The line with the hash that its bytes ask for: what somebody would do who edits history. */
function rehashed(line: string): string {
  const body = line.slice(0, line.lastIndexOf(',"hash":"'));
  return `${body},"hash":"${sha256(Buffer.from(body, 'latin1'))}"}`;
}

describe('several machines', () => {
  it('write each their own file, and see one another’s lines as parents', async () => {
    const other = replica.other('bbbbbbbb');
    await replica.note('one');
    await other.note('two');
    await replica.note('three');
    expect(filesIn(replica.log)).toEqual(['aaaaaaaa.jsonl', 'bbbbbbbb.jsonl']);
    expect(await replica.texts()).toEqual(['one', 'two', 'three']);
    expect(await replica.verify()).toMatchObject({ events: 4, files: 2, forks: 0, damage: [] });
  });

  it('that did not see one another fork, and the next line joins the heads', async () => {
    const other = replica.other('bbbbbbbb');
    await replica.note('one');
    const hidden = `${replica.file}.hidden`;
    copyFileSync(replica.file, hidden);
    rewrite(replica.file, (lines) => lines.slice(0, 1));
    await other.note('two');
    renameSync(hidden, replica.file);
    const { heads, forks, digest: forked } = await replica.verify();
    expect(heads).toHaveLength(2);
    expect(forks).toBe(1);
    expect(forked).toBe(sha256(Buffer.from(heads.join('\n'))));
    const { events } = await replica.note('three');
    expect(events[0]?.parents.toSorted()).toEqual(heads);
    // A digest of two heads stays provable after they were joined.
    expect(await replica.verify(forked)).toMatchObject({ heads: [events[0]?.hash], damage: [] });
    expect((await replica.verify('f'.repeat(64))).damage).toHaveLength(1);
  });

  it('are joined by the union of their lines, in any order, with the same digest', async () => {
    const other = replica.other('bbbbbbbb');
    for (const text of ['a', 'b', 'c', 'd']) await (text < 'c' ? replica : other).note(text);
    const before = await digest();
    const lines = [...replica.lines(), ...other.lines()];
    for (const name of filesIn(replica.log)) rmSync(join(replica.log, name));
    writeFileSync(
      join(replica.log, 'zzz.jsonl'),
      lines
        .toReversed()
        .map((line) => `${line}\n`)
        .join(''),
    );
    writeFileSync(
      join(replica.log, 'aaa.jsonl'),
      lines
        .slice(1)
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect(await replica.verify()).toMatchObject({ events: 5, duplicates: 4, digest: before, damage: [] });
    expect(await replica.texts()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('with clocks far apart keep cause before effect', async () => {
    const other = replica.other('bbbbbbbb');
    other.clock += 2 * 3_600_000;
    await other.note('from the future');
    await replica.note('its answer');
    other.clock += 2 * 86_400_000;
    await other.note('from a broken clock');
    await replica.note('the answer to that');
    expect(await replica.texts()).toEqual([
      'from the future',
      'its answer',
      'from a broken clock',
      'the answer to that',
    ]);
    expect(await replica.damage()).toEqual(['clock-order']);
  });

  it('meet a newer version: its lines are read as far as known, and not written after', async () => {
    const line = replica.lines()[0] ?? '';
    const { hash, id } = placeOf(line) ?? { hash: '', id: '' };
    const newer = line
      .replace('{"v":1', '{"v":2')
      .replace(id, `7${id.slice(1)}`)
      .replace('"parents":[]', `"parents":["${hash}"]`)
      .replace('"incident.opened"', '"weather.changed"');
    writeFileSync(join(replica.log, 'cccccccc.jsonl'), `${rehashed(newer)}\n`);
    expect((await replica.journal.read(replica.incident)).map(({ type }) => type)).toEqual([
      'incident.opened',
      'weather.changed',
    ]);
    await expect(replica.note('too old')).rejects.toMatchObject({ code: 'DATA' });
    expect(existsSync(join(replica.state, 'spool'))).toBe(false);
  });
});

describe('heads', () => {
  it('are found behind a damaged end, however long', async () => {
    await notes('one');
    const head = hashOf(replica.lines().at(-1));
    const damaged = (replica.lines()[1] ?? '').replace('"one"', `"${'x'.repeat(9000)}"`);
    appendFileSync(replica.file, `${damaged}\n${anyBytes(20_000).toString('base64')}\n`);
    const { events } = await replica.note('two');
    expect(events[0]?.parents).toEqual([head]);
  });

  it('are never lines whose hash is wrong', async () => {
    await notes('one', 'two');
    rewrite(replica.file, (lines) => lines.with(-1, lines.at(-1)?.replace('"two"', '"2"') ?? ''));
    const { events } = await replica.note('three');
    expect(events[0]?.parents).toEqual([hashOf(replica.lines()[1])]);
  });

  it('are all joined after many forks at once', async () => {
    const others = Array.from({ length: 40 }, (_, n) =>
      replica.other(`other${String(n).padStart(3, 'a')}`.slice(0, 8) + n),
    );
    const before = readFileSync(replica.file);
    const lines: string[] = [];
    for (const other of others) {
      await other.note('at once');
      lines.push(...other.lines());
      rmSync(other.file);
    }
    writeFileSync(replica.file, `${before.toString()}${lines.join('\n')}\n`);
    expect((await replica.verify()).heads).toHaveLength(40);
    const { events } = await replica.note('the next');
    expect(events[0]?.parents).toHaveLength(40);
    expect((await replica.verify()).heads).toEqual([events[0]?.hash]);
  });

  it('cost the same in a long record', async () => {
    const { events } = await replica.journal.append(
      replica.incident,
      Array.from({ length: 3000 }, (_, n) => noteOf(`${n}`)),
    );
    const { events: next } = await replica.note('next');
    expect(next[0]?.parents).toEqual([events.at(-1)?.hash]);
    expect(await replica.verify()).toMatchObject({ events: 3002, damage: [] });
  });
});

describe('what cannot be written home', () => {
  const block = (): void => {
    renameSync(replica.file, `${replica.file}.away`);
    mkdirSync(replica.file);
  };
  const unblock = (): void => {
    rmdirSync(replica.file);
    renameSync(`${replica.file}.away`, replica.file);
  };
  const waiting = (): string[] => {
    const folder = join(replica.state, 'spool', replica.incident);
    return existsSync(folder) ? filesIn(folder) : [];
  };

  it('waits in the spool, is shown, and goes home with the next line', async () => {
    await notes('one');
    block();
    const { where, trouble, events } = await replica.note('two');
    expect(where).toBe('spooled');
    expect(trouble?.file).toBe(join(replica.state, 'spool', replica.incident, `${events[0]?.id}.jsonl`));
    expect(statSync(trouble?.file ?? '').mode & 0o777).toBe(0o600);
    await replica.note('three');
    expect(waiting()).toHaveLength(2);
    expect(await replica.texts()).toEqual(['two', 'three']);
    unblock();
    expect(await replica.texts()).toEqual(['one', 'two', 'three']);
    const { where: home } = await replica.note('four');
    expect(home).toBe('home');
    expect(waiting()).toEqual([]);
    expect(existsSync(join(replica.state, 'spool', replica.incident))).toBe(false);
    expect((await replica.texts()).toSorted()).toEqual(['four', 'one', 'three', 'two']);
    expect(await replica.errors()).toEqual([]);
    expect(replica.lines()).toHaveLength(5);
  });

  it('refers to the heads of what can still be read', async () => {
    const other = replica.other('bbbbbbbb');
    await other.note('one');
    block();
    const { events: two } = await replica.note('two');
    const { events: three } = await replica.note('three');
    expect(two[0]?.parents).toEqual([hashOf(other.lines().at(-1))]);
    expect(three[0]?.parents).toEqual([two[0]?.hash]);
    unblock();
    await replica.note('four');
    expect(await replica.verify()).toMatchObject({ events: 5, damage: [] });
  });

  it('is there once although it was written and spooled', async () => {
    block();
    const { trouble } = await replica.note('two');
    const line = readFileSync(trouble?.file ?? '', 'utf8');
    unblock();
    appendFileSync(replica.file, line);
    await replica.note('three');
    expect(await replica.texts()).toEqual(['two', 'three']);
    expect(await replica.verify()).toMatchObject({
      events: 3,
      duplicates: 1,
      damage: [expect.objectContaining({ level: 'warning' })],
    });
  });

  it('and not in the spool either, is a fault that holds the text', async () => {
    block();
    writeFileSync(replica.state, 'a file where the folder would be');
    await expect(replica.note('the words')).rejects.toMatchObject({
      code: 'IO',
      message: expect.stringMatching(/^NOT RECORDED: /),
      details: { unwritten: [noteOf('the words')] },
    });
  });

  it('reports an incident that cannot be opened, and leaves nothing behind', async () => {
    const incidents = join(replica.store, 'incidents');
    renameSync(incidents, `${incidents}.away`);
    writeFileSync(incidents, '');
    const opened = { type: 'incident.opened', data: { title: 'x', services: [], zone: 'UTC' } } as const;
    await expect(replica.journal.open('2024-11-22-x', opened)).rejects.toMatchObject({ code: 'CANT_WRITE' });
  });

  it('is told to nobody as recorded at home', async () => {
    const told: [string, Recorded][] = [];
    replica.journal.subscribe((incident, event) => told.push([incident, event]));
    const { events } = await replica.note('one');
    expect(told).toEqual([[replica.incident, events[0]]]);
  });
});

describe('a damaged opening', () => {
  it('does not keep anybody from writing', async () => {
    rewrite(replica.file, (lines) => lines.with(0, `${lines[0]?.slice(0, -90)}`));
    const reopened = replica.other('aaaaaaaa');
    expect((await reopened.note('still')).where).toBe('home');
    expect(await reopened.texts()).toEqual(['still']);
    expect(reopened.journal.opening(reopened.incident)).toBeUndefined();
  });
});
