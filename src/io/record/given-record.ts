import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Fault } from '../../core/faults.ts';
import type { GivenRecord } from '../../core/ports/record-ports.ts';
import { blobLineHead } from '../../core/record/blob-pieces.ts';
import { codeOf, reasonOf } from '../../core/trouble.ts';
import { settingAside } from './set-aside.ts';

const chunkSize = 65_536;
const newline = 10;
const head = Buffer.from(blobLineHead);

function openGiven(path: string): number {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(fd).isFile()) return fd;
    closeSync(fd);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Fault('NOT_FOUND', `there is no file ${path}`);
    throw new Fault('IO', `${path} cannot be read (${reasonOf(error)})`, { cause: error });
  }
  throw new Fault('IO', `${path} is not a file`);
}

/** Each in a buffer of its own. A pipe that is empty for now is waited for. */
function* chunksOf(fd: number): Generator<Buffer, void> {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(chunkSize);
    let got = 0;
    try {
      got = readSync(fd, buffer, 0, chunkSize, null);
    } catch (error) {
      if (codeOf(error) === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        continue;
      }
      if (codeOf(error) !== 'EOF') throw error;
    }
    if (got === 0) return;
    yield buffer.subarray(0, got);
  }
}

/** Whole lines, many at a time; only the last may lack its line feed. A block that outgrows `limit` ends it. */
function* blocksOf(chunks: Iterable<Buffer>, limit: number): Generator<Buffer, void> {
  let held: Buffer[] = [];
  let length = 0;
  for (const chunk of chunks) {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0) {
      yield Buffer.concat([...held, chunk.subarray(0, end)]);
      [held, length] = [[], 0];
    }
    held.push(chunk.subarray(end));
    length += chunk.length - end;
    if (length > limit) break;
  }
  if (length > 0) yield Buffer.concat(held);
}

/**
 * Whole of a file (undefined: of standard input) as text, but for the stored files among its lines: those go to a
 * folder, in constant memory, and an empty line stands where each of their lines was.
 *
 * @param limit bytes of the text alone. @param folder as of `settingAside`.
 * @throws Fault as `World.given`, and CANT_WRITE.
 */
export function givenRecord(
  path: string | undefined,
  limit: number,
  folder: string | undefined,
): GivenRecord {
  const what = path ?? 'standard input';
  const fd = path === undefined ? 0 : openGiven(path);
  const aside = settingAside(folder);
  const texts: Buffer[] = [];
  let [length, line] = [0, 1];

  /** What is not `whole` is copied: a few bytes must not keep all of a block in memory. */
  function keep(bytes: Buffer, whole = false): void {
    length += bytes.length;
    if (length > limit)
      throw new Fault('USAGE', `${what} holds more than ${limit / 1_048_576} MiB, stored files apart`, {
        hint: 'take the part that matters, or keep it whole: inc attach FILE',
      });
    texts.push(whole ? bytes : Buffer.from(bytes));
  }
  function sift(block: Buffer): void {
    const hasBlobs = block.includes(head);
    // From where on the block is text.
    let from = 0;
    for (let start = 0; start < block.length; line++) {
      const found = block.indexOf(newline, start);
      const end = found < 0 ? block.length : found;
      if (hasBlobs && block.subarray(start, start + head.length).equals(head)) {
        if (from < start) keep(block.subarray(from, start));
        aside.take(line, block.toString('latin1', start, end));
        from = end;
      }
      start = end + 1;
    }
    if (from < block.length) keep(block.subarray(from), from === 0);
  }

  try {
    for (const block of blocksOf(chunksOf(fd), limit)) sift(block);
    aside.end();
    const bytes = Buffer.concat(texts);
    if (!isUtf8(bytes))
      throw new Fault('DATA', `${what} is not UTF-8 text`, {
        hint: 'turn it into UTF-8: iconv -f latin1 -t utf-8 FILE | inc import -',
      });
    return { text: bytes.toString(), blobs: aside.blobs, refused: aside.refused, drop: () => aside.drop() };
  } catch (error) {
    aside.drop();
    throw error;
  } finally {
    if (path !== undefined) closeSync(fd);
  }
}
