import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DoctorView } from '../../src/render/views/plumbing.ts';
import { readEvent } from '../../src/io/record/record.ts';
import { readLines } from '../../src/io/record/lines.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { copyOf, recordOfTwo, tamperings, texts, type Copy, type Tampering } from '../support/tampering.ts';

let machine: Sandbox;
beforeAll(() => {
  machine = recordOfTwo();
});
afterAll(() => machine.remove());

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Hashes of all intact lines. */
function valid(log: string): Set<string> {
  const hashes = filesUnder(log).flatMap((file) =>
    [...readLines(file)].length === 0
      ? []
      : Array.from(readLines(file), readEvent).flatMap((event) =>
          typeof event === 'object' ? [event.hash] : [],
        ),
  );
  return new Set(hashes);
}

async function repaired(copy: Copy): Promise<{ exit: number | null; told: (subject: string) => string }> {
  const { exit, stdout, stderr } = await copy.inc(['doctor', '--repair', '--json']);
  expect(stderr).toBe('');
  const { examined } = JSON.parse(stdout) as DoctorView;
  return {
    exit,
    told: (subject) => examined.find((each) => each.subject.startsWith(subject))?.told ?? '',
  };
}

/** What is mended, with the notes that come back; `left`: what only another copy could mend. */
const cases: Record<string, { readonly back?: readonly string[]; readonly left?: readonly string[] }> = {
  'a damaged byte of a text': { left: ['bad-hash', 'missing-parent'] },
  'a damaged line feed': { back: ['one'] },
  'a truncated inner line': { left: ['missing-parent'] },
  'a truncated file': { left: ['missing-parent'] },
  'lines converted to CRLF': { back: ['four', 'five'] },
  'a run of zeros at the end': {},
  'a run of zeros longer than a line': {},
  'a line too long to be one': { left: ['oversized'] },
  'a link in the place of a file': { left: ['missing-parent'] },
  'a folder in the place of a file': { left: ['missing-parent'] },
};

describe('inc doctor --repair', () => {
  it.each(Object.entries(cases))(
    'after %s mends what can be mended, and loses nothing',
    async (what, { back = [], left = [] }) => {
      const { change, lost } = tamperings.find((each) => each.what === what) as Tampering;
      const copy = copyOf(machine, what);
      change(copy.record);
      const before = valid(copy.record.log);
      const { exit, told } = await repaired(copy);
      expect(exit).toBe(left.length > 0 ? 1 : 0);
      if (left.length > 0)
        for (const kind of left)
          expect(told('record 2')).toMatch(new RegExp(`cannot be mended here: .*${kind}`));
      else expect(told('record 2')).toMatch(/^mended: /);
      const after = valid(copy.record.log);
      expect([...before].filter((hash) => !after.has(hash))).toEqual([]);
      const seen = await copy.seen();
      expect(seen.damage.map((each) => each.replace(/^.* (.*) .*$/, '$1')).toSorted()).toEqual(left);
      const notes = texts.filter((text) => !lost.includes(text) || back.includes(text));
      expect(seen.notes).toEqual(notes);
      expect(await copy.inc(['note', 'and on'])).toMatchObject({ exit: 0 });
      expect((await copy.seen()).notes).toEqual([...notes, 'and on']);
    },
  );

  it('keeps a copy of each file as it was, and nothing twice', async () => {
    const copy = copyOf(machine, 'copies');
    const { ana, bo, log } = copy.record;
    appendFileSync(ana, '{"v":1,"id":"01M8');
    const [before, untouched] = [readFileSync(ana), readFileSync(bo)];
    const { told } = await repaired(copy);
    const aside = filesUnder(join(log, '../aside'));
    expect(aside).toHaveLength(1);
    expect(told('record 2')).toContain(aside[0]);
    expect(readFileSync(aside[0] ?? '').equals(before)).toBe(true);
    expect(statSync(aside[0] ?? '').mode & 0o777).toBe(0o600);
    expect(readFileSync(bo).equals(untouched)).toBe(true);
    expect(statSync(ana).size).toBe(before.length + 1);
    // What is whole is left alone.
    const mended = readFileSync(ana);
    expect((await repaired(copy)).exit).toBe(0);
    expect(readFileSync(ana).equals(mended)).toBe(true);
    expect(filesUnder(join(log, '../aside'))).toEqual(aside);
  });

  it('takes nothing from those who write at the same moment', async () => {
    const copy = copyOf(machine, 'meanwhile');
    const written: string[] = [];
    for (let round = 0; round < 5; round++) {
      appendFileSync(copy.record.ana, `{"v":1,"id":"01M8${'x'.repeat(round * 1000)}`);
      const said = [0, 1, 2].map((n) => `round ${round} note ${n}`);
      const [mended, ...noted] = await Promise.all([
        copy.inc(['doctor', '--repair']),
        ...said.map((text) => copy.inc(['note', text])),
      ]);
      expect([mended.exit, ...noted.map(({ exit }) => exit)]).toEqual([0, 0, 0, 0]);
      written.push(...said);
    }
    const { notes, damage } = await copy.seen();
    expect(notes.toSorted()).toEqual([...texts, ...written].toSorted());
    expect(damage.filter((each) => !/fragment/.test(each))).toEqual([]);
    expect((await repaired(copy)).exit).toBe(0);
    expect((await copy.seen()).damage).toEqual([]);
  });

  it('does not believe what it cannot prove: a carriage return, and a changed word', async () => {
    const copy = copyOf(machine, 'changed');
    const { bo } = copy.record;
    writeFileSync(bo, readFileSync(bo, 'utf8').replaceAll('\n', '\r\n').replace('"four"', '"4444"'));
    expect((await repaired(copy)).exit).toBe(1);
    expect((await copy.seen()).notes).toEqual(texts.filter((text) => text !== 'four'));
    expect(readFileSync(bo, 'utf8')).toContain('"4444"');
  });

  it('gives back what a text editor did to all lines: a byte order mark and carriage returns', async () => {
    const copy = copyOf(machine, 'editor');
    for (const file of [copy.record.ana, copy.record.bo])
      writeFileSync(file, `\ufeff${readFileSync(file, 'utf8').replaceAll('\n', '\r\n')}`);
    expect((await copy.seen()).notes).toEqual([]);
    expect((await repaired(copy)).exit).toBe(0);
    expect(await copy.seen()).toMatchObject({ damage: [], notes: texts, exit: 0 });
  });

  it('brings home what waits, closes what is open to others, opens what is closed to you, forgets a lost pointer', async () => {
    const copy = copyOf(machine, 'rest');
    const { ana, log, spool } = copy.record;
    const lines = readFileSync(ana, 'utf8').split('\n');
    writeFileSync(ana, lines.with(-2, '').join('\n').replace(/\n+$/, '\n'));
    mkdirSync(spool, { recursive: true, mode: 0o700 });
    writeFileSync(join(spool, '01M8.jsonl'), `${lines.at(-2)}\n`, { mode: 0o600 });
    const store = join(log, '../../..');
    writeFileSync(join(store, 'current'), 'gone\n');
    chmodSync(ana, 0o644);
    chmodSync(log, 0o755);
    chmodSync(copy.record.bo, 0o200);
    expect((await copy.inc(['doctor'])).exit).toBe(1);
    const { exit, told } = await repaired(copy);
    expect({ exit, spool: existsSync(spool) }).toEqual({ exit: 0, spool: false });
    expect(told('spool')).toMatch(/^mended: /);
    expect(told('current')).toMatch(/^mended: .*aside/);
    expect(told('store')).toMatch(/mended: permissions of \d+ /);
    const modes = [log, ana, copy.record.bo].map((path) => (statSync(path).mode & 0o777).toString(8));
    expect(modes).toEqual(['700', '600', '600']);
    expect(readFileSync(ana, 'utf8')).toContain('"six"');
    expect(await copy.inc(['note', 'and on'])).toMatchObject({ exit: 0 });
    expect(await copy.seen()).toMatchObject({ damage: [], notes: [...texts, 'and on'] });
  });

  it('says in words what it did', async () => {
    const copy = copyOf(machine, 'words');
    appendFileSync(copy.record.ana, '\0'.repeat(100));
    const looked = await copy.inc(['doctor']);
    expect(looked.stdout).toMatch(
      /^WARNING {2}record .*: 1 zero-filled\n {11}inc verify -i .*inc doctor --repair$/m,
    );
    const { stdout } = await copy.inc(['doctor', '--repair']);
    expect(stdout).toMatch(
      /^OK {7}record .*: mended: 1 piece of writes that were cut off blanked out \(as it was: /m,
    );
    expect(stdout).toMatch(/^OK {7}records: 1 whole$/m);
    expect(looked.stdout).toMatch(/^OK {7}records: 0 whole$/m);
  });
});
