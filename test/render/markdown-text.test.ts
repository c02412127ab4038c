import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { show, showBlock } from '../../src/core/text/screen-text.ts';
import { code, codeSpan, heading, inert, inline, isProse, link } from '../../src/render/markdown-text.ts';
import { MARKDOWN_ATTACKS, TERMINAL_ATTACKS } from '../fixtures/hostile-text.ts';

interface Tree {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly depth?: number;
  readonly lang?: string | null;
  readonly children?: readonly Tree[];
}

const parse = (markdown: string): Tree =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Tree;

/** The nodes on the way down a chain of only children, and what the last one holds. */
function descend(tree: Tree, chain: readonly string[]): readonly Tree[] {
  const level = tree.children ?? [];
  const [type, ...rest] = chain;
  if (type === undefined) return level;
  expect(level.map((node) => node.type)).toEqual([type]);
  return descend(level[0] ?? { type: 'nothing' }, rest);
}

/** The text a reader sees; anything but text, inline code and our line break fails. */
function read(nodes: readonly Tree[]): string {
  for (const node of nodes) {
    expect(['text', 'inlineCode', 'html']).toContain(node.type);
    if (node.type === 'html') expect(node.value).toBe('<br>');
    if (node.type === 'text') expect(awake(node.value ?? '')).toEqual([]);
  }
  return nodes.map((node) => (node.type === 'html' ? '\n' : (node.value ?? ''))).join('');
}

/** What sites find in the text after rendering; they look into every text node, but not into code. */
const awake = (text: string): string[] =>
  [
    /@\w/,
    /#\d/,
    /(?:^|\W)[!&]\d/,
    /\bGH-\d/i,
    /\w:\/\//,
    /\bwww\./i,
    /:(?:[+-]1|100|[a-z_][\w+-]*):/i,
    /\[\[/,
    /\[_?TOC_?\]/i,
    /\$/,
  ].flatMap((pattern) => pattern.exec(text)?.[0] ?? []);

const expected = (text: string): string => showBlock(text).replaceAll('\t', ' ').trim();

const paragraph = (text: string) => read(descend(parse(`${text}\n`), ['paragraph']));
const bullet = (text: string) => read(descend(parse(`- ${text}\n`), ['list', 'listItem', 'paragraph']));
const title = (text: string) => read(descend(parse(`## ${text}\n`), ['heading']));
const aside = (text: string) => read(descend(parse(`> ${text}\n`), ['blockquote', 'paragraph']));

function cell(text: string): string {
  const rows = descend(parse(`| head | end |\n| --- | --- |\n| ${text} | end |\n`), ['table']);
  expect(rows).toHaveLength(2);
  const cells = rows[1]?.children ?? [];
  expect(cells.map((node) => node.type)).toEqual(['tableCell', 'tableCell']);
  expect(read(cells[1]?.children ?? [])).toBe('end');
  return read(cells[0]?.children ?? []);
}

function tightCell(text: string): string {
  const rows = descend(parse(`|head|end|\n|-|-|\n|${text}|end|\n`), ['table']);
  const cells = rows[1]?.children ?? [];
  expect(cells).toHaveLength(2);
  expect(read(cells[1]?.children ?? [])).toBe('end');
  return read(cells[0]?.children ?? []);
}

/** Between two lines of a paragraph: nothing may take the line before for a title or a table head. */
function middle(text: string): string {
  const lines = read(descend(parse(`before\n${text}\nafter\n`), ['paragraph']));
  expect(lines.startsWith('before\n') && lines.endsWith('\nafter')).toBe(true);
  return lines.slice('before\n'.length, -'\nafter'.length);
}

const PLACES = { paragraph, bullet, title, aside, cell, tightCell, middle };

function expectInert(text: string, markdown: string): void {
  expect(markdown).not.toMatch(/[\n\r]/);
  expect(markdown.replaceAll('<br>', ' ')).not.toMatch(/<|\{\{|\{%|\[\[.*\]\]/);
  if (markdown === '') expect(expected(text)).toBe('');
  else for (const place of Object.values(PLACES)) expect(place(markdown)).toBe(expected(text));
}

describe('inline', () => {
  it('has a list of attacks to face', () => {
    expect(MARKDOWN_ATTACKS.length).toBeGreaterThanOrEqual(58);
  });

  it.each([...MARKDOWN_ATTACKS, ...TERMINAL_ATTACKS.map(([, text]) => text)])(
    'is inert everywhere: %j',
    (text) => {
      expectInert(text, inline(text));
      expectInert(`a ${text} b`, inline(`a ${text} b`));
      expectInert(`${text}${text}`, inline(`${text}${text}`));
    },
  );

  const marks = '#-+*_`~>|=<!&[](){}:;$%^@\\/".'.split('');
  const runs =
    `1.|1)|12|--|  |\n|\t|\r\n|\`\`\`|~~|<!--|-->|<b>|{{|{%|[[|]]|http://|https://a.b|://|www.|www.a.b|@bob|bob
    |a@b.c|#12|GH-1|:fire:|14:25:|&amp;|&#60;|\\\\|$x$|--flag|word| |é|東|😀|\0|\u202e|\ud800|[TOC]|/close|=html|(c)|mailto:
    |xmpp:|[^1]|[x]|: `.split('|');
  const scraps = fc.constantFrom(...marks, ...runs);
  it.each(Object.entries({ paragraph, bullet, title, cell, middle }))(
    'reads as itself for any text, as %s',
    (_, place) => {
      fc.assert(
        fc.property(fc.array(scraps, { minLength: 1, maxLength: 10 }), (parts) => {
          const text = parts.join('');
          const markdown = inline(text);
          expect(markdown.replaceAll('<br>', ' ')).not.toMatch(/[<\n]|\{\{|\{%|\[\[.*\]\]/);
          if (markdown === '') expect(expected(text)).toBe('');
          else expect(place(markdown)).toBe(expected(text));
        }),
        { numRuns: 3_000 },
      );
    },
  );

  it.each([
    '14:25: Monitoring systems detected a sudden increase in server response times.',
    "The database's primary (db-1) was down, wasn't it? Yes: 100% of writes failed; p99 > 2 s!",
    'At 2024-11-22T14:25:00+01:00 max_connections was raised from 100 to 500 - see run 7/9 "drain".',
    'web-1 -> web-2 => done & dusted, 5 @ 3',
    'config {"a":{"b":1}} applied',
    'Zürich 東京 👩‍🚒 — fin…',
  ])('leaves prose as it is: %s', (text) => {
    expect(inline(text)).toBe(text);
  });

  it.each([
    ['ask @alice about #123.', 'ask `@alice` about `#123`.'],
    ['see https://x.example/a?b=1&c=2.', 'see `https://x.example/a?b=1&c=2`.'],
    ['ps | grep <x>', 'ps &#124; grep &lt;x&gt;'],
    ['one\ntwo', 'one<br>two'],
    ['# title #', '\\# title \\#'],
    ['1. x', '1\\. x'],
    ['/close', '`/close`'],
    ['drain --force', 'drain `--force`'],
    ['lost $5,000. And $6', 'lost `$5,000`. And `$6`'],
    ['\\', '\\\\'],
    ['{ x', '&#123; x'],
    ['@a{.b} {', '`@a`&#123;.b} &#123;'],
    [' \n ', ''],
  ])('writes %j as %j', (text, markdown) => {
    expect(inline(text)).toBe(markdown);
  });

  it('takes time in proportion to the length', () => {
    // Quadratic work on these would take minutes, not the test's share of a second.
    for (const scrap of [
      'a',
      ':a',
      '@',
      'a-',
      '#',
      '$',
      'http://',
      '!',
      '[ ',
      ' ',
      '_',
      'a:',
      '&',
      ' ##',
      '`',
      '{',
    ])
      expect(inline(scrap.repeat(200_000)).length).toBeGreaterThanOrEqual(0);
  });
});

describe('heading', () => {
  it('is one line when rendered too', () => {
    expect(heading('a\nb #')).toBe('a␤b \\#');
  });

  it.each(MARKDOWN_ATTACKS)('is inert: %j', (text) => {
    const markdown = heading(text);
    expect(markdown).not.toMatch(/[<\n]/);
    if (markdown === '') expect(expected(text)).toBe('');
    else expect(title(markdown)).toBe(show(text).trim());
  });
});

describe('codeSpan', () => {
  /** Text with our `<code>` tags taken away; nothing else may be there. */
  const plain = (nodes: readonly Tree[]): string => {
    const rest = nodes.filter((node) => !(node.type === 'html' && /^<\/?code>$/.test(node.value ?? '')));
    return read(rest);
  };
  const cellOf = (markdown: string): readonly Tree[] =>
    descend(parse(`| a | b |\n| - | - |\n| ${markdown} | end |\n`), ['table'])[1]?.children ?? [];

  it.each([...MARKDOWN_ATTACKS, ...TERMINAL_ATTACKS.map(([, text]) => text)])(
    'is code, also in a cell: %j',
    (text) => {
      const markdown = codeSpan(text);
      const shown = showBlock(text) === '' ? '' : markdown;
      expect(shown).not.toMatch(/\n/);
      if (markdown === '') return;
      const nodes = descend(parse(markdown), ['paragraph']);
      expect(cellOf(markdown)).toHaveLength(2);
      expect(plain(cellOf(markdown)[0]?.children ?? [])).toBe(plain(nodes));
      expect(plain(nodes).length).toBeGreaterThan(0);
    },
  );

  it.each([
    ['rm -rf /', '`rm -rf /`'],
    ['a | b', '<code>a &#124; b</code>'],
    ['a`b', '<code>a\\`b</code>'],
    ['{{ x }}', '<code>&#123;{ x }}</code>'],
    ['<!-- inc:end x -->', '<code>&lt;!&#45;&#45; inc:end x &#45;&#45;&gt;</code>'],
    ['a\nb', '`a␤b`'],
    [' ', ''],
  ])('writes %j as %j', (text, markdown) => {
    expect(codeSpan(text)).toBe(markdown);
  });
});

describe('code', () => {
  it.each([...MARKDOWN_ATTACKS, '```\n````\n~~~~~~', '', 'a\n\n  b\n', '\n\n'])(
    'holds every line: %j',
    (text) => {
      const nodes = parse(`before\n\n${code(text, 'text')}\nafter\n`).children ?? [];
      expect(nodes).toHaveLength(3);
      const [, block] = nodes;
      const shown = showBlock(text).replace(/\n$/, '');
      if (/<!--\s*inc:/.test(text)) {
        expect(block?.type).toBe('html');
        expect(block?.value).toMatch(/^<pre>\n[^<>]*\n<\/pre>$/);
      } else {
        expect(block).toMatchObject({ type: 'code', lang: 'text', value: shown });
      }
    },
  );

  it('makes controls visible, keeps tabs, and tames the info string', () => {
    expect(code('\u001b[2J\tx\n', 'sh`\n# x')).toBe('```sh#x\n␛[2J\tx\n```\n');
  });
});

describe('link', () => {
  const only = (markdown: string): Tree => descend(parse(markdown), ['paragraph'])[0] ?? { type: 'nothing' };

  it.each([
    ['https://x.example/a?b=1&c=(2)|*[3]', 'https://x.example/a?b=1&c=%282%29%7C%2A%5B3%5D'],
    ['HTTP://x.example/ü `"<>\\{{', 'HTTP://x.example/%C3%BC%20%60%22%3C%3E%5C%7B%7B'],
    ['https://x.example/?a&lt;b', 'https://x.example/?a&lt;b'],
    ['http://[::1]:80/x', 'http://[::1]:80/x'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
  ])('leads to %s', (url, target) => {
    const node = only(link('to | *there*', url));
    expect(node).toMatchObject({ type: 'link', url: target });
    expect(read(node.children ?? [])).toBe('to | *there*');
  });

  it.each([
    'javascript:alert(1)',
    ' https://x.example',
    'data:text/html,x',
    'https://',
    '//x.example',
    'https://x\n',
    'https://\u202ex',
    'vbscript:x',
    'file:///etc',
  ])('refuses %j', (url) => {
    expect(link('text', url)).toBe('text');
  });

  it.each(MARKDOWN_ATTACKS)('has an inert text and an inert target: %j', (text) => {
    const node = only(link(text, `https://x.example/${text.replaceAll(/\s/g, '')}`));
    expect(node.type).toBe('link');
    expect(node.url).toMatch(/^https:\/\/x\.example\/[\w.~:/?#@!$'+,;=%&-]*$/);
    expect(read(node.children ?? [])).toBe(expected(text) || node.url);
  });

  it('shows the URL when there is no text', () => {
    expect(link(' ', 'https://x.example')).toBe('[`https://x.example`](https://x.example)');
    expect(link('', 'javascript:x')).toBe('javascript:x');
  });
});

describe('prose', () => {
  it('is what would have been left as it is', () => {
    const pieces = fc.constantFrom(
      ...'aZ09 ,;%\'"?:.-w#@&!_*/$('.split(''),
      'www',
      'GH',
      'gh-1',
      ': ',
      '. ',
      'x: y',
      ':fire:',
      '100',
      'TOC',
      'é',
      'http',
      '1st',
    );
    let prose = 0;
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.join('').trim();
        if (!isProse(text)) return;
        prose++;
        expect(inert(text)).toBe(text);
        expect(inline(text)).toBe(text);
      }),
      { numRuns: 20_000, seed: 20241122 },
    );
    expect(prose).toBeGreaterThan(300);
    expect(isProse('db-1 is slow')).toBe(false);
    expect(isProse('queue depth is 21: it grows. Slowly')).toBe(true);
  });
});
