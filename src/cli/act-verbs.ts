import { one, many } from './flag-specs.ts';
import type { VerbSpec } from './verb-spec.ts';

/** What asks and changes the systems themselves. */
export const actVerbs: readonly VerbSpec[] = [
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
      { long: 'keep-output', help: 'keep it also on a terminal, by script(1), else through pipes' },
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
];
