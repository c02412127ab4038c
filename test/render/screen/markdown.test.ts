import { describe, expect, it } from '@jest/globals';
import { parseMarkdown } from '../../../src/io/catalogue/markdown-source.ts';
import { screenBlock, screenCompared, screenSection } from '../../../src/render/screen/markdown.ts';
import { cells } from '../../../src/render/wrap.ts';
import { styleFor } from '../../../src/render/style.ts';

const style = await styleFor({ colour: false, unicode: true });
const shown = (text: string, columns: number): string =>
  screenSection(
    {
      kind: 'section',
      file: 'a.md',
      nodes: parseMarkdown('a.md', new TextEncoder().encode(text)).children,
    },
    style,
    columns,
  );

const page = `# The **disk** is full

Less than 5 % is left; see the [dashboard](https://example.org/d/disk) and \`df -h\`, then decide what can go.

- [x] looked
- [ ] asked <b>somebody</b>
  1. first
  2. second, which is a long line that has to be broken somewhere

> quoted
> text

| a | b |
|---|---|
| 1 | 2 |

***

\`\`\`yaml
key:	value
\`\`\`
`;

describe('a part of a runbook on a terminal', () => {
  it.each([
    ['`/`, `/sysroot` or `/var`', '/, /sysroot or /var'],
    ['``a `b` c`` and `d`', 'a `b` c and d'],
    ['`` ` `` is one', '` is one'],
    ['``a` is left open', '``a` is left open'],
    ['`*.log` and `**/*`, **a** and **b**', '*.log and **/*, a and b'],
    ['the [`df`](https://example.org/df) of `[x](y)`', 'the df (https://example.org/df) of [x](y)'],
    ['<!-- a ` -->`b` c', 'b c'],
  ])('shows code as it is: %s', (text, read) => {
    expect(shown(`${text}\n`, 80)).toBe(`\n${read}\n`);
  });

  it('reads like the page', () => {
    expect(shown(page, 60)).toBe(`
# The disk is full

Less than 5 % is left; see the dashboard
(https://example.org/d/disk) and df -h, then decide what can
go.

• [x] looked
• [ ] asked <b>somebody</b>

      1. first
      2. second, which is a long line that has to be broken
         somewhere

> quoted text

a | b
1 | 2

–––

| key:    value
`);
  });

  it('stays within the terminal, and acts on none', () => {
    for (const columns of [24, 40, 80, 200]) {
      const lines = shown(`${page}\n\u001b[2J \u202e ${'x'.repeat(300)}\n`, columns).split('\n');
      expect(lines.filter((line) => cells(line) > columns && !line.startsWith('|'))).toEqual([]);
      // oxlint-disable-next-line no-control-regex -- controls are what it looks for
      expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('shows a block with what it needs', () => {
    const view = {
      kind: 'block',
      file: '/srv/a.md',
      line: 7,
      step: 'Look',
      number: 2,
      of: 5,
      tty: true,
      script: 'ls <dir>\u0007',
      expected: 'a',
      values: [{ written: '<dir>', value: null }],
    } as const;
    expect(screenBlock(view, style, 80)).toBe(`
[2/5] Look  a.md:7
  > ls <dir>␇
  <dir> → is asked for
  the runbook shows:
  : a
  it gets the terminal; what it prints is not kept
`);
  });

  it('puts what was printed beside what was expected, where there is room', () => {
    const view = { kind: 'compared', step: 'Look', expected: 'a\nb', actual: 'a\nc\n', same: false } as const;
    expect(screenCompared(view, style, 60)).toBe(
      'not as in the runbook  Look\n  the runbook shows:\n  : a\n  : b\n  it printed:\n  : a\n  : c\n',
    );
    expect(screenCompared(view, style, 100).split('\n').slice(2)).toEqual([
      `  a${' '.repeat(46)}   a`,
      `  b${' '.repeat(46)} | c`,
      '',
    ]);
  });
});
