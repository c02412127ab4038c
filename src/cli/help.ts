import type { FlagSpec } from './flags.ts';
import { globalFlags } from './global-flags.ts';
import { verbs } from './registry.ts';
import type { VerbSpec } from './verb-spec.ts';

const groups: readonly (readonly [VerbSpec['group'], string])[] = [
  ['lifecycle', 'Life of an incident'],
  ['record', 'Record'],
  ['people', 'People'],
  ['act', 'Act'],
  ['read', 'Read'],
  ['document', 'Document'],
  ['plumbing', 'Plumbing'],
];

/**
 * Wraps at words, so that every line fits the terminal; continuation lines are indented. Where that leaves too
 * little room beside the lead, the text stands below it.
 */
function wrapped(lead: string, text: string, column: number, columns: number): string {
  const indent = columns - column < 24 ? Math.min(column, 6) : column;
  const width = Math.max(columns, 20);
  const lines: string[] = [];
  let line = lead.padEnd(indent);
  if (lead.length >= indent) {
    lines.push(lead);
    line = ' '.repeat(indent);
  }
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > width && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = ' '.repeat(indent);
    }
    line += line.length === indent || line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

const flagLead = ({ long, short, value }: FlagSpec): string =>
  `  ${short ? `-${short}, ` : '    '}--${long}${value ? ` ${value}` : ''}`;

const section = (title: string, lines: readonly string[]): string =>
  lines.length ? `\n${title}:\n${lines.join('\n')}\n` : '';

/** `inc --help`: the first screen for somebody who has never seen the tool. */
export function groupedHelp(columns: number): string {
  const lists = groups.map(([group, title]) =>
    section(
      title,
      verbs
        .filter((spec) => spec.group === group)
        .map(({ verb, aliases, summary }) =>
          wrapped(`  ${[verb, ...aliases].join(', ')}`, summary, 27, columns),
        ),
    ),
  );
  const first = [
    ['inc open "Web tier answers 5xx" --sev 2', 'an incident is open; its clock runs'],
    ['inc note db-1 disk is at 97%', 'a line in its record, with the time'],
    ['inc check', 'how are the systems?'],
    ['inc failover web-to-backup', 'act, verify, undo if it did not work'],
    ['inc resolve && inc close', 'the post-mortem is written'],
  ].map(([command = '', meaning = '']) => wrapped(`  ${command}`, meaning, 44, columns));
  const intro = 'inc: open an incident, log each step, check, fail over, write the post-mortem.';
  return `${wrapped('', intro, 0, columns)}

Usage: inc [flags] <command> [words]
${wrapped('       inc', 'the status card of the current incident', 32, columns)}

First steps:
${first.join('\n')}
${lists.join('')}${section(
    'Flags of every command',
    globalFlags.map((flag) => wrapped(flagLead(flag), flag.help, 27, columns)),
  )}
${wrapped('', 'More: inc <command> --help   Version: inc --version', 0, columns)}
`;
}

export function verbHelp(spec: VerbSpec, columns: number): string {
  const { verb, aliases, summary, args, flags, examples } = spec;
  const words = spec.words ?? args.toUpperCase().replace(/<(\w+)>/g, '$1');
  const usage = ['inc', verb, words, flags.length > 0 ? '[flags]' : ''].filter(Boolean).join(' ');
  const shown = examples.flatMap(([command, meaning]) => [`  ${command}`, wrapped('', meaning, 6, columns)]);
  return `${wrapped('', `inc ${verb}: ${summary}`, 0, columns)}

${wrapped('Usage:', usage, 7, columns)}${aliases.length ? `\nAlso:  ${aliases.map((alias) => `inc ${alias}`).join(', ')}` : ''}
${section('Examples', shown)}${section(
    'Flags',
    flags.map((flag) => wrapped(flagLead(flag), flag.help, 27, columns)),
  )}${section(
    'Flags of every command',
    globalFlags
      .filter(({ long }) => !(spec.noIncident && long === 'incident'))
      .map((flag) => wrapped(flagLead(flag), flag.help, 27, columns)),
  )}`;
}
