import { statSync } from 'node:fs';
import { order } from '../../core/record/dag.ts';
import { placeOf, type Recorded } from '../../core/record/envelope.ts';
import { Fault } from '../../core/faults.ts';
import { clearing } from '../../core/redaction/redacted.ts';
import { digestOfStub, stubOf } from '../../core/redaction/stub.ts';
import { entriesIn } from './entries.ts';
import { inOrder, mostFiles } from './in-order.ts';
import { readLines } from './lines.ts';
import { usualLine } from '../terminal/progress.ts';
import { readEvent } from './record.ts';

type Pair = readonly [event: Recorded, line: string];

/** In bounded memory: a line is kept as long as its event waits for its turn. */
function* streamed(files: readonly string[], size: number): Generator<Pair, void> {
  const lines = new WeakMap<Recorded, string>();
  const record = inOrder(files, Math.ceil(size / usualLine), (event, { bytes }) =>
    lines.set(event, bytes.toString()),
  );
  try {
    for (let event = record.next(); event; event = record.next()) yield [event, lines.get(event) as string];
    if (record.lost)
      throw new Fault('IO', 'somebody whose clock is wrong wrote to the record while it was read', {
        hint: 'repeat it',
      });
  } finally {
    record.close();
  }
}

/** All at once: where a clock was wrong. */
function* sorted(files: readonly string[]): Generator<Pair, void> {
  const found = new Map<string, Pair>();
  for (const file of files)
    for (const line of readLines(file)) {
      const event = readEvent(line);
      if (typeof event !== 'object') continue;
      const before = found.get(event.hash)?.[0];
      // A line that still stands somewhere says more than its stub.
      if (!before || digestOfStub(before) !== undefined)
        found.set(event.hash, [event, line.bytes.toString()]);
    }
  for (const { hash } of order([...found.values()].map(([event]) => event))) yield found.get(hash) as Pair;
}

/**
 * Every intact line of a record's files once, byte for byte and without its line feed, in the record's order. Of what
 * was redacted only the stub, also where its words still stand.
 *
 * @param nearlySorted children come soon after their parents: what `foldRecord` has found. Throws Fault IO when that
 * has changed meanwhile.
 */
export function* rawLines(files: readonly string[], nearlySorted: boolean): Generator<string, void> {
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const clear = clearing(entriesIn(files, size));
  const pairs = nearlySorted && files.length <= mostFiles ? streamed(files, size) : sorted(files);
  for (const [event, line] of pairs) {
    const cleared = clear.clear(event) !== event && digestOfStub(event) === undefined;
    const place = cleared ? placeOf(line) : undefined;
    yield place ? stubOf(place, Buffer.byteLength(line)) : line;
  }
}
