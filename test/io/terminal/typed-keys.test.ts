import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineEnd, typedKeys } from '../../../src/io/terminal/typed-keys.ts';

const [begin, end] = ['\x1b[200~', '\x1b[201~'];
const heard = (...pieces: readonly string[]): string => {
  const typed = typedKeys();
  return pieces.map((piece) => typed.keys(piece)).join('');
};

describe('keys', () => {
  it.each(['a', '\r', 'soon\r', '\x1b[B\r', '\x03', '\x1b', '\x7f', 'é日🔥', '\x1b[B\x1b[B\r\x1b[A'])(
    'are what they are: %j',
    (piece) => {
      expect(heard(piece)).toBe(piece);
    },
  );

  it('pressed again and again are one Enter', () => {
    expect(heard('\r\r\r')).toBe('\r');
    expect(heard('over\r\n\r\n')).toBe('over\r');
  });
});

describe('pasted text', () => {
  it('has no Enter in it, marked or not', () => {
    for (const text of ['one\rtwo\r', 'one\ntwo\n', 'one\r\ntwo\r\n']) {
      expect(heard(`${begin}${text}${end}`)).toBe(`one${lineEnd}two`);
      expect(heard(text)).toBe(`one${lineEnd}two`);
    }
  });

  it('is sent by an Enter of its own alone', () => {
    expect(heard('one\rtwo', 'three\r', '\r')).toBe(`one${lineEnd}twothree\r`);
    expect(heard(`${begin}one\r${end}`, '\r')).toBe('one\r');
  });

  it('has no control keys in it either', () => {
    expect(heard(`${begin}a\tb\x03\x1b[Bc\x7f${end}`)).toBe('a b[Bc');
  });

  it('is the same in whatever pieces it comes', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '\r', '\n', '\t', '\x1b', '[', '2', '\x03'), {
      maxLength: 30,
    });
    const cuts = fc.array(fc.nat(60), { maxLength: 5 });
    fc.assert(
      fc.property(text, cuts, (letters, where) => {
        const input = `x${begin}${letters.join('')}${end}y`;
        // Not between Escape and the rest of the first mark: alone, it is a key.
        const ends = [
          ...where.map((at) => (at === 2 ? 3 : Math.min(at, input.length))),
          input.length,
        ].toSorted((a, b) => a - b);
        const pieces = ends.map((at, index) => input.slice(ends[index - 1] ?? 0, at));
        expect(heard(...pieces)).toBe(heard(input));
        // eslint-disable-next-line no-control-regex
        expect(heard(input)).not.toMatch(/[\r\n\x03\x1b]/);
      }),
    );
  });
});

describe('what was typed before the question could be seen', () => {
  it('answers nothing, and is not lost', () => {
    expect(typedKeys().early('yes\r')).toBe('yes');
    expect(typedKeys().early('one\rtwo\r')).toBe(`one${lineEnd}two`);
    expect(typedKeys().early('\r\r')).toBe('');
  });

  it.each(['\x03', '\x04'])('may have been Ctrl-C or Ctrl-D: %j', (key) => {
    expect(typedKeys().early(`yes\r${key}`)).toBe(key);
  });
});
