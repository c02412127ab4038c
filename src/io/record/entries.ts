import { closeSync, constants, openSync, readSync } from 'node:fs';
import { byId } from '../../core/record/dag.ts';
import type { Recorded } from '../../core/record/envelope.ts';
import { clearing } from '../../core/redaction/redacted.ts';
import { digestOfStub } from '../../core/redaction/stub.ts';
import { readLines } from './lines.ts';
import { readEvent } from './record.ts';

/** What each line of a correction or a redaction holds, and hardly another; and what stands where words were taken out. */
const marks = [Buffer.from('"type":"entry.'), Buffer.from('],"redacted":"')] as const;
const longest = 14;
const chunkSize = 1_048_576;

/** Whether one of the marks stands anywhere in the file: found at the speed of the disk. */
function isMarked(file: string, buffer: Buffer): boolean {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    let kept = 0;
    for (let got; (got = readSync(fd, buffer, kept, buffer.length - kept, null)) > 0;) {
      const filled = buffer.subarray(0, kept + got);
      if (marks.some((mark) => filled.includes(mark))) return true;
      kept = Math.min(filled.length, longest - 1);
      filled.copyWithin(0, filled.length - kept);
    }
    return false;
  } finally {
    closeSync(fd);
  }
}

/** Every `entry.*` of the files, once, by id; seldom any, so without reading what the other lines say. */
export function entriesIn(files: readonly string[], size: number): Recorded[] {
  const found = new Map<string, Recorded>();
  const buffer = Buffer.allocUnsafe(Math.min(chunkSize, size + longest));
  for (const file of files) {
    if (!isMarked(file, buffer)) continue;
    for (const line of readLines(file)) {
      const { bytes } = line;
      if (!marks.some((mark) => bytes.includes(mark))) continue;
      const event = readEvent(line);
      if (typeof event === 'object' && (isEntry(event) || digestOfStub(event) !== undefined))
        found.set(event.hash, event);
    }
  }
  const events = [...found.values()].toSorted(byId);
  const clear = clearing(events);
  return events.map((event) => clear.clear(event)).filter(isEntry);
}

export const isEntry = ({ type }: Recorded): boolean => type.startsWith('entry.');
