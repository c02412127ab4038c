import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import type { World } from '../core/ports/ports.ts';
import { flagSet, type Command, type Input, type Outcome } from './command.ts';

/** What each subcommand takes beside the flags of every command; the rest is refused, not ignored. */
const taken: Readonly<Record<string, readonly string[]>> = {
  list: [],
  show: [],
  lint: ['all'],
  run: [
    'reason',
    'confirm',
    'yes',
    'var',
    'step',
    'from',
    'dryRun',
    'drill',
    'override',
    'noCooldown',
    'breakLock',
    'noSoak',
  ],
  resume: ['reason', 'settle', 'var', 'breakLock', 'noSoak'],
  abort: ['reason', 'breakLock'],
};

const loads: Readonly<Record<string, () => Promise<Command>>> = {
  list: async () => (await import('./runbook-list.ts')).runbookList,
  show: async () => (await import('./runbook-show.ts')).runbookShow,
  lint: async () => (await import('./runbook-lint.ts')).runbookLint,
  run: async () => (await import('./runbook-run.ts')).runbookRun,
  resume: async () => (await import('./resume.ts')).resumeRun,
  abort: async () => (await import('./abort.ts')).abortRun,
};

const everywhere = [
  'incident',
  'as',
  'config',
  'json',
  'quiet',
  'noInput',
  'noColor',
  'debug',
  'color',
  'input',
];
const typed = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** `inc runbook list|show|lint|run|…`: plans that are checked in. */
export async function runbook(input: Input, world: World): Promise<Outcome> {
  const [action = 'list', ...args] = input.args;
  const names = Object.keys(loads);
  const load = Object.hasOwn(loads, action) ? loads[action] : undefined;
  if (!load) {
    const meant = nearest(action, names);
    throw new Fault('USAGE', `inc runbook does not know ${action}`, {
      hint: meant
        ? `did you mean: inc runbook ${[meant, ...args].join(' ')}`
        : `inc runbook ${names.join('|')}; to run a plan: inc runbook run ${action}`,
    });
  }
  const known = [...everywhere, ...(taken[action] ?? [])];
  const odd = Object.keys(input.flags).find(
    (name) => !known.includes(name) && (flagSet(input, name) || input.flags[name] !== false),
  );
  if (odd !== undefined)
    throw new Fault('USAGE', `inc runbook ${action} takes no ${typed(odd)}`, {
      hint: 'what each takes: inc runbook --help',
    });
  return (await load())({ ...input, args }, world);
}
