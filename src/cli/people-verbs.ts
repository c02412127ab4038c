import { atFlag } from './flag-specs.ts';
import type { VerbSpec } from './verb-spec.ts';

/** Who does what, and who joins. */
export const peopleVerbs: readonly VerbSpec[] = [
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
    verb: 'catchup',
    aliases: [],
    group: 'people',
    summary: 'one screen for who joins: how it stands, what was tried, what is open, who does what',
    args: '[incident]',
    flags: [],
    examples: [['inc catchup', 'read this first, then ask']],
    load: async () => (await import('../commands/catchup.ts')).catchup,
  },
];
