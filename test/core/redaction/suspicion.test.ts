import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact, redactDeep } from '../../../src/core/redaction/redact.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';
import { isSuspicious } from '../../../src/core/redaction/suspicion.ts';
import { lookAlikes, secretLines } from '../../fixtures/secrets.ts';

/** As `note` is asked: the JSON of what would be written. */
const data = (text: string): object => ({ kind: 'note', text, tags: [] });
const asked = (value: unknown): boolean => isSuspicious(JSON.stringify(value));

const fragments = [
  ...secretLines.flatMap(({ before, secret, after }) => [before, secret, after, before + secret]),
  ...secretLines.flatMap(({ secret }) => [secret.slice(0, 15), secret.slice(0, 10), secret.slice(-12)]),
  ...lookAlikes,
  ...builtInRules.flatMap(({ keywords }) => keywords),
  'xoxb-',
  '\u001b[1m',
  '\u009b0m',
  'sig=',
  '?sig=',
  '%2B%2F',
  'sk_live_',
  'K',
  'to\u212Aen',
  'Pa\u017F\u017F',
  'PASSWORD',
  '\u0130',
  ' ',
  '=',
  ': ',
  ':',
  '"',
  "'",
  '\n',
  '\\',
  '@',
  '-p',
  '-',
  '$6$',
  '1234567890',
  'aB3dE5gH',
  '🔑',
];
const texts = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 12 })), { maxLength: 8 })
  .map((parts) => parts.join(''));

describe('isSuspicious', () => {
  it.each(secretLines.map(({ before, secret, after }) => [before + secret + after]))(
    'suspects %j',
    (line) => {
      expect(redact(line, builtInRules).count).toBeGreaterThan(0);
      expect(isSuspicious(line)).toBe(true);
      expect(asked(data(line))).toBe(true);
    },
  );

  it('suspects whatever the rules would change', () => {
    fc.assert(
      fc.property(texts, (text) => {
        if (redact(text, builtInRules).count > 0) expect(isSuspicious(text)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it('suspects it as JSON too, in texts, in lists and under the names of secrets', () => {
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        const value = { ...data(text), tags: [text, other], argv: [other, text], [other]: text };
        if (redactDeep(value, builtInRules).count > 0) expect(asked(value)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(asked({ text: 'x', apiKey: 'y' })).toBe(true);
  });

  it('suspects the shortest that the rules know', () => {
    for (const text of ['xoxb-1234567890', 'GET /x?sig=%2B%2B%2B%2B%2B%2B', 'to\u212Aen=abc', 'pwd=x'])
      expect({ text, suspicious: isSuspicious(text) }).toEqual({ text, suspicious: true });
  });

  it.each([
    'db-1 disk is at 97%',
    'restarted web-2 at 14:05, looks fine',
    'Traffic moved to Frankfurt (3 of 5 zones) ✅',
  ])('spares %j the rules', (text) => {
    expect(asked(data(text))).toBe(false);
  });
});
