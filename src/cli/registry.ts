import type { Command } from '../commands/command.ts';
import { everydayVerbs, reFlag, untilFlag } from './everyday-verbs.ts';
import { atFlag, noteFlags } from './flag-specs.ts';
import type { FlagSpec } from './flags.ts';

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
  /** The same for a person, where the names alone say too little. */
  readonly words?: string;
  readonly flags: readonly FlagSpec[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** What it records is shown while it goes on. */
  readonly live?: true;
  /** Everything after the first word belongs to the command that is run. */
  readonly passThrough?: true;
  /** It is about no incident, or names it in its words: `-i` is refused, with this hint. */
  readonly noIncident?: string;
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
      { long: 'drill', help: 'an exercise, marked as one wherever it is shown' },
      { long: 'no-switch', help: 'leave the current incident as it is' },
    ],
    examples: [
      ['inc open "Web tier answers 5xx" --sev 2 -S web', 'declare it now'],
      [
        'inc open "Web tier answers 5xx" --detected 14:25 --started -20m',
        'with the times that are known already',
      ],
    ],
    noIncident: 'a new incident gets its id from its title; leave -i out',
    load: async () => (await import('../commands/open.ts')).open,
  },
  {
    verb: 'status',
    aliases: ['st'],
    group: 'lifecycle',
    summary: 'show the status card, or say that the phase has changed',
    args: '[phase] [text...]',
    flags: [atFlag],
    examples: [
      ['inc status', 'the status card; inc alone shows it too'],
      ['inc status identified "bad deploy 1412"', 'the cause is known'],
      [
        'inc status mitigating "rolling back"',
        'phases: investigating, identified, mitigating, monitoring, resolved',
      ],
    ],
    load: async () => (await import('../commands/status.ts')).status,
  },
  {
    verb: 'sev',
    aliases: [],
    group: 'lifecycle',
    summary: 'change the severity, 1 (worst) to 5, and say why',
    args: '<severity> [reason...]',
    flags: [atFlag],
    examples: [['inc sev 1 all regions', 'worse than thought']],
    load: async () => (await import('../commands/sev.ts')).sev,
  },
  {
    verb: 'impact',
    aliases: [],
    group: 'lifecycle',
    summary: 'say who is hurt and how, since when, until when',
    args: '[text...]',
    flags: [one('start', 'TIME', 'when the impact started'), one('end', 'TIME', 'when it ended'), atFlag],
    examples: [['inc impact "checkout is down" --start -12m', 'what people notice']],
    load: async () => (await import('../commands/impact.ts')).impact,
  },
  {
    verb: 'ack',
    aliases: ['acknowledge'],
    group: 'lifecycle',
    summary: 'acknowledge: somebody is working on it',
    args: '[text...]',
    flags: [atFlag],
    examples: [['inc ack', 'I am on it']],
    load: async () => (await import('../commands/turn.ts')).ack,
  },
  {
    verb: 'mitigate',
    aliases: ['mitigated'],
    group: 'lifecycle',
    summary: 'say that the impact has stopped',
    args: '[text...]',
    flags: [atFlag],
    examples: [['inc mitigate "traffic is on the backup"', 'people can work again']],
    load: async () => (await import('../commands/turn.ts')).mitigate,
  },
  {
    verb: 'resolve',
    aliases: ['resolved'],
    group: 'lifecycle',
    summary: 'say that normal function is back',
    args: '[text...]',
    flags: [atFlag],
    examples: [['inc resolve "web-1 is back in rotation"', 'it is over, and this is why']],
    load: async () => (await import('../commands/turn.ts')).resolve,
  },
  {
    verb: 'close',
    aliases: [],
    group: 'lifecycle',
    summary: 'close the incident, with its review, and build its post-mortem',
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
      many(
        'measure',
        'NAME',
        'what kind of measure it is: audit, failover-test, monitoring …; one for all, or one each',
      ),
      one('from', 'FILE', 'answers in YAML in place of the flags above; - is standard input'),
      template,
      output,
      { long: 'no-postmortem', help: 'build it later: inc postmortem build' },
      atFlag,
    ],
    examples: [
      ['inc close --summary "A bad deploy broke the web tier" --root-cause "…"', 'close with what is known'],
      [
        "inc close --action 'Failover test: monthly' --measure failover-test --owner bo",
        'with an action item: who will do what, against which weakness',
      ],
      ['inc close --from answers.yaml', 'the whole review from a file'],
    ],
    load: async () => (await import('../commands/close.ts')).close,
  },
  {
    verb: 'note',
    aliases: ['n', 'log'],
    group: 'record',
    summary: 'log one line: what you see, do or decide',
    args: '[text...]',
    flags: [...noteFlags, untilFlag, reFlag],
    examples: [
      ['inc note db-1 disk is at 97%', 'no quotes needed'],
      ['inc note --at 14:25 "monitoring saw slow responses"', 'it happened earlier'],
      ['dmesg | tail -3 | inc note -', 'from standard input'],
      ['inc note --re 3f9a2c1 "ruled out: the pool is fine"', 'about an entry: a hypothesis, a question'],
    ],
    load: async () => (await import('../commands/note-about.ts')).noteAbout,
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
      ['inc role comms bo', 'bo speaks to customers; a hand-over is the same command'],
    ],
    load: async () => (await import('../commands/role.ts')).role,
  },
  {
    verb: 'check',
    aliases: ['c'],
    group: 'act',
    summary: 'ask systems how they are: by checks of the catalogue, a script, a URL or host:port',
    args: '[check...]',
    flags: [
      { long: 'timeout', value: 'TIME', help: 'how long scripts, URLs and ports named here may take: 10s' },
      one('until', 'ok', 'wait until all are OK; records what changes meanwhile; exit: as they are at last'),
      one('within', 'TIME', 'with --until: how long to wait, 5m'),
      one('every', 'TIME', 'with --until: how often to ask, 5s'),
      one('passes', 'N', 'with --until: how often in a row all must be OK, 1'),
    ],
    live: true,
    examples: [
      ['inc check', 'every check of the catalogue; exit 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN'],
      ['inc check web', 'one of them'],
      ['inc check ./healthy.sh http://127.0.0.1:8080/health db-1:5432', 'no catalogue needed'],
      ['inc check web --until ok --within 5m --passes 3', 'wait until it is well, three times in a row'],
    ],
    load: async () => (await import('../commands/check.ts')).check,
  },
  {
    verb: 'run',
    aliases: ['r'],
    group: 'act',
    summary: 'run a command; its start, end and exit code go into the record',
    args: '[command...]',
    flags: [
      { long: 'no-output', help: 'do not keep what it prints; it gets our own streams, as without inc' },
      { long: 'keep-output', help: 'keep it also on a terminal; the command then sees pipes, no terminal' },
    ],
    examples: [
      ['inc run -- systemctl restart web', 'the command has the terminal; its exit code is that of inc run'],
    ],
    passThrough: true,
    load: async () => (await import('../commands/run.ts')).run,
  },
  {
    verb: 'failover',
    aliases: ['fo'],
    group: 'act',
    summary: 'run a failover plan or script, verify it, undo it when it did not work',
    args: '<plan> [words...]',
    words: 'PLAN | SCRIPT [ARGUMENTS...]',
    flags: [
      one('reason', 'TEXT', 'why you do it; recorded'),
      one('confirm', 'NAME', "the target's name, in place of typing it"),
      many('verify', 'CHECK', 'for a script: what must be healthy afterwards; may be repeated'),
      one('undo', 'SCRIPT', 'for a script: how to undo it'),
      many('preflight', 'CHECK', 'for a script: what must be healthy before; may be repeated'),
      one('target', 'NAME', 'for a script: the name to confirm'),
      one('timeout', 'TIME', 'for a script: how long it may run, 10m'),
      one('within', 'TIME', 'for a script: how long verification may take, 60s'),
      one('passes', 'N', 'for a script: how many checks in a row must pass, 3'),
      one('every', 'TIME', 'for a script: how often to check, 1s'),
      { long: 'yes', short: 'y', help: 'in place of --confirm, where the plan says confirm: yes' },
      { long: 'dry-run', short: 'n', help: 'show what would run, to the word; runs and records nothing' },
      many('override', 'CHECK', 'accept this preflight check whatever it answers; recorded; may be repeated'),
      { long: 'no-cooldown', help: 'run it although it cools down; recorded' },
      { long: 'break-lock', help: 'run it although nobody can tell whether it still runs; recorded' },
      { long: 'no-soak', help: 'do not watch it afterwards' },
    ],
    examples: [
      ['inc failover web-to-backup', 'shows the plan, asks for a reason and the target, runs, verifies'],
      ['inc failover web-to-backup --reason "web-1 is down" --confirm web-backup', 'the same from a script'],
      ['inc failover web-to-backup --dry-run', 'what would run, without running it'],
      [
        'inc failover ./to-backup.sh --verify ./healthy.sh --undo ./back.sh',
        'plain scripts need no catalogue',
      ],
    ],
    live: true,
    load: async () => (await import('../commands/failover.ts')).failover,
  },
  {
    verb: 'show',
    aliases: [],
    group: 'read',
    summary: 'show one incident: key times, durations, roles, runs, action items',
    args: '[incident]',
    flags: [],
    examples: [
      ['inc show', 'the current incident'],
      ['inc show 2023-10-23 --json', 'another one, with every input of every duration'],
    ],
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
    noIncident: 'name it alone: inc switch ID',
    load: async () => (await import('../commands/switch.ts')).switchTo,
  },
  {
    verb: 'postmortem',
    aliases: ['pm'],
    group: 'document',
    summary: 'build the post-mortem, or refresh its generated regions',
    args: '[build]',
    words: 'build',
    flags: [template, output],
    examples: [
      ['inc postmortem build', 'to postmortems/ID.md beside .inc/, else to ./ID.md'],
      ['inc postmortem build --template classic -o -', 'to standard output'],
    ],
    load: async () => (await import('../commands/postmortem.ts')).postmortem,
  },
  {
    verb: 'verify',
    aliases: [],
    group: 'plumbing',
    summary: 'check the record: was a line changed, cut out or lost?',
    args: '[incident]',
    flags: [
      {
        long: 'anchor',
        value: 'HASH',
        help: 'a digest printed earlier: all that it covers must still be there',
      },
    ],
    examples: [['inc verify', 'exit 0: whole; exit 1: the damaged lines are named']],
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
    noIncident: 'a catalogue belongs to no incident; leave -i out',
    load: async () => (await import('../commands/init.ts')).init,
  },
  {
    verb: 'config',
    aliases: [],
    group: 'plumbing',
    summary: 'show where things are, allow a catalogue to run, keep your own settings, try the redaction',
    args: '[action] [words...]',
    words: '[trust [PATH] | get [NAME] | set NAME VALUE | test-redaction TEXT|-]',
    flags: [],
    examples: [
      ['inc config', 'the store, the catalogue, and whether it may run anything'],
      ['inc config trust', 'after reading .inc/: its checks and plans may run'],
      ['inc config get', 'what is in force, and where it comes from: a variable, the catalogue, you'],
      ['inc config set zone Europe/Paris', "for inc open; '' takes it away; also: template"],
      ['inc config test-redaction - < app.log', 'what would be hidden, and by which rule; writes nothing'],
    ],
    noIncident: 'leave -i out',
    load: async () => (await import('../commands/config.ts')).config,
  },
  {
    verb: 'doctor',
    aliases: [],
    group: 'plumbing',
    summary: 'look for what is wrong: store, permissions, clock, spool, catalogue, slow starts',
    args: '',
    flags: [{ long: 'repair', help: 'make damaged indexes and caches anew; records are never touched' }],
    examples: [
      ['inc doctor', 'changes nothing; exit 0: no problem, 1: something needs a person'],
      ['inc doctor --repair', 'what is disposable, and wrong, is made anew'],
    ],
    noIncident: 'it looks at all of them; leave -i out',
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    verb: 'completion',
    aliases: [],
    group: 'plumbing',
    summary: 'print a script that completes commands, flags and names in bash, zsh or fish',
    args: '<shell>',
    words: 'bash | zsh | fish',
    flags: [],
    examples: [
      ['inc completion bash > ~/.local/share/bash-completion/completions/inc', 'bash with bash-completion'],
      ['echo \'eval "$(inc completion bash)"\' >> ~/.bashrc', 'bash without'],
      ['inc completion zsh > ~/.zfunc/_inc', 'zsh; ~/.zfunc stands in fpath before compinit'],
      ['inc completion fish > ~/.config/fish/completions/inc.fish', 'fish'],
    ],
    noIncident: 'leave -i out',
    load: async () => (await import('./completion/completion.ts')).completion,
  },
  ...everydayVerbs,
];
