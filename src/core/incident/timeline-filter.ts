import type { Entry } from './entry.ts';

/** Which rows are wanted; what is absent or empty leaves all. */
export interface EntryFilter {
  /** Epoch milliseconds, inclusive, of when it happened. */
  readonly since?: number;
  readonly until?: number;
  readonly kinds: readonly string[];
  readonly tags: readonly string[];
  /** A person, or a person at a machine: `alice`, `alice@web-ops-1`. */
  readonly by?: string;
}

/** @returns whether a row is one that was asked for. */
export function matcher({ since, until, kinds, tags, by }: EntryFilter): (entry: Entry) => boolean {
  const from = since ?? -Infinity;
  const to = until ?? Infinity;
  return (entry) => {
    const ms = Date.parse(entry.at);
    // What took a while is there when any part of it is.
    const end = Math.max(ms, Date.parse(entry.until ?? entry.ended ?? entry.at));
    return (
      ms <= to &&
      end >= from &&
      (kinds.length === 0 || kinds.includes(entry.kind)) &&
      (tags.length === 0 || tags.some((tag) => entry.tags.includes(tag))) &&
      (by === undefined || entry.by === by || entry.by.split('@')[0] === by)
    );
  };
}
