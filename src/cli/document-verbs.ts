import { outputFlag, templateFlag } from './flag-specs.ts';
import type { VerbSpec } from './verb-spec.ts';

/** What leaves as a document. */
export const documentVerbs: readonly VerbSpec[] = [
  {
    verb: 'postmortem',
    aliases: ['pm'],
    group: 'document',
    summary: 'build the post-mortem, or refresh its generated regions',
    args: '[build]',
    words: 'build',
    flags: [templateFlag, outputFlag],
    examples: [
      ['inc postmortem build', 'to postmortems/ID.md beside .inc/, else to ./ID.md'],
      ['inc postmortem build --template classic -o -', 'to standard output'],
    ],
    load: async () => (await import('../commands/postmortem.ts')).postmortem,
  },
];
