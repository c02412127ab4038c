import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digestOf, documentOf, markDocument, mergeRegions, wrapRegion } from '../../src/render/regions.ts';
import { MARKDOWN_ATTACKS } from '../fixtures/hostile-text.ts';
import { code, codeSpan, heading, inline } from '../../src/render/markdown-text.ts';

const asked = (contents: Record<string, string>) => (name: string) => contents[name];

describe('mergeRegions', () => {
  const before = `# Mine\n\n${wrapRegion('a', 'old a')}\n\nMy words.\n\n${wrapRegion('b', 'same b')}\nthe end`;

  it('replaces what is new, and nothing else', () => {
    const { text, changed, kept } = mergeRegions(before, asked({ a: 'new a\nline 2', b: 'same b' }));
    expect(text).toBe(
      `# Mine\n\n${wrapRegion('a', 'new a\nline 2')}\n\nMy words.\n\n${wrapRegion('b', 'same b')}\nthe end`,
    );
    expect(changed).toEqual(['a']);
    expect(kept).toEqual([]);
  });

  it('gives the same bytes when nothing is new', () => {
    expect(mergeRegions(before, asked({ a: 'old a', b: 'same b' }))).toEqual({
      text: before,
      changed: [],
      kept: [],
      open: [],
    });
  });

  it('leaves a region that a person edited, and reports it once it is out of date', () => {
    const edited = before.replace('old a', 'my a');
    expect(mergeRegions(edited, asked({ a: 'old a', b: 'same b' }))).toEqual({
      text: edited,
      changed: [],
      kept: [],
      open: [],
    });
    const later = mergeRegions(edited, asked({ a: 'new a', b: 'new b' }));
    expect(later.text).toContain('my a');
    expect(later.text).not.toContain('new a');
    expect(later).toMatchObject({ changed: ['b'], kept: ['a'] });
    expect(mergeRegions(later.text, asked({ a: 'newer a', b: 'new b' })).kept).toEqual(['a']);
  });

  it('takes an edit that says what the record says as its own again', () => {
    const { text, kept } = mergeRegions(before.replace('old a', 'new a'), asked({ a: 'new a', b: 'same b' }));
    expect(kept).toEqual([]);
    expect(text).toContain(wrapRegion('a', 'new a'));
    expect(mergeRegions(text, asked({ a: 'newer a', b: 'same b' })).changed).toEqual(['a']);
  });

  it('takes no formatting for an edit', () => {
    const table = wrapRegion('a', '| x | y |\n| --- | --- |\n| 1 | 2 |');
    const formatted = table
      .replace('| --- | --- |', '| ------ | :----- |'.replace(':', ''))
      .replace('| x | y |', '|   x | y   |  ');
    expect(mergeRegions(formatted, asked({ a: 'new' })).text).toBe(wrapRegion('a', 'new'));
  });

  it('keeps removed regions removed, fills emptied ones, leaves unknown names', () => {
    const text = `mine\n<!-- inc:begin a -->\n<!-- inc:end a -->\n${wrapRegion('other', 'x')}\n`;
    const merged = mergeRegions(text, asked({ a: 'filled', b: 'never asked' }));
    expect(merged.text).toBe(`mine\n${wrapRegion('a', 'filled')}\n${wrapRegion('other', 'x')}\n`);
    expect(merged.text).not.toContain('never asked');
  });

  it('does not touch text in a region that never had a digest', () => {
    const text = '<!-- inc:begin a -->\nmine\n<!-- inc:end a -->\n';
    expect(mergeRegions(text, asked({ a: 'new' }))).toEqual({ text, changed: [], kept: ['a'], open: [] });
  });

  it.each([
    ['no end', '<!-- inc:begin a 12345678 -->\nwords\n'],
    ['an end of another name', '<!-- inc:begin a 12345678 -->\nwords\n<!-- inc:end b -->\n'],
    ['an end before its begin', '<!-- inc:end a -->\n<!-- inc:begin a 12345678 -->\nwords\n'],
    ['a mark inside a line', 'x <!-- inc:begin a 12345678 -->\n\n<!-- inc:end a -->\n'],
  ])('leaves a broken region as text: %s', (_, text) => {
    expect(mergeRegions(text, asked({ a: 'new' })).text).toBe(text);
  });

  it('names a region that lost its end mark, and one that stands twice, once', () => {
    const one = wrapRegion('a', 'old');
    const twice = mergeRegions(`${one}\n\n${one}\n`, asked({ a: 'new' }));
    expect(twice).toMatchObject({ changed: ['a'], kept: [], open: [] });
    expect(twice.text).toBe(`${wrapRegion('a', 'new')}\n\n${wrapRegion('a', 'new')}\n`);
    const edited = one.replace('old', 'mine');
    expect(mergeRegions(`${edited}\n\n${edited}\n`, asked({ a: 'new' })).kept).toEqual(['a']);
    const cut = `${one.replace('<!-- inc:end a -->', '')}\n${wrapRegion('b', 'b')}`;
    expect(mergeRegions(cut, asked({ a: 'new', b: 'b' }))).toEqual({
      text: cut,
      changed: [],
      kept: [],
      open: ['a'],
    });
    expect(mergeRegions(cut, asked({ b: 'b' })).open).toEqual([]);
  });

  it('finds the region after a begin mark that lost its end', () => {
    const text = `<!-- inc:begin a 12345678 -->\nwords\n${wrapRegion('b', 'old')}\n`;
    expect(mergeRegions(text, asked({ a: 'new', b: 'new' })).text).toBe(
      `<!-- inc:begin a 12345678 -->\nwords\n${wrapRegion('b', 'new')}\n`,
    );
  });

  it('keeps CRLF: outside byte for byte, inside with the line ends of its mark', () => {
    const crlf = before.replaceAll('\n', '\r\n');
    const { text } = mergeRegions(crlf, asked({ a: 'new a\nline 2', b: 'same b' }));
    expect(text).toBe(
      `# Mine\n\n${wrapRegion('a', 'new a\nline 2')}\n\nMy words.\n\n${wrapRegion('b', 'same b')}\nthe end`.replaceAll(
        '\n',
        '\r\n',
      ),
    );
    expect(mergeRegions(crlf, asked({ a: 'old a', b: 'same b' })).text).toBe(crlf);
  });

  it('never loses a byte outside, whatever stands there', () => {
    const outside = fc
      .string({ unit: 'binary', maxLength: 60 })
      .filter((text) => !text.includes('<!-- inc:'));
    fc.assert(
      fc.property(outside, outside, outside, (first, second, third) => {
        const shape = (a: string, b: string): string =>
          `${first}\n${wrapRegion('a', a)}\n${second}\n${wrapRegion('b', b)}\n${third}`;
        const { text } = mergeRegions(shape('1', '2'), asked({ a: '3', b: '4' }));
        expect(text).toBe(shape('3', '4'));
      }),
    );
  });
});

describe('what a person types', () => {
  const marks = [
    ...MARKDOWN_ATTACKS,
    '<!-- inc:end timeline -->',
    'x\n<!-- inc:end timeline -->\nforged',
    '<!-- inc:begin a 12345678 -->\r\n<!-- inc:end a -->',
    markDocument({ incident: 'other', template: 'default' }),
  ];

  it.each(marks)('cannot make a region or a document: %j', (attack) => {
    for (const escape of [inline, heading, codeSpan, code]) {
      const text = `a\n${escape(attack)}\n${wrapRegion('timeline', `- ${escape(attack)}\n\n${escape(attack)}`)}\n`;
      const names: string[] = [];
      mergeRegions(text, (name) => void names.push(name));
      expect(names).toEqual(['timeline']);
      expect(documentOf(text)).toBeUndefined();
    }
  });
});

describe('documentOf', () => {
  const mark = { incident: '2023-10-23-web', template: 'classic' };

  it.each(['', '\uFEFF', '---\ntitle: x\n---\n'])(
    'finds the mark after %j, with either line end',
    (before) => {
      expect(documentOf(`${before}${markDocument(mark)}\n# x`)).toEqual(mark);
      expect(documentOf(`${before}${markDocument(mark)}\r\n# x`)).toEqual(mark);
    },
  );

  it.each(['', '# Post-mortem\n', wrapRegion('a', 'x'), `> ${markDocument(mark)}`])(
    'finds none in %j',
    (text) => {
      expect(documentOf(text)).toBeUndefined();
    },
  );
});

it('tells contents apart', () => {
  expect(digestOf('a b')).not.toBe(digestOf('a c'));
  expect(digestOf('a b')).toMatch(/^[0-9a-f]{8}$/);
});
