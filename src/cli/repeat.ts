import type { Undecided } from '../core/candidates.ts';
import { verbIndex } from './verb-index.ts';

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\\': '\\\\', "'": "\\'" };

/** One word for a shell, on one line: `$'…'` (bash, zsh, ksh) where it holds line feeds or tabs. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return /[\n\t]/.test(word)
    ? `$'${word.replace(/[\n\t\\']/g, (found) => escapes[found] ?? found)}'`
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `web`, `web:a2`, `--incident=web`: with the incident's whole id in place of what was typed for it. */
function withId(word: string, named: string, id: string): string | undefined {
  if (word === named) return id;
  if (word.startsWith(`${named}:`)) return id + word.slice(named.length);
  return word === `--incident=${named}` ? `--incident=${id}` : undefined;
}

/**
 * The command line again, for a shell, about the incident `id`: in place of the name that was typed for it, else as
 * `-i ID` after the verb.
 */
export function repeated(argv: readonly string[], { id, named }: Undecided['repeat']): string {
  const isNamed = (word: string): boolean => Boolean(named) && withId(word, named ?? '', id) !== undefined;
  // The value of the flag before any word of a text that happens to be the same.
  const flagged = argv.findIndex(
    (word, index) =>
      isNamed(word) && (word.startsWith('--') || /^(?:-i|--incident)$/.test(argv[index - 1] ?? '')),
  );
  const at = flagged >= 0 ? flagged : argv.findIndex(isNamed);
  const verb = verbIndex(argv);
  const words =
    at >= 0
      ? argv.map((word, index) => (index === at && named ? (withId(word, named, id) ?? word) : word))
      : verb < argv.length
        ? [...argv.slice(0, verb + 1), '-i', id, ...argv.slice(verb + 1)]
        : [...argv, '-i', id];
  return ['inc', ...words.map(quoted)].join(' ');
}
