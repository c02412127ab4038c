import { describe, expect, it } from '@jest/globals';
import { parseSource } from '../../src/io/catalogue/yaml-source.ts';
import { fromSource } from '../../src/plan/from-source.ts';
import { bound, defaultsOf, withoutSecretVars, wrongValue } from '../../src/plan/variables.ts';
import { plan, step } from './plans.ts';

const compile = (vars: string, when = '') =>
  fromSource(
    parseSource(
      'p.yaml',
      new TextEncoder().encode(
        `vars: ${vars}\nsteps:\n  - id: one\n    run: 'true'\n${when === '' ? '' : `    when: ${when}\n`}`,
      ),
      'plan',
    ),
    { checks: {}, cwd: '/srv' },
  );
const problems = (vars: string, when = ''): string[] =>
  compile(vars, when).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('the variables of a plan', () => {
  it('are texts, or say what to ask', () => {
    const { variables, plan: compiled } = compile(
      `{ backup: web-2, region: { ask: Which region?, choices: [eu, us], default: eu, pattern: '^[a-z]+$' }, key: { secret: true } }`,
    );
    expect(variables).toEqual([
      { name: 'backup', default: 'web-2' },
      { name: 'region', ask: 'Which region?', choices: ['eu', 'us'], default: 'eu', pattern: '^[a-z]+$' },
      { name: 'key', secret: true },
    ]);
    expect(defaultsOf(variables)).toEqual({ backup: 'web-2', region: 'eu' });
    expect(compiled).toMatchObject({ vars: { backup: 'web-2', region: 'eu' }, secrets: ['key'] });
  });

  it.each([
    [
      '{ region: { choices: [eu, us], default: uss } }',
      ['1:47 default: uss is none of eu, us; did you mean us?'],
    ],
    ["{ region: { pattern: '(' } }", ['1:28 pattern: ( is no regular expression']],
    ["{ region: { pattern: '^a', default: b } }", ['1:43 default: b does not match ^a']],
    [
      '{ region: { dflt: a } }',
      ['1:19 unknown key dflt; known here: ask, default, choices, pattern, secret'],
    ],
    ['{ region: { choices: [] } }', ['1:19 needs at least one']],
    ['{ region: 7 }', ["1:17 write it in quotes: '0123'"]],
    ['{ region: [eu] }', ['1:9 write a text, or what to ask: { ask: Which region?, choices: [eu, us] }']],
    [
      '{ key: { secret: true, default: hunter2 } }',
      ['1:39 a secret that stands in its plan is none; leave the default out'],
    ],
    [
      '{ LD_PRELOAD: { ask: Which? } }',
      ['1:9 LD_PRELOAD may not be set by a plan: it changes how programs are found or started'],
    ],
  ])('cannot be %s', (vars, expected) => {
    expect(problems(vars)).toEqual(expected);
  });

  it.each([
    ['regoin == "eu"', ['5:11 when: no variable is called regoin; did you mean region?']],
    [
      'region == eu',
      ['5:21 when: no variable is called eu; the variables are region, key; a text stands in quotes'],
    ],
    ['not (region', ['5:22 when: the end stands where a ) should']],
    ['region == "mars"', ['5:11 when: region is never so: mars is none of eu, us']],
    [`"region == 'eu' andd key"`, ["5:27 when: 'andd' stands where and, or, == or != should"]],
    ["''", ['5:11 when: says no condition: write region == "eu" and not canary']],
  ])('are what a condition is made of: when: %s', (when, expected) => {
    expect(problems('{ region: { choices: [eu, us] }, key: a }', when)).toEqual(expected);
  });

  it('says what is wrong with a value, and never repeats a secret', () => {
    const region = { name: 'region', choices: ['eu', 'us'] };
    expect(wrongValue(region, 'eu')).toBeUndefined();
    expect(wrongValue(region, 'usa')).toBe('usa is none of eu, us; did you mean us?');
    expect(wrongValue({ name: 'pin', secret: true }, '4711')).toBeUndefined();
    expect(wrongValue({ name: 'pin', secret: true }, 'abc')).toBe(
      'the value of pin is too short to be hidden in what scripts print: 4 characters at least',
    );
    expect(wrongValue({ name: 'key', secret: true, pattern: '^k' }, 'hunter2')).toBe(
      'the value of key does not match ^k',
    );
    expect(wrongValue({ name: 'a' }, 'x\0y')).toContain('NUL');
    expect(wrongValue({ name: 'a' }, 'x'.repeat(40_000))).toContain('longer than');
  });
});

describe('a plan with its values', () => {
  const conditional = plan([
    step('eu', { when: 'region == "eu"' }),
    step('us', { when: 'region == "us"' }),
    step('both'),
  ]);

  it('leaves out the steps whose condition does not hold, and keeps what is not known', () => {
    const skipped = (values: Record<string, string>): string[] =>
      bound(conditional, values)
        .steps.filter((each) => each.skipped)
        .map(({ id }) => id);
    expect(skipped({ region: 'eu' })).toEqual(['us']);
    expect(skipped({ region: 'us' })).toEqual(['eu']);
    expect(skipped({ region: 'mars' })).toEqual(['eu', 'us']);
    expect(skipped({})).toEqual([]);
  });

  it('decides anew when it is given other values', () => {
    const again = bound(bound(conditional, { region: 'eu' }), { region: 'us' });
    expect(again).toEqual(bound(conditional, { region: 'us' }));
  });

  it('is kept without its secrets', () => {
    const secret = { ...plan([step('one')]), vars: { key: 'hunter2', region: 'eu' }, secrets: ['key'] };
    expect(JSON.stringify(withoutSecretVars(secret))).not.toContain('hunter2');
    expect(withoutSecretVars(secret).vars['region']).toBe('eu');
    expect(withoutSecretVars(conditional)).toEqual(conditional);
  });
});
