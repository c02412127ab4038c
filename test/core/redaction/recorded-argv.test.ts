import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordedArgv } from '../../../src/core/redaction/recorded-argv.ts';

const size = (words: readonly string[]): number => Buffer.byteLength(JSON.stringify(words));

describe('the words of a command, as they are recorded', () => {
  it('are all of them where they fit', () => {
    const argv = ['bash', '-c', 'x'.repeat(10_000), ''];
    expect(recordedArgv(argv)).toBe(argv);
  });

  it('end with how many more there were', () => {
    const words = recordedArgv(['ls', ...Array.from({ length: 140_000 }, (_, index) => `file-${index}`)]);
    expect(words.slice(0, 3)).toEqual(['ls', 'file-0', 'file-1']);
    const told = /^… (\d+) more words not recorded$/.exec(words.at(-1) ?? '');
    expect(Number(told?.[1])).toBe(140_001 - (words.length - 1));
    expect(size(words)).toBeLessThan(16_500);
  });

  it('hold the beginning of one that is too long by itself', () => {
    const words = recordedArgv(['bash', '-c', 'x'.repeat(150_000), 'a', 'b']);
    expect(words).toHaveLength(3);
    const [, kept = '', more] =
      /^(x+)… (\d+) more bytes and 2 more words not recorded$/.exec(words[2] ?? '') ?? [];
    expect(kept.length + Number(more)).toBe(150_000);
    expect(kept.length).toBeGreaterThan(10_000);
  });

  it('are cut before a word, not within: half a secret is known by no rule', () => {
    const [, script = ''] = recordedArgv([
      'bash',
      `${'word '.repeat(3000)}${'Tr0ub4dor'.repeat(200)} ${'y'.repeat(99_999)}`,
    ]);
    expect(script).toMatch(/^(word )+word… \d+ more bytes not recorded$/);
  });

  it('fit into a line of the record whatever they are', () => {
    const word = fc.string({ unit: 'binary', maxLength: 30_000, size: 'max' });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (argv) => {
        expect(size(recordedArgv(argv))).toBeLessThan(17_000);
      }),
      { numRuns: 30 },
    );
  });
});
