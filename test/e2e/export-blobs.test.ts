import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

let here: Sandbox;
let there: Sandbox;
beforeEach(() => {
  [here, there] = [sandbox(), sandbox()];
  here.inc(['open', 'Web tier answers 5xx', '--tz', 'Europe/Paris']);
});
afterEach(() => {
  here.remove();
  there.remove();
});

const exported = (box: Sandbox): string => box.inc(['export']).stdout;
const blobsIn = (box: Sandbox): string => join(box.store, 'incidents', box.incident(), 'blobs');

/** By name, the digest of the bytes; also of what is there under no right name. */
function stored(box: Sandbox): Record<string, string> {
  if (!existsSync(blobsIn(box))) return {};
  const entries = readdirSync(blobsIn(box), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ name, parentPath }) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(parentPath, name)))
        .digest('hex'),
    ]),
  );
}

/** Bytes that look random, the same in each run. */
function noise(length: number): Buffer {
  let block = createHash('sha512').update('noise').digest();
  const blocks: Buffer[] = [];
  for (let size = 0; size < length; size += block.length)
    blocks.push((block = createHash('sha512').update(block).digest()));
  return Buffer.concat(blocks).subarray(0, length);
}

function attach(name: string, bytes: string | Buffer): string {
  writeFileSync(join(here.work, name), bytes);
  here.inc(['attach', name]);
  return createHash('sha256').update(bytes).digest('hex');
}

const isBlobLine = (line: string): boolean => line.startsWith('{"blob":"');

describe('an export with what the record keeps', () => {
  it('loses nothing: attachments, outputs, plans', () => {
    attach('empty', '');
    attach('noise.bin', noise(1_048_576));
    attach('graph.txt', 'up\n');
    here.inc(['run', '--', 'sh', '-c', 'echo kept']);
    for (const name of ['go', 'ok', 'back']) {
      writeFileSync(join(here.work, `${name}.sh`), '#!/bin/sh\necho done\n');
      chmodSync(join(here.work, `${name}.sh`), 0o755);
    }
    const plan = ['./go.sh', '--verify', './ok.sh', '--undo', './back.sh', '--reason', 'r'];
    expect(here.inc(['failover', ...plan, '--confirm', 'go']).exit).toBe(0);
    const before = stored(here);
    expect(Object.keys(before).length).toBeGreaterThanOrEqual(5);

    const input = exported(here);
    const lines = input.split('\n').slice(0, -1);
    const first = lines.findIndex(isBlobLine);
    expect(`${lines.slice(0, first).join('\n')}\n`).toBe(here.log());
    expect(lines.slice(first).every(isBlobLine)).toBe(true);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(65_536);
    const { stdout } = here.inc(['export', '-o', 'web.jsonl', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ blobs: Object.keys(before).length, missing: 0 });
    expect(readFileSync(join(here.work, 'web.jsonl'), 'utf8')).toBe(input);

    const { exit, stderr } = there.inc(['import', join(here.work, 'web.jsonl'), '--yes']);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stored(there)).toEqual(before);
    expect(there.inc(['verify'])).toMatchObject({ exit: 0 });
    expect(there.inc(['verify', '-q']).stdout).toBe(here.inc(['verify', '-q']).stdout);
    expect(exported(there)).toBe(input);
    const again = there.inc(['import', '-', '--yes'], { input });
    expect(again).toMatchObject({ exit: 0, stderr: '' });
    expect(again.stdout).toContain(`${Object.keys(before).length} stored files already here`);
    const hidden = readdirSync(join(there.store, 'incidents')).filter((name) => name.startsWith('.'));
    expect(hidden).toEqual([]);
  });

  it('is shown before, writes nothing when nobody confirms, and brings files after the events', () => {
    attach('graph.txt', 'up\n');
    const without = here.inc(['export', '--no-blobs']).stdout;
    expect(without).toBe(here.log());
    const input = exported(here);
    expect(there.inc(['import', '-', '--dry-run'], { input }).stdout).toContain('1 stored file to keep');
    expect(existsSync(there.store)).toBe(false);
    expect(there.inc(['import', '-'], { input }).exit).toBe(77);
    expect(readdirSync(join(there.store, 'incidents'))).toEqual([]);
    const bare = there.inc(['import', '-', '--yes'], { input: without });
    expect(bare.stderr).toContain('1 stored file that these events refer to did not come');
    expect(there.inc(['verify']).stdout).toContain('missing-blob');
    expect(there.inc(['export']).stderr).toContain('1 attachment or output is missing here or damaged');
    // By itself, too: the events are here.
    const rest = input.split('\n').filter(isBlobLine).join('\n');
    const { exit, stdout } = there.inc(['import', '-', '--yes'], { input: rest });
    expect(exit).toBe(0);
    expect(stdout).toContain('1 stored file');
    expect(there.inc(['verify']).exit).toBe(0);
  });

  it('leaves out a file that was altered, cut, or belongs to nothing; the events stay', () => {
    const noisy = attach('noise.bin', noise(100_000));
    const text = attach('graph.txt', 'up\n');
    const foreign = `{"blob":"${createHash('sha256').update('x').digest('hex')}","at":0,"of":1,"base64":"eA=="}`;
    const lines = exported(here).split('\n').slice(0, -1);
    const cut = lines.filter((line) => !line.includes(`${noisy}","at":45000`));
    const input = [...cut.map((line) => line.replace('"dXAK"', '"dXAL"')), foreign].join('\n');
    const { exit, stderr } = there.inc(['import', '-', '--yes'], { input });
    expect(exit).toBe(65);
    expect(stderr).toContain('3 lines were not understood');
    expect(stderr).toContain(`{"blob":"${text}",…}`);
    expect(stderr).toContain('2 stored files that these events refer to did not come');
    expect(stored(there)).toEqual({});
    expect(there.log()).toBe(here.log());
    const shown = there.inc(['import', '-'], { input }).stdout;
    expect(shown).toContain('was altered');
    expect(shown).toContain('a part of this stored file is missing');
    expect(shown).toContain('no event here refers to this stored file');
    there.inc(['import', '-', '--yes'], { input: exported(here) });
    expect(there.inc(['verify']).exit).toBe(0);
  });

  it('repairs a file that is damaged or lost here', () => {
    const name = attach('graph.txt', 'up\n');
    const input = exported(here);
    writeFileSync(join(blobsIn(here), name.slice(0, 2), name), 'down\n');
    expect(here.inc(['export']).stdout).toBe(here.log());
    here.inc(['import', '-', '--yes'], { input });
    expect(stored(here)).toEqual({ [name]: name });
    rmSync(join(blobsIn(here), name.slice(0, 2), name));
    here.inc(['import', '-', '--yes'], { input });
    expect(here.inc(['verify']).exit).toBe(0);
  });

  it('has a file of two entries for as long as one of them stands', () => {
    const name = attach('zebra.txt', 'the zebra is out\n');
    const [, second = ''] = /\) (\w{7,}) /.exec(here.inc(['attach', 'zebra.txt']).stdout) ?? [];
    const both = exported(here);
    const first = JSON.parse(both.split('\n')[1] ?? '') as { readonly hash: string };
    here.inc(['redact', first.hash.slice(0, 12), '--why', 'a secret', '--yes']);
    there.inc(['import', '-', '--yes'], { input: exported(here) });
    expect(stored(there)).toEqual({ [name]: name });
    here.inc(['redact', second, '--why', 'a secret', '--yes']);
    expect(stored(here)).toEqual({});
    there.inc(['import', '-', '--yes'], { input: exported(here) });
    expect(stored(there)).toEqual({});
    expect(there.inc(['verify']).exit).toBe(0);
  });

  it('does not bring back what was redacted here', () => {
    attach('zebra.txt', 'the zebra is out\n');
    const input = exported(here);
    here.inc(['redact', 'last', '--why', 'a secret', '--yes']);
    expect(stored(here)).toEqual({});
    const { exit, stdout } = here.inc(['import', '-', '--yes'], { input });
    expect(exit).toBe(0);
    expect(stdout).toContain('redacted');
    expect(stored(here)).toEqual({});
    expect(exported(here)).toBe(here.log());
    // Old lines bring it along with the event, and what redacts it comes in the same text.
    there.inc(['import', '-', '--yes'], { input: `${exported(here)}${input}` });
    expect(stored(there)).toEqual({});
    expect(there.inc(['verify']).exit).toBe(0);
    expect(here.inc(['verify']).exit).toBe(0);
  });
});
