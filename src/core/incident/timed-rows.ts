import { inTime, type Rows } from './rows.ts';
import type { Entry } from './entry.ts';

interface Placed {
  readonly entry: Entry;
  readonly index: number;
  readonly ms: number;
}

/**
 * Rows by when they happened; rows of one moment keep the record's order.
 *
 * @param last so many of them, in memory for hardly more.
 */
export function timedRows(
  isWanted: (entry: Entry) => boolean = () => true,
  last = Infinity,
): Rows<readonly Entry[]> {
  const most = 2 * last + 1000;
  let kept: Placed[] = [];
  const sort = (): void => {
    kept = kept.toSorted(inTime);
    if (kept.length > last) kept = kept.slice(kept.length - last);
  };
  return {
    add(entry, index) {
      if (!isWanted(entry)) return;
      kept.push({ entry, index, ms: Date.parse(entry.at) });
      if (kept.length > most) sort();
    },
    end() {
      sort();
      return kept.map(({ entry }) => entry);
    },
  };
}

/** Two takers of the same rows. */
export const both = <A, B>(a: Rows<A>, b: Rows<B>): Rows<readonly [A, B]> => ({
  add(entry, index) {
    a.add(entry, index);
    b.add(entry, index);
  },
  end: () => [a.end(), b.end()],
});
