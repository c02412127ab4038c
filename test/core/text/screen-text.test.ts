import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { show, showBlock } from '../../../src/core/text/screen-text.ts';
import { TERMINAL_ATTACKS } from '../../fixtures/hostile-text.ts';
import { dangerous } from '../../support/inert-text.ts';

describe('show', () => {
  it('has a list of attacks to face', () => {
    expect(TERMINAL_ATTACKS.length).toBeGreaterThanOrEqual(26);
    for (const [, text] of TERMINAL_ATTACKS) expect(show(text)).not.toBe(text);
  });

  it.each(TERMINAL_ATTACKS)('makes inert: %s', (_, text) => {
    expect(dangerous(show(text))).toEqual([]);
  });

  it.each([
    ['ok\n12:00 alice', 'ok␤12:00 alice'],
    ['a\r\nb', 'a␍␤b'],
    ['a\tb', 'a b'],
    ['\u0000\u001b[2J\u007f', '␀␛[2J␡'],
    ['\u009b2J', '<U+009B>2J'],
    ['x\u202ey\u00ad', 'x<U+202E>y<U+00AD>'],
    ['\u{e0041}', '<U+E0041>'],
    ['\ud800a\udc00', '\ufffda\ufffd'],
    ['a\u200db', 'a<U+200D>b'],
    ['❤️\ufe0f', '❤️<U+FE0F>'],
    ['7\ufe0f', '7<U+FE0F>'],
    ['😀\u200d', '😀<U+200D>'],
  ])('shows %j as %j', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it.each([
    'Zürich 東京 naïve — “x” × 3 → 4',
    '👩‍❤️‍👨 👨‍👩‍👧 🏳️‍🌈 🏴‍☠️ 👁️‍🗨️',
    '⚠️ ☎️ ™️ 1️⃣ #️⃣ 👍🏽 👩🏽‍🚒 ❤️‍🔥',
    '🇩🇪 ✅ ❌',
    'plain',
  ])('keeps %s', (text) => {
    expect(show(text)).toBe(text);
    expect(showBlock(text)).toBe(text);
  });

  it('is inert for every code point, alone and between two emoji', () => {
    const missed: number[] = [];
    for (let code = 0; code < 0x110000; code++) {
      const c = String.fromCodePoint(code);
      if (dangerous(show(c)).length > 0) missed.push(code);
      if (c !== '\u200d' && c !== '\ufe0f' && dangerous(show(`😀${c}😀`)).length > 0) missed.push(code);
    }
    expect(missed).toEqual([]);
  });

  it('is inert for 20,000 random texts', () => {
    const units = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)),
      fc.constantFrom('😀', '❤', '\ufe0f', '\u200d', '\u001b', '\r', '\n', '\u{e0020}', '1', '\u20e3', 'a'),
    );
    fc.assert(
      fc.property(fc.array(units, { maxLength: 12 }), (parts) => {
        const shown = show(parts.join(''));
        return dangerous(shown).length === 0 && show(shown) === shown;
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('showBlock', () => {
  it('keeps lines and tabs, and nothing else', () => {
    expect(showBlock('a\tb\r\nc\rd\n\u001b[1m')).toBe('a\tb\nc␍d\n␛[1m');
  });

  it.each(TERMINAL_ATTACKS)('makes inert: %s', (_, text) => {
    expect(dangerous(showBlock(text).replace(/[\n\t]/g, ''))).toEqual([]);
  });
});
