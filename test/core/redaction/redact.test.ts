import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRules, isSecretName, redact, redactDeep } from '../../../src/core/redaction/redact.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';
import { keyLines, lookAlikes, secretLines } from '../../fixtures/secrets.ts';

const clean = (text: string): string => redact(text, builtInRules).text;

const fragments = [
  ...secretLines.flatMap(({ before, secret, after }) => [before, secret, after, before + secret]),
  ...lookAlikes,
  'password',
  'token',
  '=',
  ': ',
  ' ',
  '"',
  "'",
  '\\"',
  '\n',
  '[redacted:',
  ']',
  '@',
  '://',
  'a:',
  '-p',
  '{',
  '}',
  '🔑',
  '\ud83d',
];
const texts = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 8 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

describe('redact', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(redact(clean(text), builtInRules)).toEqual({ text: clean(text), count: 0 });
      }),
      { numRuns: 3000 },
    );
  });

  it('splits no surrogate pair', () => {
    const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!lone.test(text));
        expect(clean(text)).not.toMatch(lone);
      }),
      { numRuns: 1000 },
    );
    expect(clean('password=🔑🔑🔑 🚨')).toBe('password=[redacted:credential] 🚨');
  });

  it('leaves the lines around a secret alone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...lookAlikes),
        fc.constantFrom(...secretLines),
        (prose, { before, secret, after }) => {
          expect(clean(`${prose}\n${before}${secret}${after}`)).toBe(
            `${prose}\n${clean(before + secret + after)}`,
          );
        },
      ),
    );
  });

  it('names the first rule that knows the shape', () => {
    expect(clean(`GITHUB_TOKEN=${'ghp_' + 'a1'.repeat(18)}`)).toBe('GITHUB_TOKEN=[redacted:github]');
  });

  it('looks on inside what began like a secret and was none', () => {
    expect(clean('curl -u "x: redis-cli -a hunter2')).toBe('curl -u "x: redis-cli -a [redacted:command]');
  });

  it('takes a value whole that holds another', () => {
    expect(clean('password="token=abc x" b')).toBe('password="[redacted:credential]" b');
  });

  it('takes a value whole of which another rule found a part', () => {
    expect(clean(`password=x${'ghp_' + 'a1'.repeat(18)}-y`)).toBe('password=[redacted:credential]');
  });

  it('does not take the text between two half keys', () => {
    const half = keyLines.slice(0, 3).join('\n');
    expect(clean(`${half}\n\n# no end here\n${keyLines.join('\n')}`)).toBe(
      '[redacted:private-key]\n\n# no end here\n[redacted:private-key]',
    );
  });
});

describe('a secret between terminal sequences', () => {
  const [red, off] = ['\u001b[31m', '\u001b[0m'];

  it.each([
    ['colours in its name', `pass${red}word${off}=hunter22x`],
    ['a colour in the middle', `password=hun${red}ter22x${off}`],
    ['an eight-bit sequence', 'pass\u009b1mword=hunter22x'],
  ])('is found: %s', (_, text) => {
    const found = redact(`${red}ok${off}\n${text}\n`, builtInRules);
    expect(found).toEqual({ text: 'ok\npassword=[redacted:credential]\n', count: 1 });
    expect(redactDeep({ text }, builtInRules).value).toEqual({ text: 'password=[redacted:credential]' });
  });

  it('costs a text without one none of its colours', () => {
    const text = `${red}all${off} is well`;
    expect(redact(text, builtInRules)).toEqual({ text, count: 0 });
  });
});

describe('redactDeep', () => {
  const deep = (value: unknown): unknown => redactDeep(value, builtInRules).value;
  const token = 'ghp_' + 'a1'.repeat(18);

  it('redacts strings at any depth and keeps the rest', () => {
    const value = {
      text: `used ${token}`,
      tags: ['db', { n: [1, null, true, `x ${token}`] }],
      at: 7,
      none: null,
    };
    expect(redactDeep(value, builtInRules)).toEqual({
      value: {
        text: 'used [redacted:github]',
        tags: ['db', { n: [1, null, true, 'x [redacted:github]'] }],
        at: 7,
        none: null,
      },
      count: 2,
    });
    expect(value.text).toContain(token);
  });

  it('hides what stands under the name of a secret, except a placeholder', () => {
    expect(
      redactDeep(
        { password: 'letters', apiKey: 'x', token: '$TOKEN', secret: '', tokens: 'ten', pwd: '/srv' },
        builtInRules,
      ),
    ).toEqual({
      value: {
        password: '[redacted:key]',
        apiKey: '[redacted:key]',
        token: '$TOKEN',
        secret: '',
        tokens: 'ten',
        pwd: '/srv',
      },
      count: 2,
    });
  });

  it('reads a list of words as a command line', () => {
    expect(deep({ argv: ['pg_dump', '--password', 'two words', 'shop'] })).toEqual({
      argv: ['pg_dump', '--password', '[redacted:key]', 'shop'],
    });
    expect(deep(['mysql', '-u', 'root', '-phunter2', 'shop'])).toEqual([
      'mysql',
      '-u',
      'root',
      '-p[redacted:command]',
      'shop',
    ]);
    expect(deep(['curl', '-u', 'alice:hunter2', 'https://web-1'])).toEqual([
      'curl',
      '-u',
      'alice:[redacted:command]',
      'https://web-1',
    ]);
    expect(deep(['sshpass', '-p', 'hunter2', 'ssh', 'web-1'])).toEqual([
      'sshpass',
      '-p',
      '[redacted:command]',
      'ssh',
      'web-1',
    ]);
    expect(deep(['echo', 'a\tb', 'token=abc', 'c'])).toEqual([
      'echo',
      'a\tb',
      'token=[redacted:credential]',
      'c',
    ]);
  });

  it('redacts keys and keeps both values when two become one', () => {
    expect(deep({ [token]: 1, [`${token}b`]: 2, plain: 3 })).toEqual({
      '[redacted:github]': 1,
      '[redacted:github]_': 2,
      plain: 3,
    });
  });

  it('keeps a key __proto__ a plain key', () => {
    const value = JSON.parse(`{"__proto__":{"token":"abc"},"constructor":"x"}`) as object;
    const found = deep(value) as object;
    expect(JSON.stringify(found)).toBe('{"__proto__":{"token":"[redacted:key]"},"constructor":"x"}');
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(Object.hasOwn(found, '__proto__')).toBe(true);
  });

  it('keeps every value without secrets, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = deep(value);
        expect(redactDeep(once, builtInRules)).toEqual({ value: once, count: 0 });
      }),
    );
    expect(deep({ lines: lookAlikes })).toEqual({ lines: lookAlikes });
  });

  it('leaves no secret of the table', () => {
    const value = secretLines.map(({ before, secret, after }) => ({ text: before + secret + after }));
    const found = JSON.stringify(deep(value));
    for (const { secret } of secretLines) {
      if (secret.length > 6) expect(found).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });
});

describe('compileRules', () => {
  it('reads the rules of the team', () => {
    const rules = compileRules([
      { name: 'badge', pattern: '^badge (?<secret>\\d+) of', flags: 'i' },
      { name: 'ticket no', pattern: 'TCK-\\d+', flags: 'gy' },
      { name: 'twice', pattern: '(?<secret>[a-z]+) again [a-z]+' },
    ]);
    expect(redact('a\nBADGE 4711 of alice\nTCK-1 TCK-2\nabc again abc', rules)).toEqual({
      text: 'a\nBADGE [redacted:badge] of alice\n[redacted:ticket-no] [redacted:ticket-no]\n[redacted:twice] again abc',
      count: 4,
    });
  });

  it('ends for patterns that match nothing or their own marker', () => {
    const nothing = compileRules([{ name: 'nothing', pattern: 'x*' }]);
    expect(redact('axxb', nothing)).toEqual({ text: 'a[redacted:nothing]b', count: 1 });
    const own = compileRules([{ name: 'own', pattern: 'redacted' }]);
    expect(redact('redacted', own).count).toBe(4);
  });

  it('refuses what is no pattern', () => {
    expect(() => compileRules([{ name: 'broken', pattern: '(' }])).toThrow(SyntaxError);
  });
});

describe('isSecretName', () => {
  it.each([
    'password',
    'DB_PASSWORD',
    'clientSecret',
    '--api-key',
    'MYSQL_PWD',
    'GITHUB_TOKEN',
    '_auth',
    'x-api-key',
    'DB_PASS',
    'SECRET_KEY_BASE',
  ])('%s is one', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    'author',
    'tokens',
    'PWD',
    'OLDPWD',
    'compass',
    'GIT_ASKPASS',
    'SSH_AUTH_SOCK',
    'key',
    'primary_key',
    'secretName',
    '',
  ])('%j is none', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});
