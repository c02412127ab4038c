import { decode } from '../../src/core/record/decode.ts';
import { seal, type Recorded } from '../../src/core/record/envelope.ts';
import type { Event } from '../../src/core/record/events.ts';
import { ulid } from '../../src/core/record/ulid.ts';

export type Given = Event & { readonly at: string; readonly rec?: string; readonly by?: string };

/** A record as a journal would hold it: sealed, linked, decoded. `rec` is `at` unless it is given. */
export function recordOf(given: readonly Given[], after: readonly Recorded[] = []): Recorded[] {
  const record = [...after];
  for (const { at, rec = at, by = 'ana@web-ops-1', ...event } of given) {
    const parents = record.length === 0 ? [] : [(record.at(-1) as Recorded).hash];
    const id = ulid({ ms: Date.parse(rec), counter: record.length }, new Uint8Array(8));
    const { line } = seal(
      { v: 1, id, parents, rec: new Date(rec).toISOString(), rep: 'k3f9x2aa', by, at },
      event as Event,
    );
    const decoded = decode(line);
    if (typeof decoded === 'string') throw new Error(`${decoded}: ${line}`);
    record.push(decoded);
  }
  return record;
}
