import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { maxLine } from '../core/envelope.ts';

const chunkSize = 65_536;
const newline = 10;

/** One line of a file: its bytes without the line feed; a slice of a shared buffer, valid until the next one. */
export interface RawLine {
  readonly bytes: Buffer;
  /** 1-based. */
  readonly number: number;
  readonly ended: boolean;
  /** Longer than a line may be; `bytes` then holds only its beginning. */
  readonly oversized: boolean;
}

/** Streams a file in constant memory, whatever its size and whatever stands in it. */
export function* readLines(path: string): Generator<RawLine> {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    let buffer = Buffer.allocUnsafe(chunkSize + maxLine);
    let held = 0;
    let position = 0;
    let number = 1;
    let skipping = false;
    while (position < size) {
      const got = readSync(fd, buffer, held, Math.min(chunkSize, size - position), position);
      if (got === 0) break;
      position += got;
      held += got;
      let start = 0;
      for (let end = buffer.indexOf(newline); end >= 0 && end < held; end = buffer.indexOf(newline, start)) {
        const oversized = skipping || end - start >= maxLine;
        yield { bytes: buffer.subarray(start, end), number, ended: true, oversized };
        skipping = false;
        number++;
        start = end + 1;
      }
      held -= start;
      if (held >= maxLine) {
        skipping = true;
        held = 0;
      } else if (start > 0) {
        // A fresh buffer, because the consumer may still hold slices of this one.
        const next = Buffer.allocUnsafe(buffer.length);
        buffer.copy(next, 0, start, start + held);
        buffer = next;
      }
    }
    if (held > 0 || skipping)
      yield { bytes: buffer.subarray(0, held), number, ended: false, oversized: skipping };
  } finally {
    closeSync(fd);
  }
}
