import type { Check } from '../core/checks/check.ts';
import type { CheckStatus, Rehearsal } from '../core/record/events.ts';

export type PlanKind = 'failover' | 'switchover' | 'runbook';

/** A script runs under `bash -euo pipefail -c`; argv runs as it stands, no shell; a question is a person's step. */
export type Action =
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'argv'; readonly argv: readonly string[] }
  | { readonly kind: 'ask'; readonly question: string };

/** What runs without a person. */
export type Program = Exclude<Action, { kind: 'ask' }>;

/**
 * Passed when `passes` answers in a row are accepted before the time is up. Durations are milliseconds;
 * `withinMs` 0 asks `passes` times, `everyMs` apart, and never waits for a change.
 */
export interface Verify {
  readonly check: string;
  readonly withinMs: number;
  readonly passes: number;
  readonly everyMs: number;
  readonly accept: readonly CheckStatus[];
}

/** `ask` asks a person; where there is none it is `stop`. */
export type OnFailure = 'rollback' | 'stop' | 'continue' | 'ask';

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly do: Action;
  readonly timeoutMs: number;
  /** Exit codes that mean it worked; an undo's is 0. */
  readonly accept: readonly number[];
  /** Where it and its undo run, when that is not the plan's folder. Absolute. */
  readonly cwd?: string;
  readonly retry: { readonly attempts: number; readonly delayMs: number };
  readonly verify?: Verify;
  readonly undo?: Program;
  /** `undo: none`: it leaves nothing behind that would have to be undone. */
  readonly harmless?: true;
  readonly onFailure: OnFailure;
  readonly danger: 'high' | 'normal';
  /** A condition on the plan's variables, see condition.ts; `skipped`: with this run's values it does not hold. */
  readonly when?: string;
  readonly skipped?: true;
  /** To run it twice is to run it once: begun, and with an end that nobody saw, it runs again without a question. */
  readonly idempotent?: true;
  /** It talks with the person: it has the terminal, and nothing that it prints is kept. */
  readonly tty?: true;
}

/** An intent to act, compiled: plain JSON that holds everything a run needs, so that it can be kept with the record. */
export interface Plan {
  readonly v: 1;
  readonly name: string;
  readonly kind: PlanKind;
  readonly title: string;
  /** What a person types to confirm. */
  readonly target: string;
  /** The file of a runbook that a person walks through, block by block. */
  readonly walk?: string;
  readonly vars: Readonly<Record<string, string>>;
  /** Variables whose values are never written down. */
  readonly secrets?: readonly string[];
  readonly preflight: readonly Verify[];
  readonly steps: readonly Step[];
  readonly verify: readonly Verify[];
  /** What a failed final verify does. */
  readonly onFailure: 'rollback' | 'stop';
  readonly cwd: string;
  readonly checks: Readonly<Record<string, Check>>;
  /** How long after a run that acted it does not run again, and how long it is watched afterwards (milliseconds). */
  readonly cooldownMs?: number;
  readonly soakMs?: number;
  /** `yes`: `--yes` confirms. */
  readonly confirm?: 'yes';
  /** It is run for exercise, and this is how. */
  readonly rehearsal?: Rehearsal;
}

/** Under which name it is run once at a time, and cools down. A drill never keeps the plan itself from running. */
export const lockName = ({ name, rehearsal }: Pick<Plan, 'name' | 'rehearsal'>): string =>
  rehearsal ? `${name} (drill)` : name;

export const defaults = {
  /** A step that says nothing is stopped after this long: a hung script must not hold up an outage for ever. */
  timeoutMs: 600_000,
  withinMs: 60_000,
  everyMs: 1000,
  passes: 3,
} as const;

/** @returns why a verify could not pass even if every answer were right; undefined when it can. */
export const neverPasses = ({ withinMs, passes, everyMs }: Verify): string | undefined =>
  withinMs > 0 && passes * everyMs > withinMs && passes > 1
    ? `can never pass: ${passes} passes, ${everyMs / 1000} s apart, do not fit into ${withinMs / 1000} s`
    : undefined;

export const argvOf = (program: Program): readonly string[] =>
  program.kind === 'argv' ? program.argv : ['bash', '-euo', 'pipefail', '-c', program.text];

/** A program as a person would type it. */
export const shownProgram = (program: Program): string | readonly string[] =>
  program.kind === 'argv' ? program.argv : program.text;

/**
 * The file that a program starts, when it is named by a path: `argv[0]` or the first word of a script. Words
 * that a shell would expand name no file that could be looked at beforehand.
 */
export function fileOf(program: Program): string | undefined {
  const word =
    program.kind === 'argv' ? program.argv[0] : /^\s*([\w@%+=:,./-]+)(?=\s|$|;)/.exec(program.text)?.[1];
  return word !== undefined && word.includes('/') && !/^[A-Za-z_]\w*=/.test(word) ? word : undefined;
}

/** Every command line that the plan can start, with who names it. */
export const programsOf = (plan: Plan): { readonly argv: readonly string[]; readonly where: string }[] =>
  plan.steps.flatMap((step) => [
    ...(step.do.kind === 'ask' ? [] : [{ argv: argvOf(step.do), where: `step ${step.id}` }]),
    ...(step.undo ? [{ argv: argvOf(step.undo), where: `undo of step ${step.id}` }] : []),
  ]);

/** Every file that the plan names as a program, with who names it: steps, undos and the checks it uses. */
export function filesOf(
  plan: Plan,
): { readonly file: string; readonly cwd: string; readonly where: string }[] {
  const files: { file: string; cwd: string; where: string }[] = [];
  const add = (file: string | undefined, cwd: string, where: string): void => {
    if (file !== undefined) files.push({ file, cwd, where });
  };
  for (const step of plan.steps) {
    const { cwd = plan.cwd } = step;
    if (step.do.kind !== 'ask') add(fileOf(step.do), cwd, `step ${step.id}`);
    if (step.undo) add(fileOf(step.undo), cwd, `undo of step ${step.id}`);
  }
  for (const check of Object.values(plan.checks))
    if (check.kind === 'command')
      add(fileOf({ kind: 'argv', argv: check.argv }), check.cwd, `check ${check.name}`);
  return files;
}

/**
 * Names that may not be set for a script: they change which program runs, what the shell or a language loads
 * before it, or what `inc` itself believes.
 */
const refusedNames =
  /^(?:PATH|CDPATH|IFS|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|PS4|PROMPT_COMMAND|SHELL|HOME|TMPDIR|EDITOR|VISUAL|PAGER|LESSOPEN|NODE_.*|NPM_.*|LD_.*|DYLD_.*|GIT_.*|PYTHON.*|PERL.*|RUBY.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|SSH_.*|GCONV_PATH|MALLOC_.*|GLIBC_.*|BASH_FUNC_.*|INC_.*)$/i;

/** @returns why a variable may not have this name; undefined when it may. */
export function refusedName(name: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return 'is no name for an environment variable (letters, digits and _)';
  return refusedNames.test(name)
    ? 'may not be set by a plan: it changes how programs are found or started'
    : undefined;
}
