import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeIn, type MarkdownCode } from '../../../src/core/markdown-document.ts';
import { parseMarkdown } from '../../../src/io/catalogue/markdown-source.ts';

const parse = (text: string) => parseMarkdown('a.md', new TextEncoder().encode(text));
const blocks = (text: string): readonly MarkdownCode[] => codeIn(parse(text).children);

describe('blocks of code in Markdown', () => {
  it('are found in lists and quotes, with more ticks, with tildes, and up to the end', () => {
    const found = blocks(`---
title: T
---
1. a

   \`\`\`bash x
     b
   c
   \`\`\`

> ~~~
> d
> ~~~

\`\`\`\`sh {id=e}
\`\`\`
\`\`\`\`

    indented

\`\`\`
open
`);
    expect(found.map(({ line, column, fenced, info, text }) => [line, column, fenced, info, text])).toEqual([
      [6, 4, true, 'bash x', '  b\nc'],
      [11, 3, true, '', 'd'],
      [15, 1, true, 'sh {id=e}', '```'],
      [19, 1, false, '', 'indented'],
      [21, 1, true, '', 'open'],
    ]);
    expect(found[2]).toMatchObject({ infoColumn: 5 });
  });

  it('hold exactly what was put into them, wherever they stand', () => {
    const line = fc
      .string({ unit: fc.constantFrom(...Array.from('abc $#>-*`~|<&\\"\'{}[]1. é€😀')), maxLength: 14 })
      .map((text) => text.trimEnd());
    const block = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 6 }),
      info: fc.constantFrom('', 'bash', 'console', 'sh {id=a timeout=60s}', 'yaml title="x"'),
      mark: fc.constantFrom('`', '~'),
      more: fc.nat({ max: 2 }),
      inside: fc.constantFrom('', '> ', '1. ', '- ', '> - ', '10) > '),
    });
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), (written) => {
        const document = written
          .map(({ lines, info, mark, more, inside }) => {
            const longest = Math.max(2, ...lines.map((each) => /[`~]+/.exec(each.trim())?.[0].length ?? 0));
            const fence = mark.repeat(longest + 8 + more);
            const rest = inside.replace(/[^> ]/g, ' ');
            const body = [...lines, fence].map((each) => rest + each);
            return [inside + fence + info, ...body].join('\n');
          })
          .join('\n\ntext\n\n');
        const found = blocks(document);
        expect(found.map(({ text, info }) => ({ text, info }))).toEqual(
          written.map(({ lines, info }) => ({ text: lines.join('\n'), info })),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('are found whatever the line ends are, and behind a byte order mark', () => {
    expect(blocks('\uFEFF```sh\r\na\r\nb\r\n```\r\n')).toMatchObject([{ line: 1, text: 'a\nb' }]);
  });
});

describe('what cannot be read', () => {
  it('is said at its line, and takes no time', () => {
    expect(parse(`a\n\n${'>'.repeat(100_000)}`).problems).toEqual([
      { file: 'a.md', line: 3, column: 1, message: 'nested more than 64 deep' },
    ]);
    const steps = Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth * 2)}- a`);
    expect(parse(steps.join('\n')).problems).toHaveLength(1);
    expect(parse('a'.repeat(300 * 1024)).problems).toHaveLength(1);
    expect(parseMarkdown('a.md', Uint8Array.of(0xff, 0xfe)).problems).toHaveLength(1);
    const heavy = ['![', '*a_', '[a](', '`'.repeat(9), '<a ', '| '].map((text) => text.repeat(5000));
    for (const text of heavy) expect(parse(text).problems).toEqual([]);
  });
});
