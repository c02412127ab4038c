import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { maxLine } from '../core/envelope.ts';

const chunkSize = 65_536;
const newline = 10;

/** One line of a file: its bytes without the line feed, in a shared buffer: valid until the next line is asked for. */
export interface RawLine {
  readonly bytes: Buffer;
  /** 1-based. */
  readonly number: number;
  readonly ended: boolean;
  /** Longer than a line may be; `bytes` then holds only a part. */
  readonly oversized: boolean;
}

/** Streams a file in constant memory, whatever its size and whatever stands in it. Symbolic links are refused. */
export function* readLines(path: string): Generator<RawLine> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.allocUnsafe(chunkSize + maxLine);
    let held = 0;
    let position = 0;
    let number = 1;
    let skipping = false;
    while (position < size) {
      const got = readSync(fd, buffer, held, Math.min(chunkSize, size - position), position);
      if (got === 0) break;
      position += got;
      const filled = buffer.subarray(0, held + got);
      let start = 0;
      for (let end = filled.indexOf(newline, held); end >= 0; end = filled.indexOf(newline, start)) {
        const oversized = skipping || end - start >= maxLine;
        yield { bytes: filled.subarray(start, end), number, ended: true, oversized };
        skipping = false;
        number++;
        start = end + 1;
      }
      held = filled.length - start;
      if (held >= maxLine) {
        skipping = true;
        held = 0;
      } else buffer.copyWithin(0, start, filled.length);
    }
    if (held > 0 || skipping)
      yield { bytes: buffer.subarray(0, held), number, ended: false, oversized: skipping };
  } finally {
    closeSync(fd);
  }
}
