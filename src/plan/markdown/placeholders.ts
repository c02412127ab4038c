import { refusedName } from '../plan.ts';
import { shellText, type Context } from './shell-text.ts';

/** A `<name>` that somebody has to fill in: as written, and the variable that holds its value. */
export interface Placeholder {
  readonly written: string;
  readonly variable: string;
  /** Where it stands in the script. */
  readonly at: number;
  /** It stands where the shell puts in no variable: in a here-document whose word is quoted. */
  readonly fixed?: true;
}

/** No blanks inside the brackets' edges: `sort < in > out` redirects. An e-mail address has an `@`. */
const form = /(?<!<)<([A-Za-z](?:[\w .:/|'-]*[\w'])?)>/g;

const variableOf = (written: string): string => {
  const name = written
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return refusedName(name) ? `${name}_value` : name;
};

/** Every placeholder outside comments, in order. A tag that is closed again (`<p>…</p>`) is none. */
export function placeholdersIn(script: string): readonly Placeholder[] {
  const { contexts } = shellText(script);
  return [...script.matchAll(form)].flatMap(({ index, 1: written = '' }): Placeholder[] => {
    const context = contexts[index];
    if (context === 'comment' || script.includes(`</${written}>`)) return [];
    const variable = variableOf(written);
    return [{ written, variable, at: index, ...(context === 'literal' ? { fixed: true } : {}) }];
  });
}

const reference: Readonly<Record<Context, (name: string) => string>> = {
  plain: (name) => `"\${${name}}"`,
  double: (name) => `\${${name}}`,
  here: (name) => `\${${name}}`,
  single: (name) => `'"\${${name}}"'`,
  literal: (name) => `<${name}>`,
  comment: (name) => `<${name}>`,
};

/** The script with variables in place of its placeholders, quoted as their place needs it: a value is never code. */
export function withVariables(script: string): string {
  const { contexts } = shellText(script);
  let result = script;
  for (const { written, variable, at, fixed } of placeholdersIn(script).toReversed()) {
    if (fixed) continue;
    const put = reference[contexts[at] ?? 'plain'](variable);
    result = result.slice(0, at) + put + result.slice(at + written.length + 2);
  }
  return result;
}
