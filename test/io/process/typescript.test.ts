import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { typescriptOf, withoutReturns } from '../../../src/io/process/typescript.ts';

const before = 'Script started on 2026-11-22 19:50:18+00:00 [COMMAND="eval" TERM="tmux"]\n';
const after = '\nScript done on 2026-11-22 19:50:22+00:00 [COMMAND_EXIT_CODE="4"]\n';

/** The text in pieces of these lengths, over and over. */
function* pieces(text: string, lengths: readonly number[]): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] as number;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

function read(log: string, lengths: readonly number[], whole: boolean): string {
  const typescript = typescriptOf();
  const out = [...pieces(log, lengths)].map((piece) => Buffer.from(typescript.push(piece)));
  return Buffer.concat([...out, typescript.end(whole)]).toString();
}

const lengths = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 });

describe('what script logs', () => {
  it('is what the command showed, without the lines around it, however it is cut', () => {
    const shown = fc.oneof(fc.string(), fc.constantFrom('\n', '\n\n', 'x'.repeat(5000), after, before));
    fc.assert(
      fc.property(shown, lengths, (text, cut) => {
        expect(read(before + text + after, cut, true)).toBe(text);
      }),
    );
  });

  it('keeps all that came when script was ended before it could say so', () => {
    expect(read(`${before}line\r\nnext\n`, [7], false)).toBe('line\r\nnext\n');
  });

  it('has not begun before its first line', () => {
    const typescript = typescriptOf();
    expect(typescript.begun).toBe(false);
    typescript.push(Buffer.from('Script star'));
    expect(typescript.begun).toBe(false);
    typescript.push(Buffer.from('ted\n'));
    expect(typescript.begun).toBe(true);
  });
});

it('ends lines as the command did, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'é', '\n', '\r')), lengths, (letters, cut) => {
      const plain = withoutReturns();
      const text = letters.join('');
      const out = [
        ...pieces(
          text,
          cut.map((length) => (length % 3) + 1),
        ),
      ].map(plain);
      // One at the very end may be half of a line's end.
      expect(Buffer.concat(out).toString()).toBe(text.replaceAll('\r\n', '\n').replace(/\r$/, ''));
    }),
  );
});
