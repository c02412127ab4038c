import { globalFlags } from '../global-flags.ts';
import { verbs } from '../registry.ts';
import { flagValues, namesOf, wordValues, type Values } from './values.ts';

/** One branch of a shell's `case` or `switch`: what matches, and the text that is the answer. */
export interface Rule {
  readonly patterns: readonly string[];
  readonly text: string;
}

/** A word that can be typed, and what it means. */
export interface Choice {
  readonly word: string;
  readonly meaning: string;
}

/** All that a script needs to know of the registry, free of any shell's syntax. */
export interface Rules {
  readonly verbs: readonly Choice[];
  readonly aliases: readonly Choice[];
  /** Alias to verb. */
  readonly canonical: readonly Rule[];
  /** `verb:flag` to what its value may be. */
  readonly values: readonly Rule[];
  /** `verb:nth:word before` to what the word may be. */
  readonly words: readonly Rule[];
  /** Of each verb, those of every command included. */
  readonly flags: readonly { readonly verb: string; readonly choices: readonly Choice[] }[];
  readonly globals: readonly Choice[];
  /** Verbs after which another command's line begins. */
  readonly passThrough: readonly string[];
}

const grouped = (pairs: readonly (readonly [pattern: string, text: Values])[]): readonly Rule[] =>
  pairs.map(([pattern, text]) => ({ patterns: [pattern], text }));

/** Long names alone are offered; short ones are understood. */
const choice = (flag: (typeof globalFlags)[number]): Choice => ({
  word: namesOf(flag).at(-1) ?? '',
  meaning: flag.help,
});

/** Each word once: a verb's own flag comes before the one of every command. */
const distinct = (choices: readonly Choice[]): readonly Choice[] =>
  [...new Map(choices.toReversed().map((each) => [each.word, each])).values()].toReversed();

export function rulesOfRegistry(): Rules {
  const globals = [...globalFlags.map(choice), { word: '--help', meaning: 'show help' }];
  return {
    verbs: [
      ...verbs.map(({ verb, summary }) => ({ word: verb, meaning: summary })),
      { word: 'help', meaning: 'show help' },
    ],
    aliases: verbs.flatMap(({ aliases, summary }) => aliases.map((word) => ({ word, meaning: summary }))),
    canonical: verbs
      .filter(({ aliases }) => aliases.length > 0)
      .map(({ verb, aliases }) => ({ patterns: aliases, text: verb })),
    values: flagValues(verbs).map(({ verb, names, values }) => ({
      patterns: names.map((name) => `${verb}:${name}`),
      text: values,
    })),
    words: grouped(
      wordValues(verbs).map(({ verb, nth, before, values }) => [`${verb}:${nth}:${before}`, values]),
    ),
    flags: verbs.map(({ verb, flags, noIncident }) => ({
      verb,
      choices: distinct([
        ...flags.map(choice),
        ...globals.filter(({ word }) => noIncident === undefined || word !== '--incident'),
      ]),
    })),
    globals,
    passThrough: verbs.filter(({ passThrough }) => passThrough).map(({ verb }) => verb),
  };
}
