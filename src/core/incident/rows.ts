import type { Entry } from './entry.ts';

/** Takes rows as soon as nothing changes them any more; `index` is a row's place in the record's order. */
export interface Rows<T> {
  add(entry: Entry, index: number): void;
  end(): T;
}

/** Every row, in the record's order. */
export function allRows(): Rows<Entry[]> {
  const rows: Entry[] = [];
  return {
    add(entry, index) {
      rows[index] = entry;
    },
    end: () => rows,
  };
}

/** Of rows: when they happened, then the record's order. */
export const inTime = (
  a: { readonly ms: number; readonly index: number },
  b: { readonly ms: number; readonly index: number },
): number => a.ms - b.ms || a.index - b.index;

/** The same rows by when they happened; rows of one moment keep the record's order. */
export const byTime = (entries: readonly Entry[]): Entry[] =>
  entries
    .map((entry, index) => ({ entry, index, ms: Date.parse(entry.at) }))
    .toSorted(inTime)
    .map(({ entry }) => entry);
