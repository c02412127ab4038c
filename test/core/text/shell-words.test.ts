import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shellWords } from '../../../src/core/text/shell-words.ts';

describe('a command as a person would type it', () => {
  it('leaves plain words as they are', () => {
    expect(shellWords(['systemctl', 'restart', 'web@1.service', '--now', '-p', 'A=b'])).toBe(
      'systemctl restart web@1.service --now -p A=b',
    );
  });

  it('quotes what a shell would take apart', () => {
    expect(shellWords(['echo', 'two words', '', '$HOME', "it's", '*'])).toBe(
      `echo 'two words' '' '$HOME' 'it'\\''s' '*'`,
    );
  });

  it('gives a shell the same words back', () => {
    const word = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${shellWords(words)}`], {
          encoding: 'utf8',
        });
        expect(stdout.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 40 },
    );
  });
});
