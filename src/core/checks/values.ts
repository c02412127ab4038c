import type { Limits } from './check.ts';
import { durationIn } from '../time/duration.ts';
import type { Problem, Source } from '../ports/file-ports.ts';
import { parseRange } from './range.ts';

export type Path = readonly (string | number)[];
export type Fields = Readonly<Record<string, unknown>>;

const longestTimeout = 60 * 60_000;
const mostTimes = 100;

export const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
export const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** A path of the catalogue, relative to `root`. */
export const absolute = (path: string, root: string): string =>
  path.startsWith('/') ? path : `${root}/${path}`.replace(/\/\.$/, '');

/** What the bounds of a limit may be written in, besides plain numbers. @returns undefined: it is none of them. */
type Unit = (part: string) => number | undefined;

const inMilliseconds: Unit = durationIn;
const inSeconds: Unit = (part) => {
  const ms = durationIn(part);
  return ms === undefined ? undefined : ms / 1000;
};
const powers: Readonly<Record<string, number>> = { k: 1, M: 2, G: 3, T: 4 };
const inBytes: Unit = (part) => {
  const [, number, power = '', binary] = /^([\d.]+)([kKMGT]?)(i?)B$/.exec(part) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * (binary ? 1024 : 1000) ** (powers[power === 'K' ? 'k' : power] ?? 0);
};

/** Units of limits by label: `time` everywhere, the others for one kind of check. */
export type Units = Readonly<Record<string, Unit>>;
const ofTime: Units = { time: inMilliseconds };
/** What a file's age (seconds) and size (bytes) may be written in. */
export const ofFiles: Units = { age: inSeconds, size: inBytes };

const examples: Readonly<Record<string, string>> = {
  time: 'is no limit on time: write 500ms, 2s, or a range such as 100ms:2s',
  age: 'is no limit on age: write 26h, 7d, or a range such as 1m:26h',
  size: 'is no limit on size: write 10MB, or a range such as 1kB:10MB',
};
const plainExample = 'is no limit: write a number, or a range such as 10:20, ~:5 or @10:20';

function converted(range: string, unit: Unit): string {
  return range.replace(/[^@:~\s]+/g, (part) => {
    const value = /^[\d.]+$/.test(part) ? undefined : unit(part);
    return value === undefined ? part : String(value);
  });
}

/** Reads the values of a check; what is wrong with them becomes a problem at their place, and the default holds. */
export interface Reader {
  readonly problem: (path: Path, message: string) => void;
  readonly limits: (value: unknown, path: Path, units?: Units) => Limits;
  /** Milliseconds. */
  readonly time: (value: unknown, path: Path, what: string, otherwise: number) => number;
  /** From 1 to 100. */
  readonly count: (value: unknown, path: Path) => number;
}

/** @param problems what is found is added here. */
export function readerOf(source: Source, problems: Problem[]): Reader {
  const problem = (path: Path, message: string): void => {
    problems.push({ file: source.file, ...source.at(path), message });
  };
  return {
    problem,

    limits(value, path, units = {}) {
      const entries = Object.entries(fields(value)).map(([label, limit]): [string, string] => {
        const written = String(limit);
        const known = { ...units, ...ofTime };
        const unit = Object.hasOwn(known, label) ? known[label] : undefined;
        const range = unit ? converted(written, unit) : written;
        if (!parseRange(range))
          problem([...path, label], `${written} ${(unit && examples[label]) ?? plainExample}`);
        return [label, range];
      });
      return Object.fromEntries(entries);
    },

    time(value, path, what, otherwise) {
      if (value === undefined) return otherwise;
      const written = textOf(value);
      const ms = durationIn(written);
      if (ms !== undefined && ms > 0 && ms <= longestTimeout) return ms;
      problem(path, `${written} is not ${what}: write 500ms, 5s or 1m (an hour at most)`);
      return otherwise;
    },

    count(value, path) {
      if (value === undefined) return 1;
      if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostTimes)
        return value;
      problem(path, `${textOf(value)} is not a number from 1 to ${mostTimes}`);
      return 1;
    },
  };
}
