import { isAscii } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { maxLine } from '../../core/record/envelope.ts';

const chunkSize = 65_536;
const newline = 10;

/** One line of a file, in a shared buffer: valid until the next line is asked for, which is the same object. */
export interface RawLine {
  /** Its bytes without the line feed. Each view is a cost: a million lines are read by their places alone. */
  readonly bytes: Buffer;
  /** Where it stands: from `start` up to `end`, the line feed excluded. */
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  /** Known to be; false says nothing. */
  readonly ascii: boolean;
  /** 1-based. */
  readonly number: number;
  readonly ended: boolean;
  /** Longer than a line may be; `bytes` then holds only a part. */
  readonly oversized: boolean;
  /** Oversized, and nothing but NUL. */
  readonly blank: boolean;
}

/** Bytes that are one line already, at least as far as their length goes. */
export const lineOf = (bytes: Buffer): RawLine => ({
  bytes,
  buffer: bytes,
  start: 0,
  end: bytes.length,
  ascii: false,
  number: 1,
  ended: true,
  oversized: bytes.length >= maxLine,
  blank: false,
});

const nothing = Buffer.alloc(chunkSize + maxLine);
const isBlank = (bytes: Buffer): boolean => bytes.equals(nothing.subarray(0, bytes.length));

/** Of the files that were read to their end: thousands of small records need no thousands of buffers. */
let spare: Buffer | undefined;

/** Streams a file in constant memory, whatever its size and whatever stands in it. Symbolic links are refused. */
export function* readLines(path: string): Generator<RawLine, void> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const buffer = spare ?? Buffer.allocUnsafeSlow(chunkSize + maxLine);
  spare = undefined;
  try {
    const { size } = fstatSync(fd);
    const line = {
      buffer,
      start: 0,
      end: 0,
      ascii: false,
      number: 0,
      ended: true,
      oversized: false,
      blank: false,
      get bytes(): Buffer {
        return buffer.subarray(line.start, line.end);
      },
    };
    let held = 0;
    let position = 0;
    let skipping = false;
    let skippedBlank = true;
    while (position < size) {
      const got = readSync(fd, buffer, held, Math.min(chunkSize, size - position), position);
      if (got === 0) break;
      position += got;
      const filled = buffer.subarray(0, held + got);
      line.ascii = isAscii(filled);
      let start = 0;
      for (let end = filled.indexOf(newline, held); end >= 0; end = filled.indexOf(newline, start)) {
        line.start = start;
        line.end = end;
        line.number++;
        line.oversized = skipping || end - start >= maxLine;
        line.blank = line.oversized && skippedBlank && isBlank(line.bytes);
        yield line;
        skipping = false;
        skippedBlank = true;
        start = end + 1;
      }
      held = filled.length - start;
      if (held >= maxLine) {
        skipping = true;
        skippedBlank &&= isBlank(filled.subarray(start));
        held = 0;
      } else buffer.copyWithin(0, start, filled.length);
    }
    if (held === 0 && !skipping) return;
    line.start = 0;
    line.end = held;
    line.number++;
    line.ended = false;
    line.oversized = skipping;
    line.blank = skipping && skippedBlank && isBlank(line.bytes);
    yield line;
  } finally {
    spare = buffer;
    closeSync(fd);
  }
}
