import { many, one, outputFlag, sinceFlag, templateFlag, upToFlag } from './flag-specs.ts';
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
  {
    verb: 'export',
    aliases: [],
    group: 'document',
    summary: 'print the record as JSON Lines, for inc import and other programs, or the timeline as CSV',
    args: '[incident]',
    flags: [
      one('format', 'FORMAT', 'jsonl (the record, line by line) or csv (the timeline)'),
      { ...outputFlag, help: 'where it goes; - is standard output' },
      { long: 'force', help: 'write over a file that is there' },
      { long: 'no-blobs', help: 'jsonl: without attachments and captured output' },
      many('kind', 'KIND', 'csv: only entries of this kind; may be repeated'),
      sinceFlag,
      upToFlag,
    ],
    examples: [
      ['inc export -o web.jsonl', 'whole: inc import web.jsonl makes it again, in any store'],
      ['inc export --format csv --kind decision', 'to standard output, as corrected'],
    ],
    load: async () => (await import('../commands/export.ts')).exportRecord,
  },
];
