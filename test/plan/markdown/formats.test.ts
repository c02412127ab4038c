import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseMarkdown } from '../../../src/io/catalogue/markdown-source.ts';
import { fromMarkdown } from '../../../src/plan/markdown/from-markdown.ts';
import { attributeNames } from '../../../src/plan/markdown/step-attributes.ts';
import { check } from '../plans.ts';

const formats = readFileSync(join(import.meta.dirname, '../../../FORMATS.md'), 'utf8');

describe('FORMATS.md on Markdown runbooks', () => {
  it('has every attribute', () => {
    const table = /<!-- markdown-attributes:begin -->([^]*?)<!-- markdown-attributes:end -->/.exec(
      formats,
    )?.[1];
    const first = table?.split('\n').map((row) => row.split('|')[1] ?? '');
    const named = first?.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(named?.toSorted()).toEqual([...attributeNames].toSorted());
  });

  it('shows a plan that compiles', () => {
    const example = /^````markdown plan\n([^]*?)^````$/m.exec(formats)?.[1] ?? '';
    const document = parseMarkdown('move.md', new TextEncoder().encode(example));
    const surroundings = { checks: { web: check('web'), disk: check('disk') }, cwd: '/srv' };
    const { plan, problems, variables } = fromMarkdown(document, surroundings, () => false);
    expect(problems).toEqual([]);
    expect(plan?.steps.map(({ id, do: act, undo }) => [id, act, undo])).toEqual([
      ['drain', { kind: 'script', text: './scripts/drain' }, { kind: 'script', text: './scripts/undrain' }],
      ['dns', { kind: 'ask', question: 'Has the DNS change propagated?' }, undefined],
      [
        'switch',
        { kind: 'script', text: './scripts/switch "$backup" "${ticket}"' },
        { kind: 'script', text: './scripts/switch web-1' },
      ],
    ]);
    expect(variables.map(({ name }) => name)).toEqual(['backup', 'ticket']);
    expect([plan?.preflight[0]?.accept, plan?.verify[0]?.withinMs]).toEqual([['OK', 'WARNING'], 300_000]);
  });
});
