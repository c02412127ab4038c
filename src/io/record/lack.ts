import type { Recorded } from '../../core/record/envelope.ts';
import type { DamageKind } from '../../core/ports/record-ports.ts';
import type { RawLine } from './lines.ts';
import { numberRows } from './number-rows.ts';
import { prefixSet, word } from './prefix-set.ts';
import { statedHash } from './stated-hash.ts';

/** What a read of a record had to do without. */
export interface Lack {
  /** Lines that were altered or damaged. */
  readonly leftOut: number;
  /** Events that others refer to, and of which there is no trace here. */
  readonly missing: number;
}

export interface Reckoning {
  damaged(kind: DamageKind | undefined, line: RawLine): void;
  /** @returns whether the event is a new one, and no copy of a line that was read before. */
  took(event: Recorded): boolean;
  /** Whether some event was taken before one that it refers to. */
  readonly childFirst: boolean;
  found(): Lack;
}

/** What is left of a write that was never acknowledged: no loss. */
const harmless: readonly DamageKind[] = ['torn-tail', 'fragment', 'zero-filled'];

/** Reckons, line by line and in some 16 bytes an event, what `verify` would call an error. @param expected events. */
export function lackIn(expected: number): Reckoning {
  const known = prefixSet(expected);
  /** Hashes that were referred to and have not come yet. */
  const awaited = new Set<string>();
  /** Lines whose hash does not fit, by the hash that they state. */
  const wrong = numberRows(2);
  let leftOut = 0;
  let childFirst = false;
  return {
    damaged(kind, line) {
      if (kind === 'bad-hash') {
        const stated = statedHash(line.bytes);
        wrong.push([word(stated, 0), word(stated, 8)]);
      } else if (kind !== undefined && !harmless.includes(kind)) leftOut++;
    },
    took({ hash, parents }) {
      if (known.add(hash)) return false;
      for (const parent of parents) if (!known.has(parent)) awaited.add(parent);
      if (awaited.size > 0 && awaited.delete(hash)) childFirst = true;
      return true;
    },
    get childFirst() {
      return childFirst;
    },
    found() {
      const here = prefixSet(0);
      let altered = 0;
      for (const [high = 0, low = 0] of wrong) {
        here.addWords(high, low);
        // Two writes that met leave pieces of lines that stand whole elsewhere.
        if (!known.hasWords(high, low)) altered++;
      }
      const missing = [...awaited].filter((hash) => !here.has(hash));
      return { leftOut: leftOut + altered, missing: missing.length };
    },
  };
}
