import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '../../src/core/record/envelope.ts';
import { oneOfEach } from '../fixtures/one-of-each.ts';
import { newReplica, noteOf, rewrite, type Replica } from '../support/replica.ts';

const reader = join(import.meta.dirname, '../second-reader/read_record.py');

interface Read {
  readonly digest: string;
  readonly order: readonly string[];
  readonly problems: readonly (readonly [file: string, line: number, kind: string])[];
}

describe('a reader in another language, written from FORMATS.md', () => {
  let one: Replica;
  let two: Replica;

  beforeEach(async () => {
    one = await newReplica();
    two = one.other('bbbbbbbb');
  });
  afterEach(() => one.remove());

  function second(): Read & { readonly exit: number | null } {
    const { status, stdout, stderr } = spawnSync('python3', [reader, dirname(one.log)], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return { ...(JSON.parse(stdout) as Read), exit: status };
  }

  async function agree(): Promise<Read> {
    const read = second();
    const { digest, damage } = await one.verify();
    expect(read.digest).toBe(digest);
    expect(read.order).toEqual((await one.journal.read(one.incident)).map(({ hash }) => hash));
    // Blobs are another matter than lines.
    const lines = damage.filter(({ kind }) => !kind.endsWith('-blob') && kind !== 'clock-order');
    expect(read.problems.map(([file, line, kind]) => `${file}:${line} ${kind}`).toSorted()).toEqual(
      lines.map(({ file, line, kind }) => `${file}:${line} ${kind}`).toSorted(),
    );
    expect(read.exit).toBe(lines.some(({ level }) => level === 'error') ? 1 : 0);
    return read;
  }

  it('reads every type of event, of two who wrote at once', async () => {
    await one.journal.append(one.incident, oneOfEach);
    await Promise.all([one.note('at the same time'), two.note('as this')]);
    await two.note('and after both: “quoted”, \u2028, \u0000, 🔥');
    const { order } = await agree();
    expect(order.length).toBe(oneOfEach.length + 4);
  });

  it('keeps the order of a fork that two machines made apart', async () => {
    await one.note('before');
    const before = readFileSync(one.file);
    await one.note('here');
    const here = readFileSync(one.file).subarray(before.length);
    writeFileSync(one.file, before);
    two.clock = one.clock - 3_600_000;
    await two.note('there, an hour slow');
    await two.note('there again');
    appendFileSync(one.file, here);
    const { order } = await agree();
    expect(order.length).toBe(5);
  });

  it.each<[string, (lines: string[]) => readonly string[]]>([
    ['a changed letter', (lines) => lines.map((line) => line.replace('second', 'Second'))],
    ['a missing line', (lines) => lines.toSpliced(1, 1)],
    ['lines out of order, and one twice', (lines) => [...lines.toReversed(), lines[0] as string]],
    ['a piece of a line', (lines) => [...lines, (lines[1] as string).slice(0, 40), ...lines.slice(1, 2)]],
    ['zeros', (lines) => [...lines, '\0'.repeat(512)]],
    ['Windows line ends', (lines) => lines.map((line) => `${line}\r`)],
  ])('sees the same damage: %s', async (_, change) => {
    await one.journal.append(one.incident, [noteOf('first'), noteOf('second'), noteOf('third')]);
    rewrite(one.file, change);
    await agree();
  });

  it('reads a record with a redacted line, and one whose redaction nobody explains', async () => {
    await one.note('the password is hunter2');
    await two.note('seen');
    const [, secret] = await one.journal.read(one.incident);
    await one.journal.redact(one.incident, [(secret as Recorded).hash], 'a password');
    const { order } = await agree();
    expect(order).toHaveLength(4);
    rewrite(two.file, (lines) => lines.filter((line) => !line.includes('entry.redacted')));
    rewrite(one.file, (lines) => lines.filter((line) => !line.includes('entry.redacted')));
    const { problems } = await agree();
    expect(problems.map(([, , kind]) => kind)).toContain('redacted-without-reason');
  });

  it('sees a torn tail', async () => {
    await one.note('first');
    appendFileSync(one.file, '{"v":1,"id":"01M8');
    expect((await agree()).problems).toEqual([['aaaaaaaa.jsonl', 3, 'torn-tail']]);
  });
});
