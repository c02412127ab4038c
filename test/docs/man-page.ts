// The manual page inc(1) in mdoc(7), made of the registry and of README.md's tables; written by write-man.mjs.
import type { FlagSpec } from '../../src/cli/flags.ts';
import { globalFlags } from '../../src/cli/global-flags.ts';
import { verbs } from '../../src/cli/registry.ts';
import type { VerbSpec } from '../../src/cli/verb-spec.ts';
import { parse, section, tables } from '../support/markdown-tree.ts';

const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replaceAll('·', '\\(bu')
    .replaceAll('→', '->')
    .replace(/\s+/g, ' ')
    .trim();

/** Text in lines of at most 78 bytes, none of which is taken for a request; hyphens are those that are typed. */
function plain(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of escaped(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > 78) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word.replace(/^(?=[.'])/, '\\&') : ` ${word}`;
  }
  return [...lines, line].join('\n');
}

/** An argument of a macro: one word, whatever it holds; what looks like a macro's name is none. */
const argument = (text: string): string => `"${escaped(text).replaceAll('"', '\\(dq')}"`;

const flagItem = ({ long, short, value, help }: FlagSpec): string => {
  const names = [...(short ? [`Fl ${short}`] : []), `Fl \\-${long.replaceAll('-', '\\-')}`].join(' , ');
  return `.It ${names}${value ? ` Ar ${argument(value)}` : ''}\n${plain(help)}\n`;
};

const list = (items: readonly string[], width = 'Ds'): string =>
  items.length > 0 ? `.Bl -tag -width ${width}\n${items.join('')}.El\n` : '';

function command(spec: VerbSpec): string {
  const { verb, aliases, summary, args, flags, examples } = spec;
  const words = spec.words ?? args.toUpperCase().replace(/<(\w+)>/g, '$1');
  const also = aliases.length > 0 ? `Also: ${aliases.map((alias) => `inc ${alias}`).join(', ')}.\n` : '';
  const shown = examples.map(([typed, meaning]) => `.It Li ${argument(typed)}\n${plain(meaning)}\n`);
  return [
    `.Ss inc ${verb}\n`,
    `${plain(summary.replace(/^./, (first) => first.toUpperCase()))}.\n`,
    words && `.Pp\n${plain(`Usage: inc ${verb} ${words}`)}\n`,
    also && `.Pp\n${plain(also)}\n`,
    list(flags.map(flagItem)),
    `.Pp\nExamples:\n`,
    list(shown),
  ].join('');
}

const rows = (readme: string, heading: string): string[][] => {
  const tree = parse(readme);
  return tables(section(tree, heading)).flatMap((table) => table.slice(1));
};

/**
 * @param readme the text of README.md, for what is in its tables of variables and exit codes.
 * @param date the page's date, as in `November 22, 2026`.
 */
export function manPage(readme: string, date: string): string {
  const variables = rows(readme, 'Environment').flatMap(([names = '', meaning = '']) => [
    `.It ${names
      .split(/[\s,]+/)
      .filter((name) => /^[A-Z_]+$/.test(name))
      .map((name) => `Ev ${name}`)
      .join(' , ')}\n${plain(meaning)}\n`,
  ]);
  const exits = rows(readme, 'Exit codes').map(
    ([code = '', meaning = '']) => `.It ${argument(code)}\n${plain(meaning)}\n`,
  );
  return `.\\" Made by npm run docs from src/cli/registry.ts and README.md; do not edit.
.Dd ${date}
.Dt INC 1
.Os
.Sh NAME
.Nm inc ,
.Nm incident
.Nd open an incident, log each step, check, fail over, write the post\\-mortem
.Sh SYNOPSIS
.Nm inc
.Op Ar flags
.Op Ar command Op Ar words
.Sh DESCRIPTION
.Nm
keeps the record of an incident while it goes on: what was seen, done and
decided, each with its time.
It runs checks, and plans that fail over, verify and undo.
Out of the record it writes the post\\-mortem.
Without a command it shows the status card of the current incident.
.Pp
.Ic incident
is the same program.
.Pp
These flags are taken by every command:
${list([...globalFlags.map(flagItem), '.It Fl h , Fl \\-help\nshow help\n'])}.Sh COMMANDS
${verbs.map(command).join('')}.Sh ENVIRONMENT
${list(variables)}.Sh FILES
${list([
  '.It Pa ~/.local/share/inc\nrecords: one folder for each incident, append\\-only files of JSON lines\n',
  '.It Pa ~/.local/state/inc\nthis machine\\(aqs name in records, what waits to be recorded, and which\ncatalogues may run\n',
  '.It Pa ~/.cache/inc\nwhat can be made anew at any time\n',
  '.It Pa ~/.config/inc/config.json\nyour own settings:\n.Ic inc config set\n',
  '.It Pa .inc/inc.yaml\nthe team\\(aqs catalogue of services, checks and redaction rules; plans stand in\n.Pa .inc/plans\n',
])}.Sh EXIT STATUS
${list(exits)}`;
}

/** The page with its date taken out: a date alone makes no page stale. */
export const undated = (page: string): string => page.replace(/^\.Dd .*$/m, '.Dd');
