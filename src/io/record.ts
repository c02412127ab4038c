import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { order } from '../core/dag.ts';
import { decode } from '../core/decode.ts';
import { placeOf, suffixLength, type Recorded } from '../core/envelope.ts';
import type { DamageKind } from '../core/ports.ts';
import { readLines, type RawLine } from './lines.ts';

export const digest = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** One line as an event, or what is wrong with it. Blank lines are what is left of repaired writes: no event, no damage. */
export function readEvent(line: RawLine): Recorded | DamageKind | undefined {
  const { bytes } = line;
  if (bytes.length === 0) return undefined;
  if (line.oversized) return 'oversized';
  if (bytes.every((byte) => byte === 0)) return 'zero-filled';
  if (!line.ended) return 'torn-tail';
  if (!isUtf8(bytes)) return 'not-utf8';
  const text = bytes.toString('utf8');
  const place = placeOf(text);
  if (!place) return text.startsWith('{"v":') && text.endsWith('"}') ? 'bad-envelope' : 'fragment';
  if (digest(bytes.subarray(0, bytes.length - suffixLength)) !== place.hash) return 'bad-hash';
  return decode(text);
}

/** Every intact event of the files, in the record's order. */
export function readRecord(files: readonly string[]): Recorded[] {
  const events: Recorded[] = [];
  for (const file of files)
    for (const line of readLines(file)) {
      const event = readEvent(line);
      if (typeof event === 'object') events.push(event);
    }
  return order(events);
}
