import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../../src/core/faults.ts';
import { parseMarkdown } from '../../../src/io/catalogue/markdown-source.ts';
import { parseSource } from '../../../src/io/catalogue/yaml-source.ts';
import { fromSource } from '../../../src/plan/from-source.ts';
import { isAnnotated } from '../../../src/plan/markdown/annotations.ts';
import { fromMarkdown } from '../../../src/plan/markdown/from-markdown.ts';
import { walkOf } from '../../../src/plan/markdown/walk.ts';
import { check } from '../plans.ts';

const twins = join(import.meta.dirname, '../../fixtures/twins');
const names = ['web', 'web-backup', 'primary-drained', 'first'];
const surroundings = {
  checks: Object.fromEntries(names.map((name) => [name, check(name)])),
  cwd: '/srv/shop',
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const compile = (markdown: string, file = 'p.md') =>
  fromMarkdown(parseMarkdown(file, bytes(markdown)), surroundings, (name) => name === 'HOME');
const problems = (markdown: string): string[] =>
  compile(markdown).problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`,
  );

describe('one plan in two syntaxes', () => {
  const pairs = readdirSync(twins).filter((file) => file.endsWith('.md'));

  it.each(pairs)('%s compiles to the same as its YAML', (file) => {
    const markdown = compile(readFileSync(join(twins, file), 'utf8'), file);
    const yaml = file.replace('.md', '.yaml');
    const source = parseSource(yaml, readFileSync(join(twins, yaml)), 'plan');
    const compiled = fromSource(source, surroundings);
    expect({ markdown: markdown.problems, yaml: compiled.problems }).toEqual({ markdown: [], yaml: [] });
    expect(markdown.plan).toEqual(compiled.plan);
    expect(markdown.variables).toEqual(compiled.variables);
  });

  it('has at least six of them', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(6);
  });
});

describe('what is wrong with a Markdown plan', () => {
  it('is said all at once, each at its line and column', () => {
    const markdown = `---
kind: failover
cooldwn: 5m
---
# Wrong

## Preflight

- web-bakcup
- web within

\`\`\`bash {id=look}
true
\`\`\`

## Steps

  \`\`\`bash {id=drain timout=60s danger=hihg}
  drain
  \`\`\`

> \`\`\`sh {id=drain passes=2}
> again
> \`\`\`

\`\`\`sh {id=open
\`\`\`

\`\`\`sh {id=here undo="./a}
cat <<'EOF'
<name>
EOF
\`\`\`

## Rollback

\`\`\`sh {for=drian}
back
\`\`\`

\`\`\`sh
back
\`\`\`
`;
    expect(problems(markdown)).toEqual([
      'p.md:2:7: a failover without verify cannot be told from one that did not work; add verify: [{ check: … }]',
      'p.md:3:10: unknown key cooldwn; did you mean cooldown?',
      'p.md:9:3: no check is called web-bakcup; did you mean web-backup?',
      'p.md:10:3: within: not understood; a line reads: check: web within 5m passes 3 every 5s accept OK,WARNING',
      'p.md:12:1: a preflight names checks, one in each line: - check: web within 5m; or leave the block out: {run=no}',
      'p.md:18:21: unknown attribute timout; did you mean timeout?',
      'p.md:18:32: danger is hihg; it must be one of high, normal',
      'p.md:22:10: two steps are called drain',
      'p.md:22:19: within, passes and every say how a verify is asked: add verify=CHECK',
      'p.md:29:1: <name> stands in a here-document whose word is quoted: nothing can be filled in there',
      'p.md:29:16: this is no attribute: undo="./a}; write key=value, in quotes where it holds blanks',
      'p.md:37:1: no step is called drian; did you mean drain?',
      'p.md:41:1: which step does this undo? Say so: {for=STEP}',
    ]);
  });

  it('is that there is nothing to run', () => {
    expect(problems('---\nkind: runbook\n---\n# T\n\n```yaml\na: b\n```\n')).toEqual([
      'p.md:2:1: a plan needs at least one step',
    ]);
  });

  it('is said of front matter that YAML does not understand', () => {
    expect(problems('---\nkind: [\n---\n```sh {id=a}\ntrue\n```\n')[0]).toMatch(/^p\.md:\d+:\d+: /);
    expect(problems('---\nkind: failovr\n---\n```sh {id=a}\ntrue\n```\n')).toEqual([
      'p.md:2:7: failovr is none of failover, switchover, runbook; did you mean failover?',
    ]);
  });
});

describe('what other programs put there', () => {
  it('makes no plan of a runbook', () => {
    const hugo =
      '---\ntitle: Disk\nkind: page\nweight: 20\n---\n# Rollback\n\n```bash {linenos=table,hl_lines=[2]}\nls\n```\n';
    expect(isAnnotated(parseMarkdown('a.md', bytes(hugo)))).toBe(false);
    expect(isAnnotated(parseMarkdown('a.md', bytes('```bash {id=a}\nls\n```\n')))).toBe(true);
    expect(isAnnotated(parseMarkdown('a.md', bytes('---\nkind: runbook\n---\n')))).toBe(true);
  });
});

describe('any text', () => {
  const marks = '\n `~#->*+1.)[](){}<>|$"\'=:\\a ';
  const pieces = fc.oneof(
    fc.constantFrom(
      '```bash {id=a}\n',
      '```\n',
      '~~~~console\n',
      '$ ls <pod>\n',
      '---\nkind: failover\n',
      '## Verify\n',
      '## Rollback\n',
      '- [ ] done? ',
      '- check: web within ',
      '> ',
      '    ',
      "cat <<'EOF'\n",
      '{undo="',
      '${A',
      '| a | b |\n|---|---|\n',
      '<!-- ',
    ),
    fc.string({ unit: fc.constantFrom(...Array.from(marks)), maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );

  it('compiles, walks, or says what is wrong, and never throws anything else', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        try {
          const document = parseMarkdown('x.md', bytes(parts.join('')));
          const { plan, problems: found } = fromMarkdown(document, surroundings, () => false);
          expect(plan === undefined).toBe(found.length > 0);
          const walk = walkOf(document, '/');
          expect(walk.plan.steps).toHaveLength(walk.steps.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
      { numRuns: 400 },
    );
  });
});
