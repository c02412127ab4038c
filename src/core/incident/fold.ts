import type { Recorded } from '../record/envelope.ts';

/** Takes a record event by event, in the record's order, and keeps no more of it than its answer needs. */
export interface Fold<T, E = Recorded> {
  add(event: E): void;
  end(): T;
}

/**
 * Begins a fold. What an event looks like can depend on corrections and redactions that come after it: hence they are
 * given before the first event, and again in their places.
 *
 * @param entries every `entry.*` of the record, in its order.
 */
export type Folding<T> = (entries: readonly Recorded[]) => Fold<T>;

/** What some folds answer, under the same names. */
type Answers<F> = { [K in keyof F]: F[K] extends Fold<infer T> ? T : never };

/** Several folds of one record as one: it is gone through once. */
export function together<F extends Readonly<Record<string, Fold<unknown>>>>(folds: F): Fold<Answers<F>> {
  const all = Object.values(folds);
  return {
    add(event) {
      for (const fold of all) fold.add(event);
    },
    end: () =>
      Object.fromEntries(Object.entries(folds).map(([name, fold]) => [name, fold.end()])) as Answers<F>,
  };
}

/** @returns what a fold answers of events that are all at hand. */
export function folded<T>(record: Iterable<Recorded>, fold: Fold<T>): T {
  for (const event of record) fold.add(event);
  return fold.end();
}
