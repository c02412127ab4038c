import type { VerbSpec } from './verb-spec.ts';

/** What `inc` starts by itself: nobody types it, so no help names it. */
export const hiddenVerbs: readonly VerbSpec[] = [
  {
    verb: 'supervise',
    aliases: [],
    group: 'plumbing',
    summary: 'run one step of a plan, told on standard input, and record its end',
    args: '<run> <role> <step> <attempt>',
    flags: [],
    examples: [],
    load: async () => (await import('../commands/supervise.ts')).supervise,
  },
];
