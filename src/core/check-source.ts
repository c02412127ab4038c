import type { Check, CheckCommon, Limits } from './check.ts';
import { durationIn } from './duration.ts';
import { hostPort } from './host-port.ts';
import type { Problem, Source } from './file-ports.ts';
import { parseRange } from './range.ts';

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

export interface CompiledChecks {
  readonly checks: Readonly<Record<string, Check>>;
  readonly problems: readonly Problem[];
}

const defaultTimeout = 10_000;
const longestTimeout = 60 * 60_000;
const defaultEvery = 1000;
const mostTimes = 100;
/** The kind of check that each key of `expect:` is for. */
const expectations = { status: 'http', body: 'http', banner: 'tcp' } as const;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** A limit on `time` may be written in durations: `500ms`, `100ms:2s`. */
const inMilliseconds = (range: string): string =>
  range.replace(/[^@:~\s]+/g, (part) => {
    const ms = /^[\d.]+$/.test(part) ? undefined : durationIn(part);
    return ms === undefined ? part : String(ms);
  });

/**
 * Compiles `checks:` of a catalogue whose shape has been checked. Commands run in `root`, the folder that holds
 * `.inc/`, unless they name another. Every problem is found at once.
 */
export function checksFromSource(source: Source, root: string): CompiledChecks {
  const problems: Problem[] = [];
  const problem = (path: Path, message: string): void => {
    problems.push({ file: source.file, ...source.at(path), message });
  };

  function limits(value: unknown, path: Path): Limits {
    const entries = Object.entries(fields(value)).map(([label, limit]): [string, string] => {
      const written = String(limit);
      const range = label === 'time' ? inMilliseconds(written) : written;
      if (!parseRange(range))
        problem(
          [...path, label],
          label === 'time'
            ? `${written} is no limit on time: write 500ms, 2s, or a range such as 100ms:2s`
            : `${written} is no limit: write a number, or a range such as 10:20, ~:5 or @10:20`,
        );
      return [label, range];
    });
    return Object.fromEntries(entries);
  }

  function time(value: unknown, path: Path, what: string, otherwise: number): number {
    if (value === undefined) return otherwise;
    const written = textOf(value);
    const ms = durationIn(written);
    if (ms !== undefined && ms > 0 && ms <= longestTimeout) return ms;
    problem(path, `${written} is not ${what}: write 500ms, 5s or 1m (an hour at most)`);
    return otherwise;
  }

  function count(value: unknown, path: Path): number {
    if (value === undefined) return 1;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostTimes)
      return value;
    problem(path, `${textOf(value)} is not a number from 1 to ${mostTimes}`);
    return 1;
  }

  /** How often it is asked; a check that says nothing about it is asked once, and carries nothing. */
  function repeats(from: Fields, path: Path): Pick<CheckCommon, 'retry' | 'passes'> {
    const { attempts, delay } = fields(from['retry']);
    const tries = count(attempts, [...path, 'retry', 'attempts']);
    const delayMs = time(delay, [...path, 'retry', 'delay'], 'a time to wait', defaultEvery);
    const row = count(from['passes'], [...path, 'passes']);
    const everyMs = time(from['every'], [...path, 'every'], 'a time to wait', defaultEvery);
    if (from['every'] !== undefined && from['passes'] === undefined)
      problem([...path, 'every'], 'every is for a check with passes: N');
    return {
      ...(tries > 1 ? { retry: { attempts: tries, delayMs } } : {}),
      ...(row > 1 ? { passes: { count: row, everyMs } } : {}),
    };
  }

  /** What an answer must hold is said differently of each kind. */
  function expected(value: unknown, path: Path, kind: Check['kind']): Fields {
    const wanted = fields(value);
    if (value !== undefined && kind === 'command') problem(path, 'expect is not for commands');
    for (const [key, owner] of Object.entries(expectations))
      if (wanted[key] !== undefined && kind !== 'command' && kind !== owner)
        problem([...path, key], `expect: ${key} is for ${owner} checks only`);
    return wanted;
  }

  function compile(name: string, value: unknown): Check | undefined {
    const path = ['checks', name];
    const from = fields(value);
    const common: CheckCommon = {
      name,
      timeout: time(from['timeout'], [...path, 'timeout'], 'a time-out', defaultTimeout),
      warn: limits(from['warn'], [...path, 'warn']),
      crit: limits(from['crit'], [...path, 'crit']),
      ...repeats(from, path),
    };
    const { http, tcp, command, expect, cwd } = from;
    const kind = typeof http === 'string' ? 'http' : typeof tcp === 'string' ? 'tcp' : 'command';
    const { status, body, banner } = expected(expect, [...path, 'expect'], kind);
    if (cwd !== undefined && kind !== 'command') problem([...path, 'cwd'], 'cwd is for commands only');
    if (typeof http === 'string') {
      if (!/^https?:/i.test(http) || !URL.canParse(http))
        problem([...path, 'http'], `${http} is not an http or https URL`);
      const codes = (Array.isArray(status) ? status : [status]).filter((code) => typeof code === 'number');
      return {
        ...common,
        kind: 'http',
        url: http,
        expect: {
          ...(codes.length > 0 ? { status: codes } : {}),
          ...(body === undefined ? {} : { body: textOf(body) }),
        },
      };
    }
    if (typeof tcp === 'string') {
      const address = hostPort(tcp);
      if (!address) problem([...path, 'tcp'], `${tcp} is no address: write db-1:5432 or [::1]:5432`);
      return {
        ...common,
        kind: 'tcp',
        ...(address ?? { host: tcp, port: 0 }),
        ...(banner === undefined ? {} : { banner: textOf(banner) }),
      };
    }
    // As in a plan: a string is a line for bash, a list is run as it stands.
    const argv = typeof command === 'string' ? ['bash', '-euo', 'pipefail', '-c', command] : words(command);
    const folder = typeof cwd === 'string' ? cwd : '.';
    return argv[0]
      ? {
          ...common,
          kind: 'command',
          argv,
          cwd: folder.startsWith('/') ? folder : `${root}/${folder}`.replace(/\/\.$/, ''),
        }
      : undefined;
  }

  const checks = Object.entries(fields(fields(source.value)['checks'])).flatMap(([name, value]) => {
    const check = compile(name, value);
    if (!check)
      problem(
        ['checks', name],
        `check ${name} asks nothing: give it http: URL, tcp: host:port or command: [program, argument]`,
      );
    return check ? [[name, check] as const] : [];
  });
  return { checks: Object.fromEntries(checks), problems };
}
