import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonLine } from '../../../src/core/text/json-text.ts';
import { MARKDOWN_ATTACKS, TERMINAL_ATTACKS } from '../../fixtures/hostile-text.ts';

// Unicode's own classes: controls, bidi marks, default ignorables, line ends, ill-formed text. U+FE0F alone may
// stand, emoji need it.
const dangerous = (text: string): string[] =>
  Array.from(text).filter(
    (c) =>
      /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb]/u.test(c) &&
      c !== '\ufe0f',
  );

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('jsonLine', () => {
  it.each(TERMINAL_ATTACKS)('holds nothing raw: %s', (_, text) => {
    const line = jsonLine({ text, [text]: [text] });
    expect(dangerous(line)).toEqual([]);
    expect(JSON.parse(line)).toEqual(plain({ text, [text]: [text] }));
  });

  it('leaves ordinary text readable', () => {
    const text = 'Zürich 東京 ⚠️ 😀 — "ok" naïve';
    expect(jsonLine({ text })).toBe(JSON.stringify({ text }));
  });

  it('writes an escape for each UTF-16 unit', () => {
    expect(jsonLine('\u202e\u007f\u2028\u{e0041}\ud800')).toBe(
      '"\\u202e\\u007f\\u2028\\udb40\\udc41\\ud800"',
    );
  });

  it('escapes every dangerous code point', () => {
    const missed: number[] = [];
    for (let code = 0; code < 0x110000; code++)
      if (dangerous(jsonLine(String.fromCodePoint(code))).length > 0) missed.push(code);
    expect(missed).toEqual([]);
  });

  it('parses back to what plain JSON gives, for any value', () => {
    fc.assert(
      fc.property(
        fc.anything({ key: fc.string({ unit: 'binary' }), values: [fc.string({ unit: 'binary' })] }),
        (value) => {
          fc.pre(JSON.stringify(value) !== undefined);
          expect(JSON.parse(jsonLine(value))).toEqual(plain(value));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is one line without a dangerous character, for any text', () => {
    const text = fc
      .array(fc.constantFrom(...TERMINAL_ATTACKS.map(([, t]) => t), ...MARKDOWN_ATTACKS))
      .map((t) => t.join(''));
    fc.assert(
      fc.property(text, (t) => {
        const line = jsonLine({ t });
        expect(dangerous(line)).toEqual([]);
        expect(JSON.parse(line)).toEqual({ t });
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => jsonLine(undefined)).toThrow(TypeError);
  });
});
