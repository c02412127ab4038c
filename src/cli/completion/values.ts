import { measures } from '../../core/incident/measures.ts';
import { settable, settingNames } from '../../core/setting-names.ts';
import { globalFlags } from '../global-flags.ts';
import type { FlagSpec } from '../flags.ts';
import type { VerbSpec } from '../verb-spec.ts';

/** What a word or a flag's value may be: fixed words, or what the shell looks up when it is asked; empty: anything. */
export type Values =
  '' | '@incidents' | '@checks' | '@plans' | '@services' | '@files' | '@commands' | '@verbs' | (string & {});

const severities = '1 2 3 4 5';
const phases = 'investigating identified mitigating monitoring resolved';
const noteKinds = 'note observation action decision hypothesis question todo';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** By the name of an argument in the registry. */
const byArgument: Readonly<Record<string, Values>> = {
  phase: phases,
  severity: severities,
  role: 'commander deputy scribe ops comms sme',
  incident: '@incidents',
  check: '@checks',
  plan: '@plans',
  file: '@files',
  command: '@commands',
  build: 'build',
  shell: shells.join(' '),
};

/** Where the name of the argument says too little: by verb, which word, and the word before it. */
const byVerb: readonly (readonly [verb: string, nth: number, before: string, values: Values])[] = [
  ['config', 0, '*', 'get set trust test-redaction'],
  ['config', 1, 'get', settingNames.join(' ')],
  ['config', 1, 'set', settable.join(' ')],
  ['config', 1, 'trust', '@files'],
  ['todos', 0, '*', 'done drop reopen'],
  ['runbook', 0, '*', 'list show lint run resume abort'],
  ['runbook', 1, 'show', '@plans'],
  ['runbook', 1, 'lint', '@plans'],
  ['runbook', 1, 'run', '@plans'],
];

/** By the flag's name; these mean the same wherever they stand. */
const byFlag: Readonly<Record<string, Values>> = {
  incident: '@incidents',
  config: '@files',
  output: '@files',
  from: '@files',
  sev: severities,
  service: '@services',
  template: 'default classic',
  measure: measures.join(' '),
  phase: `${phases} closed cancelled`,
  verify: '@checks',
  preflight: '@checks',
  override: '@checks',
  undo: '@files',
};

const byVerbAndFlag: Readonly<Record<string, Values>> = {
  'note kind': noteKinds,
  'timeline kind': `${noteKinds} phase check command`,
  'check until': 'ok',
  'check format': 'nagios',
  'import format': 'text jsonl',
  // A step of a plan, which no shell knows.
  'failover from': '',
  'runbook from': '',
};

/** One flag that takes a value: how it may be typed, and what the value may be. */
export interface FlagValues {
  readonly verb: string;
  readonly names: readonly string[];
  readonly values: Values;
}

export const namesOf = ({ long, short }: FlagSpec): readonly string[] =>
  short ? [`-${short}`, `--${long}`] : [`--${long}`];

export function flagValues(verbs: readonly VerbSpec[]): readonly FlagValues[] {
  const of = (verb: string, flags: readonly FlagSpec[]): readonly FlagValues[] =>
    flags
      .filter(({ value }) => value !== undefined)
      .map((flag) => ({
        verb,
        names: namesOf(flag),
        values: byVerbAndFlag[`${verb} ${flag.long}`] ?? byFlag[flag.long] ?? '',
      }));
  return [...verbs.flatMap(({ verb, flags }) => of(verb, flags)), ...of('*', globalFlags)];
}

/** What the words after a verb may be. `nth`: from 0, or `*` for all; `before`: the word before it, or `*`. */
export interface WordValues {
  readonly verb: string;
  readonly nth: string;
  readonly before: string;
  readonly values: Values;
}

export function wordValues(verbs: readonly VerbSpec[]): readonly WordValues[] {
  const special = byVerb.map(([verb, nth, before, values]) => ({ verb, nth: `${nth}`, before, values }));
  const plain = verbs
    .filter(({ verb }) => !byVerb.some(([known]) => known === verb))
    .flatMap(({ verb, args }) =>
      [...args.matchAll(/[<[](\w+)(\.\.\.)?[>\]]/g)].flatMap(([, name = '', many], nth) => {
        const values = byArgument[name];
        return values === undefined ? [] : [{ verb, nth: many ? '*' : `${nth}`, before: '*', values }];
      }),
    );
  return [...special, ...plain, { verb: 'help', nth: '0', before: '*', values: '@verbs' }];
}

/** Entries of the tables above, for the test that holds them against the registry. */
export const tables = {
  arguments: Object.keys(byArgument),
  verbs: [
    ...byVerb.map(([verb]) => verb),
    ...Object.keys(byVerbAndFlag).map((key) => key.split(' ')[0] ?? ''),
  ],
  flags: [...Object.keys(byFlag), ...Object.keys(byVerbAndFlag).map((key) => key.split(' ')[1] ?? '')],
};
