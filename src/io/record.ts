import { isUtf8 } from 'node:buffer';
import { order } from '../core/dag.ts';
import { decode } from '../core/decode.ts';
import { placeOf, suffixLength, type Recorded } from '../core/envelope.ts';
import type { DamageKind } from '../core/ports.ts';
import { digest } from './bulk-hash.ts';
import { readLines, type RawLine } from './lines.ts';

const start = Buffer.from('{"v":');
/** What stands around the hash at the end of every line. */
const frame = ',"hash":""}';

/** One line as an event, or what is wrong with it. Blank lines are what is left of repaired writes: no event, no damage. */
export function readEvent(line: RawLine): Recorded | DamageKind | undefined {
  const { bytes } = line;
  if (bytes.length === 0) return undefined;
  if (line.oversized) return 'oversized';
  if (bytes[0] === 0 && bytes.every((byte) => byte === 0)) return 'zero-filled';
  if (!line.ended) return isEventBut(bytes.subarray(0, -1)) ? 'bad-hash' : 'torn-tail';
  if (!isUtf8(bytes)) return 'not-utf8';
  const text = bytes.toString();
  const place = placeOf(text);
  if (!place) return wasWhole(bytes) ? 'bad-envelope' : 'fragment';
  const right = digest(bytes.subarray(0, -suffixLength)) === place.hash;
  return right ? decode(text) : 'bad-hash';
}

/**
 * A write that was cut off leaves the beginning, or the end, of a line. What has both was a line once, even if a
 * byte of either is wrong now, or a carriage return follows.
 */
function wasWhole(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  if (!text.startsWith('{"v":')) return isEventBut(Buffer.concat([start, bytes.subarray(start.length)]));
  const end = text.replace(/\r$/, '').slice(-suffixLength);
  const wrong = `${end.slice(0, 9)}${end.slice(-2)}`.split('').filter((char, at) => char !== frame[at]);
  return wrong.length < 2;
}

/** Whether bytes that lost, or got, something in one place are an event once it is put right. */
const isEventBut = (bytes: Buffer): boolean =>
  typeof readEvent({ bytes, number: 0, ended: true, oversized: false }) === 'object';

/** What is left of a write that was never acknowledged: no loss. */
const harmless: readonly DamageKind[] = ['torn-tail', 'fragment', 'zero-filled'];

/** Every intact event of the files, in the record's order, and what `verify` would call an error. */
export function readRecord(files: readonly string[]): Whole {
  const events: Recorded[] = [];
  const wrong: string[] = [];
  let leftOut = 0;
  for (const file of files)
    for (const line of readLines(file)) {
      const event = readEvent(line);
      if (typeof event === 'object') events.push(event);
      else if (event === 'bad-hash') wrong.push(placeOf(line.bytes.toString())?.hash ?? '');
      else if (event !== undefined && !harmless.includes(event)) leftOut++;
    }
  const known = new Set(events.map(({ hash }) => hash));
  const here = new Set([...known, ...wrong]);
  const missing = new Set(events.flatMap(({ parents }) => parents.filter((parent) => !here.has(parent))));
  return {
    events: order(events),
    // Two writes that met leave pieces of lines that stand whole elsewhere.
    leftOut: leftOut + wrong.filter((hash) => !known.has(hash)).length,
    missing: missing.size,
  };
}

interface Whole {
  readonly events: Recorded[];
  /** Lines that were altered or damaged. */
  readonly leftOut: number;
  /** Events that others refer to, and of which there is no trace here. */
  readonly missing: number;
}
