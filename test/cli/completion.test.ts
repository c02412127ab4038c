import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { rulesOfRegistry } from '../../src/cli/completion/rules.ts';
import { completionScript } from '../../src/cli/completion/script.ts';
import { shells, tables } from '../../src/cli/completion/values.ts';
import { globalFlags } from '../../src/cli/global-flags.ts';
import { verbs } from '../../src/cli/registry.ts';

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../templates', name), 'utf8');

describe('what is known of words and values', () => {
  it('is about arguments, verbs and flags that exist', () => {
    const flags = [...verbs.flatMap((spec) => spec.flags), ...globalFlags].map(({ long }) => long);
    for (const flag of tables.flags) expect(flags).toContain(flag);
    for (const verb of tables.verbs) expect(verbs.map((spec) => spec.verb)).toContain(verb);
    for (const name of tables.arguments)
      expect(verbs.some(({ args }) => new RegExp(String.raw`\b${name}\b`).test(args))).toBe(true);
  });
});

describe.each(shells)('the script for %s', (shell) => {
  const script = completionScript(
    shell,
    rulesOfRegistry(),
    read(`completion.${shell}`),
    read('completion-places.sh'),
  );

  it('has every verb, alias and flag, and no gap left', () => {
    for (const { verb, aliases } of verbs)
      for (const word of [verb, ...aliases]) expect(script).toContain(word);
    for (const { long } of [...verbs.flatMap(({ flags }) => flags), ...globalFlags])
      expect(script).toContain(`--${long}`);
    expect(script).not.toMatch(/@(?:canonical|values|words|flags|aliases|passThrough|places)@/);
  });

  it('starts no program of ours', () => {
    const code = script.replace(/^ *#.*$/gm, '').replace(/'(?:[^'\\]|\\.)*'/g, '');
    expect(code).not.toMatch(/\bnode\b|[`(]\s*inc\b/);
  });
});
