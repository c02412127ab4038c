import { order } from '../../core/record/dag.ts';
import { placeOf, type Recorded } from '../../core/record/envelope.ts';
import type { DamageKind, Merged } from '../../core/ports/record-ports.ts';
import { clearing, type Clearing } from '../../core/redaction/redacted.ts';
import { digestOfStub, stubOf } from '../../core/redaction/stub.ts';
import { append } from './append.ts';
import { lineOf } from './lines.ts';
import { readEvent } from './record.ts';

/** A line as it came, and what it says. */
interface Taken {
  readonly line: string;
  readonly event: Recorded;
  /** In whose file it belongs. */
  readonly rep: string;
}

const reasons: Partial<Record<DamageKind, string>> = {
  'bad-hash': 'its hash does not fit its bytes: it was altered',
  oversized: 'longer than a line of the record can be',
};

function readLine(line: string): Recorded | string {
  if ((placeOf(line)?.major ?? 1) !== 1) return 'a newer inc wrote it';
  const event = readEvent(lineOf(Buffer.from(line)));
  return typeof event === 'object' ? event : ((event && reasons[event]) ?? 'it is no event');
}

/** What the record may hold of a line that came: of one that was redacted, only its stub. */
function admitted(line: string, came: Recorded, clear: Clearing): Taken | string {
  const { unexplained } = clear;
  const event = clear.clear(came);
  if (clear.unexplained > unexplained) return 'its words were taken out, and nothing says so';
  // It becomes the name of a file. A stub does not say whose it was: then it goes with what says why.
  const rep = [event.rep, clear.redactionOf(event.hash)?.rep ?? ''].find((name) =>
    /^[a-z0-9]{1,32}$/.test(name),
  );
  if (rep === undefined) return 'it names no replica';
  const place = event === came || digestOfStub(came) !== undefined ? undefined : placeOf(line);
  return { line: place ? stubOf(place, Buffer.byteLength(line)) : line, event, rep };
}

/**
 * Which of the lines belong to the record and are not in it. Those that refer to what is nowhere are not taken, and of
 * those that refer to nothing only what opened the incident, or came along with that.
 *
 * @param record empty: the lines are all that there is of it.
 */
export function sift(
  record: readonly Recorded[],
  lines: readonly string[],
): Merged & { readonly taken: readonly Taken[] } {
  const known = new Set(record.map(({ hash }) => hash));
  const ids = new Set(record.map(({ id }) => id));
  const refused: { index: number; why: string }[] = [];
  const fresh = new Map<string, Taken & { readonly index: number }>();
  let present = 0;
  const came = lines.map(readLine);
  const events = came.filter((each) => typeof each === 'object');
  const clear = clearing([...record, ...events]);
  for (const [index, each] of came.entries()) {
    const one = typeof each === 'string' ? each : admitted(lines[index] ?? '', each, clear);
    if (typeof one === 'string') refused.push({ index, why: one });
    else if (known.has(one.event.hash) || fresh.has(one.event.hash)) present++;
    else fresh.set(one.event.hash, { ...one, index });
  }
  const isOpening = ({ type, parents }: Recorded): boolean =>
    type === 'incident.opened' && parents.length === 0;
  const opening = (record.find(isOpening) ?? events.find(isOpening))?.hash;
  const isWhole = events.some(({ hash }) => hash === opening);
  const belongs = (event: Recorded): boolean => event.hash === opening || (isWhole && !isOpening(event));
  const taken: Taken[] = [];
  for (const { hash, id, parents } of order([...fresh.values()].map(({ event }) => event))) {
    const one = fresh.get(hash) as Taken & { readonly index: number };
    const why =
      parents.length === 0 && !belongs(one.event)
        ? 'it opens another incident'
        : !parents.every((parent) => known.has(parent))
          ? 'it refers to an event that is neither here nor among these lines'
          : ids.has(id)
            ? 'another event here has its id'
            : undefined;
    if (why === undefined) {
      known.add(hash);
      ids.add(id);
      taken.push(one);
    } else refused.push({ index: one.index, why });
  }
  return {
    added: taken.map(({ event }) => event),
    present,
    refused: refused.toSorted((a, b) => a.index - b.index),
    taken,
  };
}

/**
 * Writes the lines, which are in the record's order, each to its replica's file. What a line refers to is durable before
 * the line is written: whatever stops this, the record is whole, and doing it again takes what is missing.
 */
export function mergeLines(log: string, taken: readonly Taken[], now: number): void {
  const waiting = new Map<string, Taken[]>();
  for (const one of taken) {
    const { rep } = one;
    const queue = waiting.get(rep);
    if (queue) queue.push(one);
    else waiting.set(rep, [one]);
  }
  const unwritten = new Set(taken.map(({ event }) => event.hash));
  while (unwritten.size > 0)
    for (const [rep, queue] of waiting) {
      const block = new Set<string>();
      const isReady = ({ event }: Taken): boolean =>
        event.parents.every((parent) => block.has(parent) || !unwritten.has(parent));
      let count = 0;
      for (; count < queue.length; count++) {
        const next = queue[count] as Taken;
        if (!isReady(next)) break;
        block.add(next.event.hash);
      }
      if (count === 0) continue;
      const lines = queue.splice(0, count).map(({ line }) => line);
      append(log, `${rep}.jsonl`, now, () => lines);
      for (const hash of block) unwritten.delete(hash);
    }
}
