import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import { hiddenVerbs } from './hidden-verbs.ts';
import { verbs } from './registry.ts';
import { verbIndex } from './verb-index.ts';
import type { VerbSpec } from './verb-spec.ts';

/** What a command line is about: a verb with its words, flags before it included; or help, maybe about a verb. */
export type Asked =
  | { readonly kind: 'verb'; readonly spec: VerbSpec; readonly words: readonly string[] }
  | { readonly kind: 'help'; readonly about: VerbSpec | undefined };

const isHelp = (word: string): boolean => word === '-h' || word === '--help';

/** @throws Fault USAGE for a verb that does not exist, with the nearest that does. */
export function asked(argv: readonly string[]): Asked {
  const at = verbIndex(argv);
  const word = argv[at];
  const before = argv.slice(0, at);
  if (word === 'help' || before.some(isHelp)) {
    const about = word === 'help' ? argv.slice(at + 1).find((name) => !name.startsWith('-')) : word;
    return { kind: 'help', about: about === undefined ? undefined : verbNamed(about) };
  }
  if (word === 'version' || before.some((flag) => flag === '-V' || flag === '--version'))
    throw new Fault('USAGE', `'inc ${argv.join(' ')}' is not how to ask for the version`, {
      hint: 'inc --version',
    });
  if (word === undefined) return { kind: 'verb', spec: verbNamed('status'), words: argv };
  const spec = verbNamed(word);
  const words = [...before, ...argv.slice(at + 1)];
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  const first = words[0];
  const help = spec.passThrough
    ? first !== undefined && (isHelp(first) || first === 'help')
    : own.some(isHelp);
  return help ? { kind: 'help', about: spec } : { kind: 'verb', spec, words };
}

/** What runs are gone on with, or given up, by: they are looked for here. */
const ofRunbooks: readonly string[] = ['resume', 'abort'];

function verbNamed(word: string): VerbSpec {
  const spec = [...verbs, ...hiddenVerbs].find(
    ({ verb, aliases }) => verb === word || aliases.includes(word),
  );
  if (spec) return spec;
  const close = ofRunbooks.includes(word)
    ? `runbook ${word}`
    : nearest(
        word,
        verbs.flatMap(({ verb, aliases }) => [verb, ...aliases]),
      );
  throw new Fault('USAGE', `'${word}' is not an inc command`, {
    hint: close ? `did you mean: inc ${close}` : 'the commands are: inc --help; to log a line: inc note …',
  });
}
