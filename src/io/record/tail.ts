import { fstatSync, readSync, type Stats } from 'node:fs';
import { placeOf, suffixLength, type Place } from '../../core/record/envelope.ts';
import { sha256 } from '../../core/record/sha256.ts';

const firstWindow = 8192;

/** The end of one replica's file. Costs the same however long the file is. */
interface Tail {
  readonly size: number;
  readonly endsLine: boolean;
  readonly modified: number;
  readonly lines: readonly TailLine[];
}

interface TailLine {
  readonly place: Place;
  readonly bytes: Buffer;
}

/** Bytes of a file from an offset on; fewer than asked for where it ends. */
export function readRange(fd: number, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  for (let got = 1; got > 0 && filled < length; filled += got)
    got = readSync(fd, buffer, filled, length - filled, from + filled);
  return buffer.subarray(0, filled);
}

function window(fd: number, { size, mtimeMs }: Stats, length: number): Tail {
  const from = Math.max(0, size - length);
  const buffer = readRange(fd, from, size - from);
  // One character is one byte.
  const text = buffer.toString('latin1');
  const lines: TailLine[] = [];
  let start = from === 0 ? 0 : text.indexOf('\n') + 1 || text.length;
  for (let end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
    const place = placeOf(text.slice(start, end));
    if (place) lines.push({ place, bytes: buffer.subarray(start, end) });
  }
  return { size, endsLine: size === 0 || text.endsWith('\n'), modified: mtimeMs, lines };
}

/** Reads backwards until a line is found that could be an event, or the file is exhausted. */
function readTail(fd: number, length: number): Tail {
  const stats = fstatSync(fd);
  for (let span = length; ; span *= 2) {
    const tail = window(fd, stats, span);
    if (tail.lines.length > 0 || span >= stats.size) return tail;
  }
}

export interface Heads {
  readonly tails: readonly Tail[];
  /** Newest id first, each line's hash checked, with the index of the file that it stands in. */
  readonly heads: readonly (Place & { readonly file: number })[];
}

const isIntact = ({ place, bytes }: TailLine): boolean =>
  sha256(bytes.subarray(0, -suffixLength)) === place.hash;

function unreferred(tails: readonly Tail[]): Heads['heads'] {
  for (let lines = tails.flatMap((tail) => tail.lines); ;) {
    const referred = new Set(lines.flatMap(({ place }) => place.parents));
    const loose = lines.filter(({ place }) => !referred.has(place.hash));
    const broken = loose.filter((line) => !isIntact(line));
    if (broken.length === 0) {
      const found = new Map(
        loose.map((line) => [
          line.place.hash,
          { ...line.place, file: tails.findIndex(({ lines: its }) => its.includes(line)) },
        ]),
      );
      return [...found.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));
    }
    // A damaged line speaks for nothing, so what it seemed to refer to may be a head after all.
    lines = lines.filter((line) => !broken.includes(line));
  }
}

/**
 * The lines that nobody refers to, from the files' ends alone. A line that was referred to long ago, outside
 * the window, can show up once more as a head: a redundant parent, harmless. Hence one wider look at a fork;
 * and ever wider ones while nothing intact is found.
 */
export function findHeads(files: readonly number[]): Heads {
  for (let length = firstWindow; ; length *= 8) {
    const tails = files.map((fd) => readTail(fd, length));
    const heads = unreferred(tails);
    if (
      heads.length === 1 ||
      (heads.length > 1 && length > firstWindow) ||
      tails.every(({ size }) => size <= length)
    )
      return { tails, heads };
  }
}
