import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  writeSync,
} from 'node:fs';
import { Fault } from '../../core/faults.ts';
import { findHeads, readRange, type Heads } from './tail.ts';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;
const attempts = 3;
/** A parent in another file must be on disk before a line that refers to it; older ones have long been written back. */
const settled = 60_000;

export function syncFolder(path: string): void {
  const fd = openSync(path, O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Node's writeSync is not one write(2): libuv goes on after a short write, and another process can append in
 * between. So nothing counts as written before it has been read back, whole and on a line of its own.
 */
function writeWhole(fd: number, lines: readonly string[], endsLine: boolean): void {
  const block = Buffer.from(`${lines.join('\n')}\n`);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const from = Math.max(0, fstatSync(fd).size - 1);
    const bytes = endsLine && attempt === 0 ? block : Buffer.concat([Buffer.from('\n'), block]);
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
    if (standsAlone(fd, from, block)) return;
  }
  throw new Fault('IO', `the line could not be written whole in ${attempts} attempts`);
}

function standsAlone(fd: number, from: number, block: Buffer): boolean {
  const region = readRange(fd, from, fstatSync(fd).size - from);
  for (let at = region.indexOf(block); at >= 0; at = region.indexOf(block, at + 1))
    if (at === 0 ? from === 0 : region[at - 1] === 10) return true;
  return false;
}

/** Opens a replica's own file for appending; a symbolic link in its place is refused (ELOOP). */
const openOwn = (path: string): number =>
  openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);

/**
 * Appends to `folder/<name>` what `compose` makes of the heads that it is shown, and returns when the lines
 * are durable: written whole, read back, synced. No lock is taken, so nobody waits for anybody.
 *
 * An empty file's folder is synced before its first byte: whoever sees a byte knows that the name is durable.
 */
export function append(
  folder: string,
  name: string,
  now: number,
  compose: (heads: Heads) => readonly string[],
): void {
  const own = openOwn(`${folder}/${name}`);
  const others: number[] = [];
  try {
    // What is no file has no say, and keeps nobody from writing: `verify` tells of it.
    for (const other of readdirSync(folder, { withFileTypes: true }))
      if (other.isFile() && other.name.endsWith('.jsonl') && other.name !== name)
        others.push(openSync(`${folder}/${other.name}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    const heads = findHeads([own, ...others]);
    const [mine] = heads.tails;
    const lines = compose(heads);
    if (mine?.size === 0) syncFolder(folder);
    writeWhole(own, lines, mine?.endsLine ?? true);
    for (const file of new Set(heads.heads.map((head) => head.file)))
      if (file > 0 && now - (heads.tails[file]?.modified ?? 0) < settled)
        fdatasyncSync(others[file - 1] as number);
    fdatasyncSync(own);
  } finally {
    closeSync(own);
    for (const fd of others) closeSync(fd);
  }
}
