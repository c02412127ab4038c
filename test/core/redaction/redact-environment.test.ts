import { describe, expect, it } from '@jest/globals';
import { rulesForEnvironment } from '../../../src/core/redaction/redact-environment.ts';
import { lineRedactor } from '../../../src/core/redaction/redact-stream.ts';
import { redact } from '../../../src/core/redaction/redact.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';

describe('rulesForEnvironment', () => {
  const env = {
    DB_PASSWORD: 'correct(horse)[battery',
    API_KEY: 'a+b/c d&e$f|g',
    SHORT_TOKEN: 'abc',
    DEPLOY_SECRET: 'first-line-of-it\nsecond-line-of-it\nx',
    DATABASE_URL: 'postgres://app:url-password@db-1/shop',
    PATH: '/usr/local/bin:/usr/bin',
    PWD: '/home/alice/project',
    EMPTY_TOKEN: '',
    UNSET_TOKEN: undefined,
  };
  const rules = [...rulesForEnvironment(env), ...builtInRules];
  const hide = (text: string): string => {
    const redactor = lineRedactor(rules);
    return (
      text
        .split('')
        .map((character) => redactor.push(character))
        .join('') + redactor.end()
    );
  };

  it('hides the values of variables with a secret name, wherever they stand', () => {
    expect(hide('login with correct(horse)[battery failed')).toBe('login with [redacted:DB_PASSWORD] failed');
    expect(hide('got a+b/c d&e$f|g!')).toBe('got [redacted:API_KEY]!');
    expect(hide('url-password is old')).toBe('[redacted:DATABASE_URL] is old');
  });

  it('hides them as a URL or JSON spells them, and line by line', () => {
    expect(hide('GET /?q=a%2Bb%2Fc%20d%26e%24f%7Cg&x=1')).toBe('GET /?q=[redacted:API_KEY]&x=1');
    expect(hide('first-line-of-it\n  second-line-of-it\nx')).toBe(
      '[redacted:DEPLOY_SECRET]\n  [redacted:DEPLOY_SECRET]\nx',
    );
    const quoted = 'say "friend"';
    expect(redact(JSON.stringify([quoted]), rulesForEnvironment({ DOOR_PASSPHRASE: quoted })).text).toBe(
      '["[redacted:DOOR_PASSPHRASE]"]',
    );
  });

  it('hides what is declared a secret from 4 characters on', () => {
    const declared = rulesForEnvironment({
      INC_SECRETS: 'pin code',
      pin: '4711',
      code: 'abc',
      other: '4712',
    });
    expect(redact('door 4711, 4712, abc', declared).text).toBe('door [redacted:pin], 4712, abc');
  });

  it('leaves everything else alone', () => {
    const text = 'abc in /usr/local/bin:/usr/bin and /home/alice/project x';
    expect(hide(text)).toBe(text);
    expect(rulesForEnvironment(env).map(({ name }) => name)).toEqual([
      'DB_PASSWORD',
      'API_KEY',
      'DEPLOY_SECRET',
      'DATABASE_URL',
    ]);
    expect(rulesForEnvironment({ TOKEN: 'lone\ud800surrogate' })).toHaveLength(1);
  });
});
