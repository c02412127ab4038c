import type { Command } from '../commands/command.ts';
import { atFlag, noteFlags, type FlagSpec } from './flags.ts';

/**
 * Every verb of `inc`, as data: what is typed, what it means, examples, and where its code is. Help,
 * commander's tree and the README's list are made from this.
 */
export interface VerbSpec {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly group: 'lifecycle' | 'record' | 'people' | 'act' | 'read' | 'document' | 'plumbing';
  readonly summary: string;
  /** In commander's notation: `<needed>`, `[optional]`, `[many...]`. */
  readonly args: string;
  readonly flags: readonly FlagSpec[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** What it records is shown while it goes on. */
  readonly live?: true;
  /** Everything after the first word belongs to the command that is run. */
  readonly passThrough?: true;
  readonly load: () => Promise<Command>;
}

const tz: FlagSpec = {
  long: 'tz',
  value: 'ZONE',
  help: "the incident's time zone: Europe/Paris, UTC, GMT+1",
};
const output: FlagSpec = {
  long: 'output',
  short: 'o',
  value: 'FILE',
  help: 'where the document goes; - is standard output',
};
const template: FlagSpec = {
  long: 'template',
  value: 'NAME',
  help: 'default, classic, or one of .inc/templates',
};
const many = (long: string, value: string, help: string): FlagSpec => ({ long, value, many: true, help });
const one = (long: string, value: string, help: string): FlagSpec => ({ long, value, help });

export const verbs: readonly VerbSpec[] = [
  {
    verb: 'open',
    aliases: ['declare', 'new'],
    group: 'lifecycle',
    summary: 'open an incident',
    args: '[title...]',
    flags: [
      { long: 'sev', short: 's', value: 'N', help: 'severity, 1 (worst) to 5' },
      {
        long: 'service',
        short: 'S',
        value: 'NAME',
        many: true,
        help: 'an affected service; may be repeated',
      },
      one('started', 'TIME', 'when the impact started'),
      one('detected', 'TIME', 'when it was noticed'),
      { ...atFlag, help: 'when it was declared, if not now' },
      tz,
      { long: 'drill', help: 'an exercise: kept out of the metrics' },
      { long: 'no-switch', help: 'leave the current incident as it is' },
    ],
    examples: [
      ['inc open "Web tier answers 5xx" --sev 2 -S web', 'declare it now'],
      [
        'inc open "Web tier answers 5xx" --detected 14:25 --started -20m',
        'with the times that are known already',
      ],
    ],
    load: async () => (await import('../commands/open.ts')).open,
  },
  {
    verb: 'status',
    aliases: ['st'],
    group: 'lifecycle',
    summary: 'show the status card, or move to another phase',
    args: '[phase] [text...]',
    flags: [atFlag],
    examples: [
      ['inc status', 'the status card'],
      ['inc status identified "bad deploy 1412"', 'the cause is known'],
    ],
    load: async () => (await import('../commands/status.ts')).status,
  },
  {
    verb: 'sev',
    aliases: [],
    group: 'lifecycle',
    summary: 'change the severity, with a reason',
    args: '<severity> [reason...]',
    flags: [atFlag],
    examples: [['inc sev 1 all regions', 'worse than thought']],
    load: async () => (await import('../commands/sev.ts')).sev,
  },
  {
    verb: 'impact',
    aliases: [],
    group: 'lifecycle',
    summary: 'state who is hurt, and since when',
    args: '[text...]',
    flags: [one('start', 'TIME', 'when the impact started'), one('end', 'TIME', 'when it ended'), atFlag],
    examples: [['inc impact "checkout is down" --start -12m', 'what people notice']],
    load: async () => (await import('../commands/impact.ts')).impact,
  },
  {
    verb: 'ack',
    aliases: ['acknowledge'],
    group: 'lifecycle',
    summary: 'somebody is working on it',
    args: '[text...]',
    flags: [atFlag],
    examples: [['inc ack', 'I am on it']],
    load: async () => (await import('../commands/turn.ts')).ack,
  },
  {
    verb: 'mitigate',
    aliases: ['mitigated'],
    group: 'lifecycle',
    summary: 'the impact has stopped',
    args: '[text...]',
    flags: [atFlag],
    examples: [['inc mitigate "traffic is on the backup"', 'people can work again']],
    load: async () => (await import('../commands/turn.ts')).mitigate,
  },
  {
    verb: 'resolve',
    aliases: ['resolved'],
    group: 'lifecycle',
    summary: 'normal function is back',
    args: '[text...]',
    flags: [atFlag],
    examples: [['inc resolve "web-1 is back in rotation"', 'over, and why']],
    load: async () => (await import('../commands/turn.ts')).resolve,
  },
  {
    verb: 'close',
    aliases: [],
    group: 'lifecycle',
    summary: 'write the review, close the incident and build its post-mortem',
    args: '[text...]',
    flags: [
      one('summary', 'TEXT', 'what happened, in a paragraph'),
      one('impact', 'TEXT', 'who was hurt, and how'),
      one('root-cause', 'TEXT', 'what it is traced to'),
      one('conclusion', 'TEXT', 'the closing words'),
      many('factor', 'TEXT', 'a contributing factor; may be repeated'),
      many('lesson', 'TEXT', 'a lesson learned; may be repeated'),
      many('action', 'TITLE[: DETAIL]', 'an action item; may be repeated'),
      many('owner', 'NAME', 'who owns the action item; one for all, or one each'),
      many('due', 'DATE', 'when it is due, 2026-12-31; one for all, or one each'),
      many('measure', 'NAME', 'its measure: audit, failover-test, monitoring …; one for all, or one each'),
      template,
      output,
      { long: 'no-postmortem', help: 'build it later: inc postmortem build' },
      atFlag,
    ],
    examples: [
      ['inc close --summary "A bad deploy broke the web tier" --root-cause "…"', 'close with what is known'],
      [
        "inc close --action 'Failover test: every quarter' --measure failover-test --owner ana",
        'with a promise that is kept track of',
      ],
    ],
    load: async () => (await import('../commands/close.ts')).close,
  },
  {
    verb: 'note',
    aliases: ['n', 'log'],
    group: 'record',
    summary: 'log one line, now or with --at',
    args: '[text...]',
    flags: noteFlags,
    examples: [
      ['inc note db-1 disk is at 97%', 'no quotes needed'],
      ['inc note --at 14:25 "monitoring saw slow responses"', 'it happened earlier'],
      ['dmesg | tail -3 | inc note -', 'from standard input'],
    ],
    load: async () => (await import('../commands/note.ts')).note,
  },
  {
    verb: 'role',
    aliases: [],
    group: 'people',
    summary: 'say who holds a role: commander, ops, comms, scribe …',
    args: '<role> [person]',
    flags: [atFlag],
    examples: [
      ['inc role commander', 'you take command'],
      ['inc role comms bo', 'bo speaks to customers'],
    ],
    load: async () => (await import('../commands/role.ts')).role,
  },
  {
    verb: 'check',
    aliases: ['c'],
    group: 'act',
    summary: 'ask systems how they are: checks of the catalogue, a script, a URL',
    args: '[check...]',
    flags: [{ long: 'timeout', value: 'TIME', help: 'for scripts and URLs named here: 10s' }],
    examples: [
      ['inc check', 'every check of the catalogue'],
      ['inc check web', 'one of them'],
      ['inc check ./healthy.sh http://127.0.0.1:8080/health', 'no catalogue needed'],
    ],
    load: async () => (await import('../commands/check.ts')).check,
  },
  {
    verb: 'run',
    aliases: ['r'],
    group: 'act',
    summary: 'run a command with its start, end and exit code in the record',
    args: '[command...]',
    flags: [],
    examples: [['inc run -- systemctl restart web', 'the terminal and the exit code are its own']],
    passThrough: true,
    load: async () => (await import('../commands/run.ts')).run,
  },
  {
    verb: 'failover',
    aliases: ['fo'],
    group: 'act',
    summary: 'run a failover plan or script, verify it, and undo it when it did not work',
    args: '<plan> [words...]',
    flags: [
      one('reason', 'TEXT', 'why; recorded'),
      one('confirm', 'NAME', "the target's name, in place of typing it"),
      many('verify', 'CHECK', 'for a script: what must be healthy afterwards; may be repeated'),
      one('undo', 'SCRIPT', 'for a script: how to undo it'),
      many('preflight', 'CHECK', 'for a script: what must be healthy before; may be repeated'),
      one('target', 'NAME', 'for a script: the name to confirm'),
      one('timeout', 'TIME', 'for a script: how long it may run, 10m'),
      one('within', 'TIME', 'for a script: how long verification may take, 60s'),
      one('passes', 'N', 'for a script: how many checks in a row must pass, 3'),
      one('every', 'TIME', 'for a script: how often to check, 1s'),
      { long: 'yes', short: 'y', help: 'no question, where the plan allows it' },
    ],
    examples: [
      ['inc failover web-to-backup', 'shows the plan, asks for the reason and the name, runs, verifies'],
      ['inc failover web-to-backup --reason "web-1 is down" --confirm web-backup', 'the same from a script'],
      [
        'inc failover ./to-backup.sh --verify ./healthy.sh --undo ./back.sh --reason "…" --confirm to-backup',
        'no catalogue needed',
      ],
    ],
    live: true,
    load: async () => (await import('../commands/failover.ts')).failover,
  },
  {
    verb: 'timeline',
    aliases: ['tl'],
    group: 'read',
    summary: 'everything that happened, in order of when',
    args: '',
    flags: [],
    examples: [['inc timeline', 'the current incident']],
    load: async () => (await import('../commands/timeline.ts')).showTimeline,
  },
  {
    verb: 'list',
    aliases: ['ls'],
    group: 'read',
    summary: 'list incidents, newest first',
    args: '',
    flags: [{ long: 'open', help: 'only those that are not closed' }],
    examples: [['inc list --open', 'what is still going on']],
    load: async () => (await import('../commands/list.ts')).list,
  },
  {
    verb: 'show',
    aliases: [],
    group: 'read',
    summary: 'one incident: key times, durations with their inputs, roles, runs, action items',
    args: '[incident]',
    flags: [],
    examples: [['inc show --json', 'for scripts']],
    load: async () => (await import('../commands/show.ts')).showIncident,
  },
  {
    verb: 'switch',
    aliases: ['use'],
    group: 'read',
    summary: 'choose the incident that commands are about',
    args: '<incident>',
    flags: [],
    examples: [['inc switch web-tier', 'by any unambiguous part of its id']],
    load: async () => (await import('../commands/switch.ts')).switchTo,
  },
  {
    verb: 'postmortem',
    aliases: ['pm'],
    group: 'document',
    summary: 'build the post-mortem, or refresh its generated regions',
    args: '<build>',
    flags: [template, output],
    examples: [
      ['inc postmortem build', 'postmortems/<id>.md'],
      ['inc postmortem build --template classic -o -', 'to standard output'],
    ],
    load: async () => (await import('../commands/postmortem.ts')).postmortem,
  },
  {
    verb: 'verify',
    aliases: [],
    group: 'plumbing',
    summary: 'prove that nothing in the record was changed, cut or lost',
    args: '[incident]',
    flags: [
      { long: 'anchor', value: 'HASH', help: 'a digest seen earlier: it and all before it must be there' },
    ],
    examples: [['inc verify', 'exit 1 names the first bad line']],
    load: async () => (await import('../commands/verify.ts')).verify,
  },
  {
    verb: 'init',
    aliases: [],
    group: 'plumbing',
    summary: 'start a catalogue of checks and plans in .inc/',
    args: '',
    flags: [],
    examples: [['inc init', 'writes .inc/inc.yaml and a plan to fill in']],
    load: async () => (await import('../commands/init.ts')).init,
  },
  {
    verb: 'config',
    aliases: [],
    group: 'plumbing',
    summary: 'show where things are, or allow a catalogue to run',
    args: '[action] [path]',
    flags: [],
    examples: [
      ['inc config', 'store, catalogue, trust'],
      ['inc config trust', 'after reading .inc/: its checks and plans may run'],
    ],
    load: async () => (await import('../commands/config.ts')).config,
  },
];
