import type { Check, CheckCommon } from './check.ts';
import { kindOf, misplaced, questionChoice } from './keys.ts';
import { aboutIt, needless } from './needs.ts';
import { questions } from './questions.ts';
import { fields, ofFiles, readerOf, type Fields, type Path } from './values.ts';
import type { Problem, Source } from '../ports/file-ports.ts';

export interface CompiledChecks {
  readonly checks: Readonly<Record<string, Check>>;
  readonly problems: readonly Problem[];
}

const defaultTimeout = 10_000;
const defaultEvery = 1000;

/**
 * Compiles `checks:` of a catalogue whose shape has been checked. Commands run in `root`, the folder that holds
 * `.inc/`, unless they name another. Every problem is found at once.
 */
export function checksFromSource(source: Source, root: string): CompiledChecks {
  const problems: Problem[] = [];
  const reader = readerOf(source, problems);
  const { problem, limits, time, count } = reader;

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

  function compile(name: string, value: unknown): Check | undefined {
    const path = ['checks', name];
    const from = fields(value);
    const kind = kindOf(from);
    const units = kind === 'file' ? ofFiles : {};
    const common: CheckCommon = {
      name,
      timeout: time(from['timeout'], [...path, 'timeout'], 'a time-out', defaultTimeout),
      warn: limits(from['warn'], [...path, 'warn'], units),
      crit: limits(from['crit'], [...path, 'crit'], units),
      ...repeats(from, path),
      ...aboutIt(from),
    };
    if (kind === undefined) return undefined;
    misplaced(from, path, kind, reader);
    return questions[kind]({ from, path, common, root, reader });
  }

  const checks = Object.entries(fields(fields(source.value)['checks'])).flatMap(([name, value]) => {
    const check = compile(name, value);
    if (!check) problem(['checks', name], `check ${name} asks nothing: give it ${questionChoice('or')}`);
    return check ? [[name, check] as const] : [];
  });
  needless(checks, fields(fields(source.value)['checks']), problem);
  return { checks: Object.fromEntries(checks), problems };
}
