import { describe, expect, it } from '@jest/globals';
import { redact } from '../../../src/core/redaction/redact.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';
import { lookAlikes, secretLines } from '../../fixtures/secrets.ts';

const clean = (text: string): string => redact(text, builtInRules).text;

describe('secrets', () => {
  it.each(secretLines.map((line) => [`${line.rule}: ${line.before}…${line.after}`, line] as const))(
    '%s',
    (_, line) => {
      const found = redact(line.before + line.secret + line.after, builtInRules);
      expect(found.text).toBe(`${line.before}[redacted:${line.rule}]${line.after}`);
      expect(found.count).toBe(1);
    },
  );

  it('are many, and each rule has one', () => {
    expect(secretLines.length).toBeGreaterThanOrEqual(80);
    expect(new Set(secretLines.map(({ rule }) => rule))).toEqual(
      new Set(builtInRules.map(({ name }) => name)),
    );
  });

  it('are all found in one text', () => {
    const text = secretLines.map(({ before, secret, after }) => before + secret + after).join('\n');
    const found = redact(text, builtInRules);
    for (const { secret } of secretLines) if (secret.length > 6) expect(found.text).not.toContain(secret);
    expect(found.count).toBeGreaterThanOrEqual(secretLines.length);
  });
});

describe('look-alikes', () => {
  it.each(lookAlikes)('%s', (line) => {
    expect(redact(line, builtInRules)).toEqual({ text: line, count: 0 });
  });

  it('are many, and survive in one text', () => {
    expect(lookAlikes.length).toBeGreaterThanOrEqual(60);
    expect(clean(lookAlikes.join('\n'))).toBe(lookAlikes.join('\n'));
  });
});

describe('every pattern', () => {
  // A pattern that backtracks more than linearly would not come back from these within the test's time.
  it.each([
    '-----BEGIN PRIV' + 'ATE KEY-----',
    'eyJ',
    'eyJaaaaaaaaaaaa.',
    '://',
    '://a:',
    'password',
    'password ',
    'password=\\',
    'password="\\',
    '--token',
    'mysql ',
    'mysql -',
    'curl -u ',
    'curl -u a',
    'login password machine ',
    '$6$',
    'sk-',
    'AKIA',
    'bearer ',
    'cookie',
    'SG.aaaaaaaaaaaaaaaaaaaa.',
    'x.atlasv1.',
    ' '.repeat(64),
    'token is ',
    '&,;',
    'token=',
    "token='",
    'token="',
    'token: ',
    'token: "',
    'token:\t \t',
    'token: aaaaaaa',
    '--token \t',
    '--token ',
    'pass&,;',
    '"auth":"',
    '<token>',
  ])('is linear on 64 KiB of %j', (piece) => {
    for (const lead of [
      '',
      'password ',
      'password=',
      'bot mysql curl eyJ http :// $ "auth sig cookie machine login ',
    ]) {
      const text = lead + piece.repeat(Math.ceil(65_536 / piece.length));
      const once = clean(text);
      expect(clean(once)).toBe(once);
    }
  });
});
