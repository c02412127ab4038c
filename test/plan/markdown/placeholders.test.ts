import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeholdersIn, withVariables } from '../../../src/plan/markdown/placeholders.ts';

const names = (script: string): string[] => placeholdersIn(script).map(({ variable }) => variable);
const run = (script: string, env: Readonly<Record<string, string>>): string =>
  spawnSync('bash', ['-euo', 'pipefail', '-c', withVariables(script)], {
    env: { PATH: '/usr/bin:/bin', ...env },
    encoding: 'utf8',
  }).stdout;

describe('a placeholder', () => {
  it('is what stands in brackets, and no redirection, tag, address or comment', () => {
    expect(names('oc describe vm <vm-name> -n <value of namespace label> <a|b>')).toEqual([
      'vm_name',
      'value_of_namespace_label',
      'a_b',
    ]);
    expect(names('sort < in > out; cat <file >x; a <<EOF; diff <(a) <(b)\n>\nEOF\n')).toEqual([]);
    expect(names('curl -d "<p>hello</p>"; git commit --author "A <a@b.c>" # <name>')).toEqual([]);
    expect(names('cd <path>; echo <ld-preload> <2nd>')).toEqual(['path_value', 'ld_preload_value']);
  });

  it('that the shell cannot fill in is said to be so', () => {
    expect(placeholdersIn("cat <<'EOF'\n<name>\nEOF\n")).toMatchObject([{ written: 'name', fixed: true }]);
    expect(withVariables("cat <<'EOF'\n<name>\nEOF")).toBe("cat <<'EOF'\n<name>\nEOF");
  });

  const script = `printf '%s|' <x-y> "a <x-y> b" 'c <x-y> d' "$(printf %s <x-y>)" \\
  e<x-y>f
cat <<EOF
h <x-y>
EOF
cat <<-"EOF"
	i
	EOF
`;
  it('becomes its value wherever it stands, and never a piece of the script', () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('ab $`"\'\\;|&<>(){}*?!#~=\n\té')),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, (value) => {
        // The shell takes line breaks from the end of a substitution.
        const inner = value.replace(/\n+$/, '');
        expect(run(script, { x_y: value })).toBe(
          `${[value, `a ${value} b`, `c ${value} d`, inner, `e${value}f`].join('|')}|h ${value}\ni\n`,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('without a value stops the script', () => {
    expect(run('echo before; echo <x-y>; echo after', {})).toBe('before\n');
  });
});
