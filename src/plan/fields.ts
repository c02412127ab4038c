import { durationIn } from '../core/time/duration.ts';

export type Path = readonly (string | number)[];
export type Fields = Readonly<Record<string, unknown>>;

/** Who is told what is wrong, and where. `within`: so many characters into a text. */
export interface Telling {
  readonly problem: (path: Path, message: string, within?: number) => void;
  /** The same of what is wrong by itself, whatever else is wrong around it. */
  readonly standing: (path: Path, message: string, within?: number) => void;
}

export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;
export const list = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** A value as it may stand in a message or a variable: `null` is nothing, lists and maps are JSON. */
export const shown = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** Milliseconds. A timer cannot wait for more than 24 days, and nobody waits for more than one. */
export const longest = 86_400_000;

/** Reads single fields; what is wrong with one is told to `problem`, and the reading goes on with a stand-in. */
export function reader(problem: (path: Path, message: string) => void) {
  function choice<T extends string>(
    from: Fields,
    key: string,
    path: Path,
    allowed: readonly T[],
  ): T | undefined {
    const value = from[key];
    if (value === undefined) return undefined;
    const known = allowed.find((name) => name === value);
    if (known === undefined)
      problem([...path, key], `${key} is ${shown(value)}; it must be one of ${allowed.join(', ')}`);
    return known;
  }

  function ms(from: Fields, key: string, path: Path, otherwise: number): number {
    const value = from[key];
    if (value === undefined) return otherwise;
    const found = typeof value === 'string' ? durationIn(value.trim()) : undefined;
    if (found === undefined)
      problem([...path, key], `${key}: ${shown(value)} is not a duration; write 500ms, 5s, 10m or 1h30m`);
    else if (found > longest || (found === 0 && key !== 'within' && key !== 'delay'))
      problem(
        [...path, key],
        `${key}: ${shown(value)} is ${found === 0 ? 'no time at all' : 'more than a day'}`,
      );
    return found ?? otherwise;
  }

  function count(from: Fields, key: string, path: Path, otherwise: number): number {
    const value = from[key];
    if (value === undefined) return otherwise;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1000) return value;
    problem([...path, key], `${key}: ${shown(value)} is not a number from 1 to 1000`);
    return otherwise;
  }

  return { choice, ms, count };
}
