import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blobLine } from '../../../src/core/record/blob-pieces.ts';
import { blobPieces } from '../../../src/io/record/blob-pieces.ts';
import { givenRecord } from '../../../src/io/record/given-record.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inc-given-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The lines of a file with these bytes. */
function linesOf(bytes: Buffer): string[] {
  const path = join(folder, 'source');
  writeFileSync(path, bytes);
  return [...blobPieces(path, sha256(bytes))].map(blobLine);
}

function given(text: string, look = false): ReturnType<typeof givenRecord> {
  const path = join(folder, 'given');
  writeFileSync(path, text);
  return givenRecord(path, 1_048_576, look ? undefined : join(folder, 'store', 'aside'));
}

const long = Buffer.from(Array.from({ length: 200_001 }, (_, at) => (at * at) % 251));

describe('what was given', () => {
  it('is text, and files put together again', () => {
    const [empty, few] = [Buffer.alloc(0), Buffer.from('up\n')];
    const lines = ['{"a":1}', ...linesOf(empty), ...linesOf(long), '{"é":2}', ...linesOf(few), '{"c":3}'];
    const found = given(lines.join('\n'));
    expect(found.refused).toEqual([]);
    expect(found.text).toBe(`{"a":1}\n${'\n'.repeat(1 + 5)}{"é":2}\n\n{"c":3}`);
    expect(found.blobs.map(({ blob, bytes, line }) => [blob, bytes, line])).toEqual([
      [sha256(empty), 0, 2],
      [sha256(long), long.length, 3],
      [sha256(few), 3, 9],
    ]);
    for (const { blob, path } of found.blobs) {
      expect(sha256(readFileSync(path))).toBe(blob);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    found.drop();
    expect(existsSync(join(folder, 'store', 'aside'))).toBe(false);
  });

  it('is only looked at, and then nothing is written', () => {
    expect(given(linesOf(long).join('\n'), true).blobs).toHaveLength(1);
    expect(existsSync(join(folder, 'store'))).toBe(false);
  });

  const altered = (line = ''): string => line.replace(/"base64":"../, '"base64":"zz');
  it.each<[string, (lines: string[]) => string[], RegExp, number]>([
    ['altered', ([first, ...rest]) => [altered(first), ...rest], /altered/, 1],
    ['without its first part', ([, ...rest]) => rest, /missing/, 1],
    ['without a part in the middle', (lines) => lines.toSpliced(2, 1), /missing/, 1],
    ['without its last part', (lines) => lines.slice(0, -1), /missing/, 1],
    ['twice the same part', ([first = '', ...rest]) => [first, ...rest.slice(0, 1), ...rest], /missing/, 1],
    ['of another length', (lines) => lines.map((line) => line.replace(/"of":\d+/, '"of":7')), /length/, 1],
    ['too large', (lines) => lines.map((line) => line.replace(/"of":\d+/, '"of":67108865')), /64 MiB/, 1],
    ['no such line', ([first = '', ...rest]) => [first.replace('"at"', '"from"'), ...rest], /no part/, 1],
  ])('refuses a file %s once, and takes the next one', (_, change, why, line) => {
    const { blobs, refused } = given([...change(linesOf(long)), ...linesOf(Buffer.from('next'))].join('\n'));
    expect(blobs.map(({ blob }) => blob)).toEqual([sha256(Buffer.from('next'))]);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.why).toMatch(why);
    expect(refused[0]?.line).toBe(line);
  });

  it('is limited in its text alone', () => {
    const many = Array.from({ length: 8 }, (_, at) => Buffer.alloc(200_000, at));
    const lines = many.flatMap(linesOf);
    expect(lines.join('\n').length).toBeGreaterThan(2 * 1_048_576);
    expect(given(lines.join('\n')).blobs).toHaveLength(8);
    expect(() => given('{"a":1}\n'.repeat(200_000))).toThrow('more than 1 MiB');
    expect(() => given('x'.repeat(1_200_000))).toThrow('more than 1 MiB');
  });

  it('is UTF-8 in an ordinary file', () => {
    writeFileSync(join(folder, 'latin'), Buffer.from([0x7b, 0xe9, 0x7d]));
    expect(() => givenRecord(join(folder, 'latin'), 100, undefined)).toThrow('not UTF-8');
    expect(() => givenRecord(join(folder, 'nowhere'), 100, undefined)).toThrow('no file');
    expect(() => givenRecord(folder, 100, undefined)).toThrow('not a file');
  });
});
