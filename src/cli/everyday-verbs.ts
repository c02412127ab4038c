import { atFlag, incidentFlag, noteFlags } from './flag-specs.ts';
import type { FlagSpec } from './flags.ts';
import type { VerbSpec } from './registry.ts';

const one = (long: string, value: string, help: string): FlagSpec => ({ long, value, help });
const many = (long: string, value: string, help: string): FlagSpec => ({ long, value, many: true, help });

/** Not among `noteFlags`: it needs the record, which the fast path never reads. */
export const reFlag: FlagSpec = one('re', 'ENTRY', 'the entry that it is about: last, or its id');

/** As `reFlag`: rare, and judged against when it began. */
export const untilFlag: FlagSpec = one('until', 'TIME', 'when it ended, for something that took a while');

const tagFlags = noteFlags.filter(({ long }) => long === 'tag');
const owner: FlagSpec = { long: 'owner', short: 'o', value: 'NAME', help: 'who will do it' };
const since = one('since', 'TIME', 'from then on: 14:25, yesterday 22:10, 2026-11-21, 30d');
const until = one('until', 'TIME', 'up to then; a date is that whole day');

/** Verbs of an incident's everyday life, beside those that change how it stands. */
export const everydayVerbs: readonly VerbSpec[] = [
  {
    verb: 'reopen',
    aliases: [],
    group: 'lifecycle',
    summary: 'it is not over: open the incident again, and say why',
    args: '[reason...]',
    flags: [atFlag],
    examples: [['inc reopen -i web-tier "5xx are back on web-2"', 'it is the current incident again']],
    load: async () => (await import('../commands/ending.ts')).reopen,
  },
  {
    verb: 'cancel',
    aliases: [],
    group: 'lifecycle',
    summary: 'it was none: a false alarm, or a test; say why',
    args: '[reason...]',
    flags: [atFlag],
    examples: [['inc cancel "a test alert"', 'the incident is over, without a review']],
    load: async () => (await import('../commands/ending.ts')).cancel,
  },
  {
    verb: 'link',
    aliases: [],
    group: 'lifecycle',
    summary: 'say what another incident has to do with this one',
    args: '<incident>',
    flags: [
      { long: 'dup', help: 'this one is a duplicate of it' },
      { long: 'caused-by', help: 'this one was caused by it' },
      { long: 'related', help: 'they have to do with each other; taken when nothing is said' },
      atFlag,
    ],
    examples: [['inc link 2026-11-21-db-down --caused-by', 'the other one is the cause of this one']],
    load: async () => (await import('../commands/link.ts')).link,
  },
  {
    verb: 'decide',
    aliases: ['d'],
    group: 'record',
    summary: 'log a decision: what will be done, and who does it',
    args: '[text...]',
    flags: [...tagFlags, atFlag, reFlag],
    examples: [['inc decide rolling restart, bo executes', 'stands in the timeline, and in catchup']],
    load: async () => (await import('../commands/note-about.ts')).decide,
  },
  {
    verb: 'ask',
    aliases: [],
    group: 'record',
    summary: 'log a question that is open until something is noted about it',
    args: '[text...]',
    flags: [...tagFlags, atFlag, reFlag],
    examples: [
      ['inc ask why was nobody paged?', 'open, and shown in catchup'],
      ['inc note --re 3f9a2c1 "the alert had no route"', 'its answer'],
    ],
    load: async () => (await import('../commands/note-about.ts')).ask,
  },
  {
    verb: 'todo',
    aliases: [],
    group: 'record',
    summary: 'add an action item for later, with its owner and due date',
    args: '[text...]',
    flags: [
      owner,
      one('due', 'DATE', 'until when, 2026-12-31'),
      one('measure', 'NAME', 'what kind of measure it is: audit, failover-test, monitoring …'),
      atFlag,
    ],
    examples: [
      ['inc todo alert on pool size --owner cy --due 2026-12-31', 'inc todos lists it until it is done'],
    ],
    load: async () => (await import('../commands/todo.ts')).todo,
  },
  {
    verb: 'attach',
    aliases: [],
    group: 'record',
    summary: 'keep a copy of a file with the record; secrets in a text are redacted first',
    args: '<file...>',
    words: 'FILE... | -',
    flags: [one('name', 'NAME', 'what to call it; for standard input'), atFlag],
    examples: [
      ['inc attach /var/log/nginx/error.log', 'a copy, up to 64 MiB, found again by its SHA-256'],
      ['kubectl get pods | inc attach - --name pods.txt', 'what a command prints'],
    ],
    load: async () => (await import('../commands/attach.ts')).attach,
  },
  {
    verb: 'catchup',
    aliases: [],
    group: 'people',
    summary: 'one screen for who joins: how it stands, what was tried, what is open, who does what',
    args: '[incident]',
    flags: [],
    examples: [['inc catchup', 'read this first, then ask']],
    load: async () => (await import('../commands/catchup.ts')).catchup,
  },
  {
    verb: 'timeline',
    aliases: ['tl'],
    group: 'read',
    summary: 'show everything that happened, in order of when it did; or follow it live',
    args: '[incident]',
    flags: [
      since,
      until,
      many('kind', 'KIND', 'only these: note, decision, check, command …; may be repeated'),
      many('tag', 'TAG', 'only what has this tag; may be repeated'),
      one('by', 'PERSON', 'only what this person did'),
      { long: 'lines', short: 'L', value: 'N', help: 'the last N entries' },
      { long: 'follow', short: 'f', help: 'go on with what everybody writes, until Ctrl-C' },
    ],
    examples: [
      ['inc timeline', 'the current incident'],
      ['inc timeline --kind decision --since 14:00', 'some of it'],
      ['inc timeline -f -L 10', 'the last ten, and all that follow; with --json, one line each'],
    ],
    load: async () => (await import('../commands/timeline.ts')).showTimeline,
  },
  {
    verb: 'list',
    aliases: ['ls'],
    group: 'read',
    summary: 'list incidents, newest first',
    args: '',
    flags: [
      { long: 'open', help: 'only those that are not closed' },
      { long: 'sev', short: 's', value: 'N', many: true, help: 'only of this severity; may be repeated' },
      {
        long: 'service',
        short: 'S',
        value: 'NAME',
        many: true,
        help: 'only of this service; may be repeated',
      },
      one('phase', 'PHASE', 'only in this phase: investigating … closed, cancelled'),
      { ...since, help: 'only those declared from then on: 30d, 2026-11-01' },
      until,
      { long: 'drill', help: 'only drills' },
      { long: 'no-drill', help: 'no drills' },
    ],
    examples: [
      ['inc list --open', 'what is still going on'],
      ['inc list --since 30d --sev 1 --sev 2 --no-drill', 'the bad ones of the last month'],
    ],
    noIncident: 'one incident: inc show ID',
    load: async () => (await import('../commands/list.ts')).list,
  },
  {
    verb: 'todos',
    aliases: ['fu'],
    group: 'read',
    summary: 'list open action items of all incidents, or say that one is done',
    args: '[action] [words...]',
    words: '[done|drop|reopen INCIDENT:ACTION [WHY...]]',
    flags: [
      { ...incidentFlag, help: 'only of this incident' },
      { ...owner, help: 'only what this person will do' },
      { long: 'all', help: 'also those that are done or dropped' },
    ],
    examples: [
      ['inc todos', 'what is due first stands first; what is late is marked'],
      ['inc todos done 2026-11-21-db-down:a2', 'done; for the current incident, a2 is enough'],
      ['inc todos drop a3 "the pool is gone"', 'nobody will do it'],
    ],
    load: async () => (await import('../commands/todos.ts')).todos,
  },
];
