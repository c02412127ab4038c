import { byId } from '../../core/record/dag.ts';
import type { Recorded } from '../../core/record/envelope.ts';
import { digestOfStub } from '../../core/redaction/stub.ts';
import { lackIn, type Lack } from './lack.ts';
import { readLines, type RawLine } from './lines.ts';
import { readEvent } from './record.ts';

/** Writers of one machine that meet leave lines out of place by so many, at most, that nobody has to sort for it. */
const lookAhead = 64;
/** Each file that is read takes a descriptor, and a buffer of 128 KiB. */
export const mostFiles = 128;

/** A record, event by event. */
export interface InOrder {
  /** @returns the next event of the record's order; undefined: there is none, or the order is lost. */
  next(): Recorded | undefined;
  /**
   * An event would have had to come before those that were given. Then nothing of them counts, and only sorting
   * everything (core/record/dag.ts) gives the order: a clock was wrong, or lines stand far from where they belong.
   */
  readonly lost: boolean;
  /** Lines that were read so far, whatever is in them, and their bytes. */
  readonly lines: number;
  readonly bytes: number;
  lack(): Lack;
  close(): void;
}

/** One file's events by id, as far as its lines are nearly so. */
interface Source {
  readonly lines: Generator<RawLine, void>;
  /** Sorted; those before `first` are gone. */
  readonly held: (Recorded | undefined)[];
  first: number;
  ended: boolean;
}

const isStub = (event: Recorded): number => (digestOfStub(event) === undefined ? 0 : 1);
/** By id; of copies of one line, the one that still stands says more than its stub, and comes first. */
const compare = (a: Recorded, b: Recorded): number => byId(a, b) || isStub(a) - isStub(b);

const head = ({ held, first }: Source): Recorded => held[first] as Recorded;

function insert({ held, first }: Source, event: Recorded): void {
  let at = held.length;
  while (at > first && compare(held[at - 1] as Recorded, event) > 0) at--;
  if (at === held.length) held.push(event);
  else held.splice(at, 0, event);
}

/** Moves the first source, of which an event was taken, to where its next one belongs. */
function settle(sources: Source[]): void {
  const [source] = sources as [Source];
  if (source.held.length === source.first) {
    sources.shift();
    return;
  }
  let at = 0;
  for (let other = sources[1]; other && compare(head(source), head(other)) > 0; other = sources[at + 1])
    sources[at++] = other;
  sources[at] = source;
}

/**
 * Merges a record's files in bounded memory. Children have greater ids than their parents, and files nearly sorted
 * lines, unless a clock was wrong: then the order of ids, which this gives, is the record's order.
 *
 * @param expected events.
 * @param keep is shown the line of each event, valid until it returns.
 */
export function inOrder(
  files: readonly string[],
  expected: number,
  keep?: (event: Recorded, line: RawLine) => void,
): InOrder {
  const reckoning = lackIn(expected);
  let [count, bytes] = [0, 0];
  let lost = false;
  let last: Recorded | undefined;
  const all: Source[] = files.map((file) => ({ lines: readLines(file), held: [], first: 0, ended: false }));
  /** Those that have events left, by their first ones. */
  let sources: Source[] | undefined;

  function fill(source: Source): void {
    const { held } = source;
    if (source.first >= lookAhead) {
      held.splice(0, source.first);
      source.first = 0;
    }
    while (!source.ended && held.length - source.first < lookAhead) {
      const { value: line } = source.lines.next();
      if (!line) {
        source.ended = true;
        return;
      }
      count++;
      bytes += line.end - line.start + 1;
      const event = readEvent(line);
      if (typeof event === 'object') {
        keep?.(event, line);
        insert(source, event);
      } else reckoning.damaged(event, line);
    }
  }

  function start(): Source[] {
    for (const source of all) fill(source);
    return all.filter(({ held }) => held.length > 0).toSorted((a, b) => compare(head(a), head(b)));
  }

  return {
    next() {
      sources ??= start();
      for (let [source] = sources; source && !lost; [source] = sources) {
        const event = head(source);
        source.held[source.first++] = undefined;
        fill(source);
        settle(sources);
        if (!reckoning.took(event)) continue;
        lost = reckoning.childFirst || (last !== undefined && byId(last, event) > 0);
        if (lost) return undefined;
        last = event;
        return event;
      }
      return undefined;
    },
    get lost() {
      return lost;
    },
    get lines() {
      return count;
    },
    get bytes() {
      return bytes;
    },
    lack: () => reckoning.found(),
    close() {
      for (const { lines } of all) lines.return();
    },
  };
}
