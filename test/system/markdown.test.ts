import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { codeIn } from '../../src/core/markdown-document.ts';
import { parseMarkdown } from '../../src/io/catalogue/markdown-source.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const files = ['runbooks', 'twins'].flatMap((folder) =>
  readdirSync(join(fixtures, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`),
);

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const plain = (xml: string): string =>
  xml.replace(/&(lt|gt|amp|quot);/g, (_, name: string) => entities[name] ?? '');

interface Block {
  readonly line: number;
  readonly info: string;
  readonly text: string;
}

/** Ours is as written; CommonMark takes backslashes away in front of punctuation. */
const unescaped = (info: string): string => info.replace(/\\([!-/:-@[-`{-~])/g, '$1');

/** Every block of code in GitHub's own parser: its first line, its info string, its text. */
function oracle(text: string): Block[] {
  const extensions = ['table', 'tasklist', 'strikethrough'].flatMap((name) => ['-e', name]);
  const { stdout, stderr, status } = spawnSync('cmark-gfm', ['--sourcepos', '-t', 'xml', ...extensions], {
    input: text,
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return [...stdout.matchAll(/<code_block sourcepos="(\d+):[^"]*"([^>]*)>([^]*?)<\/code_block>/g)].map(
    ([, line, attributes = '', literal = '']) => ({
      line: Number(line),
      info: plain(/ info="([^"]*)"/.exec(attributes)?.[1] ?? ''),
      text: plain(literal).replace(/\n$/, ''),
    }),
  );
}

/** What stands above a plan is no Markdown: its lines are left, blank. */
const withoutFrontMatter = (text: string): string =>
  text.replace(/^---\n[^]*?\n---\n/, (head) => head.replace(/[^\n]/g, ''));

describe('blocks of code', () => {
  it.each(files)('in %s are those that cmark-gfm finds', (file) => {
    const bytes = readFileSync(join(fixtures, file));
    const found = codeIn(parseMarkdown(file, bytes).children).map(({ line, info, text }) => ({
      line,
      info: unescaped(info),
      text,
    }));
    const wanted = oracle(withoutFrontMatter(bytes.toString()));
    expect(wanted.length).toBeGreaterThan(0);
    expect(found).toEqual(wanted);
  });
});
