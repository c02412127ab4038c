import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineRedactor } from '../../../src/core/redaction/redact-stream.ts';
import { compileRules, redact } from '../../../src/core/redaction/redact.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';
import { keyLines, lookAlikes, secretLines } from '../../fixtures/secrets.ts';

const token = 'ghp_' + 'a1'.repeat(18);
const key = keyLines.join('\n');
// As long as a key of 8192 bits.
const longKey = [keyLines[0], ...Array.from({ length: 100 }, () => keyLines[1]), keyLines.at(-1)].join('\n');
const all = secretLines.map(({ before, secret, after }) => before + secret + after).join('\n');

/** Feeds `text` in pieces of the given sizes, over and over. */
function streamed(
  text: string,
  sizes: readonly number[] = [text.length],
  rules = builtInRules,
): { text: string; count: number } {
  const redactor = lineRedactor(rules);
  let out = '';
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const size = sizes[turn % sizes.length] || 1;
    out += redactor.push(text.slice(at, at + size));
    at += size;
  }
  return { text: out + redactor.end(), count: redactor.count };
}

const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 6 });
const tiny = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
const begin = keyLines[0] ?? '';
const end = keyLines.at(-1) ?? '';
const pieces = fc.constantFrom(
  ...secretLines.map(({ before, secret, after }) => before + secret + after),
  ...lookAlikes,
  key,
  begin,
  end,
  key.replaceAll('\n', '\\n'),
  '\n',
  '\r\n',
  '\r',
  ' ',
  '🔑',
  keyLines[1] ?? '',
  'x'.repeat(600) + '\n',
);
const texts = fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join(''));

describe('lineRedactor', () => {
  it('gives lines back when they are complete', () => {
    const redactor = lineRedactor(builtInRules);
    expect(redactor.push('one\ntwo')).toBe('one\n');
    expect(redactor.push(' and')).toBe('');
    expect(redactor.push(' more\r50%\r60')).toBe('two and more\r50%\r');
    expect(redactor.end()).toBe('60');
    expect(redactor.end()).toBe('');
    expect(redactor.count).toBe(0);
  });

  it('hides a secret split over chunks at every place', () => {
    const text = `a ${token} b\nPGPASSWORD=hunter2 psql\nnext`;
    for (let at = 1; at < text.length; at++) {
      expect(streamed(text, [at, text.length])).toEqual({
        text: 'a [redacted:github] b\nPGPASSWORD=[redacted:credential] psql\nnext',
        count: 2,
      });
    }
  });

  it('hides a private key split over chunks, and holds only its lines', () => {
    const redactor = lineRedactor(builtInRules);
    expect(redactor.push(`before\n${keyLines.slice(0, 2).join('\n')}\n`)).toBe('before\n');
    expect(redactor.push(`${keyLines.slice(2).join('\n')} after\nlast`)).toBe(
      '[redacted:private-key] after\n',
    );
    expect(redactor.end()).toBe('last');
    expect(redactor.count).toBe(1);
  });

  it('hides a long private key, with headers and prefixed lines', () => {
    const headed = longKey.replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n').replaceAll('\n', '\nweb-1 | ');
    expect(streamed(`a\n${headed}\nb\n`, [11])).toEqual({ text: 'a\n[redacted:private-key]\nb\n', count: 1 });
  });

  it('gives up waiting for the end of a key', () => {
    const redactor = lineRedactor(builtInRules);
    const lines = 'nothing of a key here, just output\n'.repeat(1000);
    expect(redactor.push(`${begin}\n`)).toBe('');
    expect(redactor.push(lines)).toBe(`${begin}\n${lines}`);
  });

  it('finds the whole table, whatever the chunks', () => {
    expect(streamed(all)).toEqual(redact(all, builtInRules));
    fc.assert(
      fc.property(fc.oneof(sizes, tiny), (cuts) =>
        expect(streamed(all, cuts)).toEqual(redact(all, builtInRules)),
      ),
      {
        numRuns: 30,
      },
    );
  });

  it('equals redact of the whole text, whatever the chunks', () => {
    fc.assert(
      fc.property(texts, tiny, (text, cuts) => {
        expect(streamed(text, cuts)).toEqual(redact(text, builtInRules));
      }),
      { numRuns: 500 },
    );
  });

  it('holds the rules of the team too', () => {
    const rules = [...compileRules([{ name: 'badge', pattern: '^badge (?<secret>\\d+)$' }]), ...builtInRules];
    const text = `badge 4711\nbadge 4712 x\nbadge 4713`;
    expect(streamed(text, [3], rules).text).toBe(
      'badge [redacted:badge]\nbadge 4712 x\nbadge [redacted:badge]',
    );
  });
});

describe('an endless line', () => {
  const filler = 'lorem ipsum 4711 dolor, ';
  const endless = (length: number): string =>
    filler.repeat(Math.ceil(length / filler.length)).slice(0, length);

  it('is passed on in bounded memory', () => {
    const redactor = lineRedactor(builtInRules);
    let given = 0;
    let got = 0;
    for (let turn = 0; turn < 100; turn++) {
      const piece = endless(10_000);
      given += piece.length;
      got += redactor.push(piece).length;
      expect(given - got).toBeLessThanOrEqual(65_536);
    }
    expect(got + redactor.end().length).toBe(given);
  });

  it('hides a secret at every place around the cuts', () => {
    for (const at of [
      61_380, 61_400, 61_420, 61_435, 61_440, 61_445, 65_490, 65_510, 65_530, 65_536, 65_540, 122_850,
    ]) {
      const text = `${endless(at)} ${token} password="two words" ${endless(100_000)}`;
      const found = streamed(text, [7777]);
      expect(found.text).toBe(
        `${endless(at)} [redacted:github] password="[redacted:credential]" ${endless(100_000)}`,
      );
      expect(found.count).toBe(2);
    }
  });

  it('hides a private key in one line of JSON around the cuts', () => {
    for (const at of [50_000, 60_000, 61_300, 61_430, 64_000, 65_500]) {
      for (const secret of [key, longKey, longKey.replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n')]) {
        const text = `${endless(at)}"${secret.replaceAll('\n', '\\n')}" ${endless(80_000)}`;
        expect(streamed(text, [5000]).text).toBe(`${endless(at)}"[redacted:private-key]" ${endless(80_000)}`);
      }
    }
  });

  it('hides a long value with spaces across a cut', () => {
    for (const at of [56_000, 60_000, 61_430]) {
      const text = `${endless(at)} password="${token} ${'some words '.repeat(800)}" ${endless(90_000)}`;
      expect(streamed(text, [5000]).text).toBe(
        `${endless(at)} password="[redacted:credential]" ${endless(90_000)}`,
      );
    }
  });

  it('cuts no surrogate pair in two', () => {
    const redactor = lineRedactor(builtInRules);
    for (const lead of ['', 'x']) {
      const out = redactor.push(lead + '🔑'.repeat(70_000));
      expect(out.length).toBeGreaterThan(100_000);
      expect(out).not.toMatch(/[\ud800-\udbff]$/);
      redactor.end();
    }
  });

  it('hides a secret longer than the window up to the next space or quote', () => {
    const text = `{"token":"${'a1'.repeat(150_000)}","user":"alice"}\nnext`;
    expect(streamed(text, [9999])).toEqual({
      text: '{"token":"[redacted:credential]","user":"alice"}\nnext',
      count: 1,
    });
  });

  it('gives the same for any chunks', () => {
    const part = fc.oneof(
      fc.integer({ min: 0, max: 70_000 }).map(endless),
      fc.constantFrom(
        token,
        ` password=${'🔑'.repeat(3000)} `,
        begin,
        end,
        key,
        key.replaceAll('\n', '\\n'),
        '\n',
        '🔑'.repeat(40_000),
        `token="${'a1'.repeat(40_000)}"`,
      ),
    );
    const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        sizes,
        fc.integer({ min: 1, max: 200_000 }),
        (parts, cuts, wide) => {
          const text = parts.join('');
          const whole = streamed(text);
          expect(streamed(text, cuts)).toEqual(whole);
          expect(streamed(text, [wide])).toEqual(whole);
          expect(whole.text).not.toMatch(lone);
          expect(whole.text).not.toContain(token);
        },
      ),
      { numRuns: 40 },
    );
  });
});
