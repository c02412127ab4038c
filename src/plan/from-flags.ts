import type { Check } from '../core/checks/check.ts';
import { parseDuration } from '../core/time/duration.ts';
import { Fault } from '../core/faults.ts';
import { shellWords } from '../core/text/shell-words.ts';
import { longest } from './fields.ts';
import { defaults, neverPasses, type Plan, type Program, type Verify } from './plan.ts';

/** What `inc failover ./to-backup.sh --verify ./healthy.sh …` says, as typed; checks are compiled already. */
export interface Typed {
  readonly words: readonly string[];
  readonly verify: readonly Check[];
  readonly preflight: readonly Check[];
  readonly undo?: string;
  readonly target?: string;
  readonly timeout?: string;
  readonly within?: string;
  readonly passes?: string;
  readonly every?: string;
  readonly cwd: string;
}

/** A path is a program of its own; several words, or what a shell would expand, is a command line. */
const program = (typed: string): Program =>
  /[\s"'$`\\|&;<>()*?[\]{}~#!]/.test(typed.trim())
    ? { kind: 'script', text: typed }
    : { kind: 'argv', argv: [typed] };

function number(typed: string | undefined, otherwise: number): number {
  if (typed === undefined) return otherwise;
  const found = Number(typed);
  if (Number.isInteger(found) && found >= 1 && found <= 1000) return found;
  throw new Fault('USAGE', `--passes ${typed} is not a number from 1 to 1000`, {
    hint: 'inc failover … --passes 3',
  });
}

function ms(typed: string | undefined, otherwise: number): number {
  if (typed === undefined) return otherwise;
  const found = parseDuration(typed);
  if (found > 0 && found <= longest) return found;
  throw new Fault('USAGE', `${typed} is ${found === 0 ? 'no time at all' : 'more than a day'}`, {
    hint: 'inc failover … --within 60s --every 1s --timeout 10m',
  });
}

/** A plan of one step, from plain scripts. Throws Fault USAGE for flags that say nothing sensible, CONFIG without a verify. */
export function fromFlags(typed: Typed): Plan {
  const [script = '', ...args] = typed.words;
  const name = /([^/]+?)(?:\.[^./]*)?$/.exec(script)?.[1] ?? script;
  if (typed.verify.length === 0)
    throw new Fault(
      'CONFIG',
      `a failover without a check cannot be told from one that did not work · ${script}`,
      {
        hint: `inc failover ${script} --verify ./healthy.sh (or a URL, or a check of the catalogue)`,
      },
    );
  const verify = (check: Check): Verify => ({
    check: check.name,
    withinMs: ms(typed.within, defaults.withinMs),
    passes: number(typed.passes, defaults.passes),
    everyMs: ms(typed.every, defaults.everyMs),
    accept: ['OK'],
  });
  for (const never of typed.verify.map((check) => neverPasses(verify(check))))
    if (never)
      throw new Fault('USAGE', `--verify ${never}`, {
        hint: 'a longer --within, a shorter --every or fewer --passes',
      });
  const once = (check: Check): Verify => ({ ...verify(check), withinMs: 0, passes: 1 });
  return {
    v: 1,
    name,
    kind: 'failover',
    title: `Fail over with ${shellWords([script, ...args])}`,
    target: targetOf(typed.target, name),
    vars: {},
    preflight: typed.preflight.map(once),
    steps: [
      {
        id: name,
        title: shellWords([script, ...args]),
        do: { kind: 'argv', argv: [script, ...args] },
        timeoutMs: ms(typed.timeout, defaults.timeoutMs),
        accept: [0],
        retry: { attempts: 1, delayMs: 0 },
        ...(typed.undo === undefined ? {} : { undo: program(typed.undo) }),
        onFailure: 'rollback',
        danger: 'high',
      },
    ],
    verify: typed.verify.map(verify),
    onFailure: 'rollback',
    cwd: typed.cwd,
    checks: Object.fromEntries([...typed.preflight, ...typed.verify].map((check) => [check.name, check])),
  };
}

function targetOf(typed: string | undefined, name: string): string {
  if (typed !== undefined && typed.trim() === '')
    throw new Fault('USAGE', 'the target has no name', {
      hint: 'what is typed to confirm: --target web-backup',
    });
  return typed ?? name;
}
