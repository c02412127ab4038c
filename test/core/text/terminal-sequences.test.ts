import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sequenceStripper } from '../../../src/core/text/terminal-sequences.ts';

const esc = '\u001b';
const plain = (...pieces: readonly string[]): string => {
  const stripper = sequenceStripper();
  return pieces.map((piece) => stripper.push(piece)).join('') + stripper.end();
};

describe('terminal sequences', () => {
  it.each([
    ['a colour', `${esc}[31mred${esc}[0m`, 'red'],
    ['a colour of many parts', `${esc}[38;2;1;2;3mred${esc}[m`, 'red'],
    ['one inside a secret', `password${esc}[0m=${esc}[1mhunter22x`, 'password=hunter22x'],
    ['a cursor that moves', `10%${esc}[2K\r20%${esc}[1A`, '10%\r20%'],
    ['eight-bit CSI', '\u009b31mred', 'red'],
    ['a title', `${esc}]0;web-1\u0007ready`, 'ready'],
    ['a link', `${esc}]8;;http://x/${esc}\\here${esc}]8;;${esc}\\`, 'here'],
    ['a character set', `${esc}(Bplain${esc}7${esc}8${esc}=${esc}c`, 'plain'],
    ['no sequence at all', 'a [31m b \u0007', 'a [31m b \u0007'],
    ['one without an end', `text ${esc}[31`, `text ${esc}[31`],
    ['a title without an end, and lines after it', `${esc}]0;title\nline\n`, `${esc}]0;title\nline\n`],
  ])('%s', (_, text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it('are the same however the text is cut', () => {
    const piece = fc.constantFrom(
      `${esc}[31m`,
      `${esc}]0;t\u0007`,
      `${esc}(B`,
      'word',
      '\n',
      esc,
      '[',
      'm',
      '\u009b1m',
      '\u009b',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.infiniteStream(fc.nat(3)), (pieces, cuts) => {
        const text = pieces.join('');
        const parts: string[] = [];
        for (let at = 0; at < text.length;) {
          const length = 1 + (cuts.next().value as number);
          parts.push(text.slice(at, at + length));
          at += length;
        }
        expect(plain(...parts)).toBe(plain(text));
      }),
    );
  });

  it('hold back no more than 4 KiB of what never becomes one', () => {
    const stripper = sequenceStripper();
    expect(stripper.push(`${esc}]${'x'.repeat(5000)}`)).not.toBe('');
  });
});
