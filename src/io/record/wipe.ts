import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { placeOf, suffixLength } from '../../core/record/envelope.ts';
import { Fault } from '../../core/faults.ts';
import { readStub, stubOf } from '../../core/redaction/stub.ts';
import { codeOf, reasonOf } from '../../core/trouble.ts';
import { syncFolder } from './append.ts';
import { blobPath } from './blobs.ts';
import { digest } from './bulk-hash.ts';
import { readRange } from './tail.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;
const chunkSize = 1024 * 1024;
const newline = 10;
const isKnown = (error: unknown): boolean => error instanceof Fault || codeOf(error) !== '';

/** An event whose words are to go. */
export interface Target {
  readonly id: string;
  readonly hash: string;
}

export interface Wiped {
  /** Lines, or blobs, that were overwritten. */
  readonly count: number;
  /** What could not be, with its reason. */
  readonly trouble: readonly string[];
}

/** Where, in a file, each of the needles begins. */
function placesOf(fd: number, needles: readonly Buffer[]): number[] {
  const longest = Math.max(...needles.map(({ length }) => length));
  const buffer = Buffer.allocUnsafe(chunkSize + longest);
  const found = new Set<number>();
  for (let from = 0; ; from += chunkSize) {
    const got = readSync(fd, buffer, 0, buffer.length, from);
    const chunk = buffer.subarray(0, got);
    for (const needle of needles)
      for (let at = chunk.indexOf(needle); at >= 0; at = chunk.indexOf(needle, at + 1)) found.add(from + at);
    if (got < buffer.length) return [...found];
  }
}

/** The line that a byte stands in: from where, and its bytes without the line feed. */
function lineAround(fd: number, at: number): readonly [from: number, bytes: Buffer] {
  const { size } = fstatSync(fd);
  for (let reach = 65_536; ; reach *= 4) {
    const from = Math.max(0, at - reach);
    const bytes = readRange(fd, from, Math.min(size, at + reach) - from);
    const start = bytes.lastIndexOf(newline, at - from) + 1;
    const end = bytes.indexOf(newline, at - from);
    const whole = (start > 0 || from === 0) && (end >= 0 || from + bytes.length >= size);
    if (whole) return [from + start, bytes.subarray(start, end < 0 ? bytes.length : end)];
  }
}

/**
 * What is to stand in a line's place, in as many bytes; undefined: it stays. Pieces of a line, which a write that was
 * cut off left, become line feeds: they never counted, and line feeds are no lines at all.
 */
function replacement(bytes: Buffer, hashes: ReadonlySet<string>): Buffer | undefined {
  const text = bytes.toString('latin1');
  const place = placeOf(text);
  const intact = place && digest(bytes.subarray(0, -suffixLength)) === place.hash;
  if (intact) return hashes.has(place.hash) ? Buffer.from(stubOf(place, bytes.length)) : undefined;
  return readStub(text) ? undefined : Buffer.alloc(bytes.length, newline);
}

function overwrite(fd: number, from: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(fd, bytes, done, bytes.length - done, from + done);
  if (!readRange(fd, from, bytes.length).equals(bytes))
    throw new Fault('IO', 'what was written is not what is read');
}

function wipeFile(path: string, hashes: ReadonlySet<string>, needles: readonly Buffer[]): number {
  // Without O_APPEND: Linux would then write at the end, whatever the offset.
  const fd = openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
  let count = 0;
  try {
    const seen = new Set<number>();
    for (const at of placesOf(fd, needles)) {
      const [from, bytes] = lineAround(fd, at);
      if (seen.has(from)) continue;
      seen.add(from);
      const instead = replacement(bytes, hashes);
      if (!instead) continue;
      overwrite(fd, from, instead);
      count++;
    }
    if (count > 0) fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return count;
}

function each(paths: readonly string[], act: (path: string) => number): Wiped {
  const trouble: string[] = [];
  let count = 0;
  for (const path of paths)
    try {
      count += act(path);
    } catch (error) {
      // A file of the spool has gone home meanwhile; a blob was never here.
      if (codeOf(error) === 'ENOENT') continue;
      if (!isKnown(error)) throw error;
      trouble.push(`${path}: ${reasonOf(error)}`);
    }
  return { count, trouble };
}

/**
 * Overwrites each line of these events, wherever it stands, by its stub, and synced. Files only ever grow meanwhile, so
 * no appender is disturbed: no line moves, and no other byte changes.
 */
export function wipeLines(files: readonly string[], targets: readonly Target[]): Wiped {
  const hashes = new Set(targets.map(({ hash }) => hash));
  const needles = targets.flatMap(({ id, hash }) => [
    Buffer.from(`"id":"${id}"`),
    Buffer.from(`,"hash":"${hash}"}`),
  ]);
  return each(files, (path) => wipeFile(path, hashes, needles));
}

/** Overwrites blobs, syncs, and takes their names away. @param incident the incident's folder. */
export function wipeBlobs(incident: string, blobs: readonly string[]): Wiped {
  return each(
    blobs.map((blob) => blobPath(incident, blob)),
    (path) => {
      const fd = openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
      try {
        const { size } = fstatSync(fd);
        const blank = Buffer.alloc(Math.min(size, chunkSize), ' ');
        for (let from = 0; from < size; from += chunkSize)
          overwrite(fd, from, blank.subarray(0, Math.min(chunkSize, size - from)));
        fdatasyncSync(fd);
      } finally {
        closeSync(fd);
      }
      unlinkSync(path);
      syncFolder(path.slice(0, path.lastIndexOf('/')));
      return 1;
    },
  );
}
