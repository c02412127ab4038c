import { closeSync, constants, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { maxLine, placeOf, suffixLength, type Recorded } from '../../core/record/envelope.ts';
import type { DamageKind } from '../../core/ports/record-ports.ts';
import { append } from '../record/append.ts';
import { readEvent } from '../record/record.ts';
import { statedHash } from '../record/stated-hash.ts';
import { readRange } from '../record/tail.ts';

const { O_APPEND, O_NOFOLLOW, O_RDWR, O_WRONLY } = constants;
const newline = 10;
const chunkSize = 65_536;
const start = Buffer.from('{"v":');
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** What was done to one file; all counts 0: nothing had to be. */
export interface Mended {
  /** Pieces of writes that were never acknowledged: blanked out. */
  readonly pieces: number;
  /** Lines that had got a carriage return or a byte order mark, and verify without it. */
  readonly freed: number;
  /** Events that stood whole inside a damaged line, and have a line of their own now. */
  readonly found: number;
}

interface Span {
  readonly from: number;
  readonly length: number;
}

/** The lines of a file, whatever stands in it, without their line feeds. What has none may still be being written. */
function* spansOf(fd: number): Generator<Span> {
  const buffer = Buffer.allocUnsafe(chunkSize);
  let from = 0;
  let position = 0;
  for (let got; (got = readSync(fd, buffer, 0, chunkSize, position)) > 0; position += got) {
    const filled = buffer.subarray(0, got);
    for (let at = filled.indexOf(newline); at >= 0; at = filled.indexOf(newline, at + 1)) {
      yield { from, length: position + at - from };
      from = position + at + 1;
    }
  }
}

const judged = (bytes: Buffer): Recorded | DamageKind | undefined =>
  readEvent({
    bytes,
    buffer: bytes,
    start: 0,
    end: bytes.length,
    ascii: false,
    number: 0,
    ended: true,
    oversized: false,
    blank: false,
  });

const isEvent = (bytes: Buffer): boolean => bytes.length < maxLine && typeof judged(bytes) === 'object';

/** Whole events inside a damaged line: two whose line feed was damaged, or one behind a piece of another. */
function eventsInside(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let from = bytes.indexOf(start); from >= 0; from = bytes.indexOf(start, from + 1)) {
    const next = bytes.indexOf(start, from + 1);
    const text = bytes.subarray(from, next < 0 ? bytes.length : next);
    // An event ends after its hash; what follows is not its own.
    const hash = text.lastIndexOf(',"hash":"');
    const event = text.subarray(0, hash + suffixLength);
    if (hash > 0 && isEvent(event)) found.push(Buffer.from(event));
  }
  return found;
}

function isZero(fd: number, { from, length }: Span): boolean {
  for (let done = 0; done < length; done += chunkSize)
    if (readRange(fd, from + done, Math.min(chunkSize, length - done)).some((byte) => byte !== 0))
      return false;
  return true;
}

interface Plan {
  readonly blank: Span[];
  pieces: number;
  freed: number;
  readonly found: Map<string, string>;
}

const harmless = new Set<unknown>(['torn-tail', 'fragment', 'zero-filled']);

/** What can be done. @param stated takes the hash that a damaged line states; @param known of those, the ones that are events. */
function planFor(fd: number, known: ReadonlySet<string>, stated?: Set<string>): Plan {
  const plan: Plan = { blank: [], pieces: 0, freed: 0, found: new Map() };
  const piece = (span: Span): void => {
    plan.blank.push(span);
    plan.pieces++;
  };
  for (const span of spansOf(fd)) {
    if (span.length >= maxLine) {
      if (isZero(fd, span)) piece(span);
      continue;
    }
    const bytes = readRange(fd, span.from, span.length);
    const verdict = judged(bytes);
    if (verdict === undefined || typeof verdict === 'object') continue;
    const head = bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
    const tail = bytes.at(-1) === 13 ? 1 : 0;
    if (head + tail > 0 && isEvent(bytes.subarray(head, bytes.length - tail))) {
      plan.freed++;
      if (head > 0) plan.blank.push({ from: span.from, length: head });
      if (tail > 0) plan.blank.push({ from: span.from + span.length - tail, length: tail });
      continue;
    }
    for (const event of eventsInside(bytes)) {
      const text = event.toString();
      plan.found.set(placeOf(text)?.hash ?? '', text);
    }
    const hash = statedHash(bytes);
    if (verdict === 'bad-hash') stated?.add(hash);
    if (harmless.has(verdict) || known.has(hash) || plan.found.has(hash)) piece(span);
  }
  return plan;
}

/** Of these hashes, those that are intact events of the file. */
function eventsOf(fd: number, hashes: ReadonlySet<string>): Set<string> {
  const known = new Set<string>();
  if (hashes.size === 0) return known;
  for (const span of spansOf(fd)) {
    if (span.length >= maxLine) continue;
    const event = judged(readRange(fd, span.from, span.length));
    if (typeof event === 'object' && hashes.has(event.hash)) known.add(event.hash);
  }
  return known;
}

function endLine(path: string): void {
  const fd = openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW);
  try {
    writeSync(fd, '\n');
  } finally {
    closeSync(fd);
  }
}

const endsLine = (fd: number): boolean => {
  const { size } = fstatSync(fd);
  return size === 0 || readRange(fd, size - 1, 1)[0] === newline;
};

function blankOut(fd: number, { from, length }: Span): void {
  const feeds = Buffer.alloc(Math.min(length, chunkSize), newline);
  for (let done = 0; done < length;)
    done += writeSync(fd, feeds, 0, Math.min(feeds.length, length - done), from + done);
}

/**
 * Puts right what can be, in place and byte for byte: pieces and stray bytes become line feeds, which are no lines
 * at all. Nothing is cut, moved or renamed, so that whoever appends at this moment loses nothing. A line that has
 * its line feed is never changed by an appender again, hence a torn tail first gets one.
 *
 * @param keep makes a copy; called before the first byte is changed, and only then.
 * @param now epoch milliseconds.
 */
export function mendLog(path: string, keep: (path: string) => void, now: number): Mended {
  const fd = openSync(path, O_RDWR | O_NOFOLLOW);
  try {
    const stated = new Set<string>();
    planFor(fd, new Set(), stated);
    const known = eventsOf(fd, stated);
    const before = planFor(fd, known);
    if (before.blank.length + before.found.size === 0 && endsLine(fd))
      return { pieces: 0, freed: 0, found: 0 };
    keep(path);
    if (!endsLine(fd)) endLine(path);
    const { blank, pieces, freed, found } = planFor(fd, known);
    const here = eventsOf(fd, new Set(found.keys()));
    const lost = [...found.keys()].filter((hash) => !here.has(hash));
    if (lost.length > 0)
      append(dirname(path), basename(path), now, () => lost.map((hash) => found.get(hash) ?? ''));
    for (const span of blank) blankOut(fd, span);
    fdatasyncSync(fd);
    return { pieces, freed, found: lost.length };
  } finally {
    closeSync(fd);
  }
}
