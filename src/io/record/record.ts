import { isUtf8 } from 'node:buffer';
import { order } from '../../core/record/dag.ts';
import { decode } from '../../core/record/decode.ts';
import { placeOf, suffixLength, type Recorded } from '../../core/record/envelope.ts';
import type { DamageKind } from '../../core/ports/record-ports.ts';
import { clearing, type Clearing } from '../../core/redaction/redacted.ts';
import { digestOfStub, readStub } from '../../core/redaction/stub.ts';
import { digest } from './bulk-hash.ts';
import { lackIn, type Lack } from './lack.ts';
import { statedHash } from './stated-hash.ts';
import { lineOf, readLines, type RawLine } from './lines.ts';

const start = Buffer.from('{"v":');
/** What stands around the hash at the end of every line. */
const frame = ',"hash":""}';
const suffixStart = ',"hash":"';

/** One line as an event, or what is wrong with it. Blank lines are what is left of repaired writes: no event, no damage. */
export function readEvent(line: RawLine): Recorded | DamageKind | undefined {
  if (line.start === line.end) return undefined;
  if (line.oversized) return line.blank ? 'zero-filled' : 'oversized';
  const { buffer } = line;
  if (line.ascii && line.ended && buffer[line.start] !== 0) return eventIn(line, latin1(line));
  const { bytes } = line;
  if (bytes[0] === 0 && bytes.every((byte) => byte === 0)) return 'zero-filled';
  if (!line.ended) return isEventBut(bytes.subarray(0, -1)) ? 'bad-hash' : 'torn-tail';
  return isUtf8(bytes) ? eventIn(line, bytes.toString()) : 'not-utf8';
}

type Span = Pick<RawLine, 'buffer' | 'start' | 'end'>;

const latin1 = ({ buffer, start: from, end }: Span): string => buffer.toString('latin1', from, end);

function eventIn(span: Span, text: string): Recorded | DamageKind {
  const { buffer, start: from, end } = span;
  if (!isPlaced(text)) return unplaced(buffer.subarray(from, end));
  const sealed = new Uint8Array(buffer.buffer, buffer.byteOffset + from, end - from - suffixLength);
  return text.startsWith(digest(sealed), text.length - 66) ? decode(text) : (readStub(text) ?? 'bad-hash');
}

/** The beginning of one line and the end of another state a hash too: of the other, which was repeated if it lives. */
function unplaced(bytes: Buffer): DamageKind {
  if (!wasWhole(bytes)) return 'fragment';
  const stated = statedHash(bytes);
  return stated === '' || digest(bytes.subarray(0, -suffixLength)) === stated ? 'bad-envelope' : 'bad-hash';
}

/** Whether `placeOf` finds a place; of a line as it mostly looks, without taking it apart. */
const isPlaced = (text: string): boolean =>
  (text.startsWith('{"v":1,"id":"') &&
    text.startsWith('","parents":[', 39) &&
    text.startsWith(suffixStart, text.length - suffixLength) &&
    text.endsWith('"}')) ||
  placeOf(text) !== undefined;

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
const isEventBut = (bytes: Buffer): boolean => typeof readEvent(lineOf(bytes)) === 'object';

/** Every intact event of the files, in the record's order, all at once; and what `verify` would call an error. */
export function readRecord(files: readonly string[]): Whole {
  const events: Recorded[] = [];
  const stubs: Recorded[] = [];
  const lack = lackIn(0);
  for (const file of files)
    for (const line of readLines(file)) {
      const event = readEvent(line);
      if (typeof event !== 'object') lack.damaged(event, line);
      else if (digestOfStub(event) !== undefined) stubs.push(event);
      else if (lack.took(event)) events.push(event);
    }
  // A line that still stands somewhere says more than its stub.
  for (const stub of stubs) if (lack.took(stub)) events.push(stub);
  const clear = clearing(events);
  const shown = order(events).map((event) => clear.clear(event));
  const { leftOut, missing } = lack.found();
  return { events: shown, standing: clear.standing, leftOut: leftOut + clear.unexplained, missing };
}

interface Whole extends Lack {
  /** Without the words of what was redacted. */
  readonly events: readonly Recorded[];
  /** Events that were redacted, and whose lines still stand. */
  readonly standing: Clearing['standing'];
}
