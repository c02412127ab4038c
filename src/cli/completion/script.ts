import type { Choice, Rule, Rules } from './rules.ts';
import type { Shell } from './values.ts';

/** How a shell writes what stands in the registry; patterns are made of letters, `:`, `-` and `*`. */
interface Syntax {
  readonly branch: (rule: Rule) => string;
  readonly flags: (patterns: readonly string[], choices: readonly Choice[]) => string;
  readonly choices: (choices: readonly Choice[]) => string;
  readonly alternatives: (words: readonly string[]) => string;
}

const posix = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const fish = (text: string): string => `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
const words = (choices: readonly Choice[]): string => choices.map(({ word }) => word).join(' ');
const lines = (texts: readonly string[]): string => texts.join('\n');
const branch = ({ patterns, text }: Rule): string => `    ${patterns.join(' | ')}) REPLY=${posix(text)} ;;`;

const bashSyntax: Syntax = {
  branch,
  flags: (patterns, choices) => branch({ patterns, text: words(choices) }),
  choices: words,
  alternatives: (list) => list.join(' | '),
};

const described = (choices: readonly Choice[]): string =>
  lines(choices.map(({ word, meaning }) => `        ${posix(`${word}:${meaning}`)}`));

const zshSyntax: Syntax = {
  ...bashSyntax,
  flags: (patterns, choices) => `    ${patterns.join(' | ')}) flags=(\n${described(choices)}\n      ) ;;`,
  choices: described,
};

const echoed = (choices: readonly Choice[]): string =>
  lines(
    choices.map(
      ({ word, meaning }) => String.raw`            printf '%s\t%s\n' ${fish(word)} ${fish(meaning)}`,
    ),
  );
const fishCase = (patterns: readonly string[], body: string): string =>
  `        case ${patterns.map(fish).join(' ')}\n${body}`;

const fishSyntax: Syntax = {
  branch: ({ patterns, text }) => fishCase(patterns, `            echo -- ${fish(text)}`),
  flags: (patterns, choices) => fishCase(patterns, echoed(choices)),
  choices: echoed,
  alternatives: (list) => list.join(' '),
};

const syntaxes: Readonly<Record<Shell, Syntax>> = { bash: bashSyntax, zsh: zshSyntax, fish: fishSyntax };

/**
 * Fills in a shell's script.
 *
 * @param template the script, with `@name@` where something is to be put in.
 * @param places what bash and zsh share: how they find the files that they read.
 */
export function completionScript(shell: Shell, rules: Rules, template: string, places: string): string {
  const syntax = syntaxes[shell];
  const branches = (list: readonly Rule[]): string => lines(list.map(syntax.branch));
  const filled: Readonly<Record<string, string>> = {
    canonical: branches(rules.canonical),
    values: branches(rules.values),
    words: branches(rules.words),
    flags: lines([
      ...rules.flags.map(({ verb, choices }) => syntax.flags([verb], choices)),
      syntax.flags(['*'], rules.globals),
    ]),
    verbs: syntax.choices(rules.verbs),
    aliases: syntax.choices(rules.aliases),
    passThrough: syntax.alternatives(rules.passThrough),
    places: places.trimEnd(),
  };
  return template.replace(/@(\w+)@/g, (whole, name: string) => filled[name] ?? whole);
}
