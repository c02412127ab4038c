import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holds, namesIn, parseCondition, type Condition } from '../../src/plan/condition.ts';

const values = { region: 'eu', canary: 'no', empty: '', count: '3', flag: 'true' };
const read = (text: string): Condition => {
  const condition = parseCondition(text);
  if (!('kind' in condition)) throw new Error(`${condition.at}: ${condition.message}`);
  return condition;
};

describe('a condition', () => {
  it.each([
    ['region == "eu"', true],
    ["region == 'us'", false],
    ['region != "us"', true],
    ['"eu" == region', true],
    ['region == "eu" and not canary', true],
    ['not region == "eu"', false],
    ['canary or flag', true],
    ['canary or empty and flag', false],
    ['(canary or flag) and region == "eu"', true],
    ['not not flag', true],
    ['defined empty', false],
    ['defined region', true],
    ['defined absent', undefined],
    ['not defined empty and flag', true],
    ['count == 3', true],
    ['count == 03', false],
    ['flag == true', true],
    ['true', true],
    ['false or true', true],
    ['absent', undefined],
    ['absent or flag', true],
    ['absent and canary', false],
    ['absent == "x"', undefined],
    ['not absent', undefined],
  ])('%s is %s', (text, expected) => {
    expect(holds(read(text), values)).toBe(expected);
  });

  it.each(['', 'false', 'no', 'off', '0', 'No', ' FALSE '])('takes %j for no, by itself', (value) => {
    expect(holds(read('x'), { x: value })).toBe(false);
  });

  it.each([
    ['', 0, 'the end stands where a variable or a text in quotes should'],
    ['region =', 7, '= means nothing here; compare with =='],
    ['region == "eu', 10, 'the text that starts with " has no end'],
    ['region && flag', 7, '& means nothing here; write and'],
    ['region || flag', 7, '| means nothing here; write or'],
    ['!flag', 0, '! means nothing here; write not, or compare with !='],
    ['region == "eu" flag', 15, "'flag' stands where and, or, == or != should"],
    ['(region', 7, 'the end stands where a ) should'],
    ['region == == "eu"', 10, "'==' stands where a variable or a text in quotes should"],
    ['and flag', 0, "'and' stands where a variable or a text in quotes should"],
    ['defined "x"', 8, "'x' stands where the name of a variable should"],
    ['flag;rm', 4, '; means nothing here'],
    ['$flag', 0, '$ means nothing here'],
  ])('cannot be %j', (text, at, message) => {
    expect(parseCondition(text)).toEqual({ at, message });
  });

  it('ends where it is nested beyond sense, without a crash', () => {
    for (const text of [
      '('.repeat(20_000),
      'not '.repeat(20_000),
      `${'('.repeat(20_000)}x${')'.repeat(20_000)}`,
    ])
      expect(parseCondition(text)).toMatchObject({ message: 'nested more than 50 deep' });
  });

  it('names its variables with their places', () => {
    expect(namesIn(read('region == "eu" and not (defined canary)'))).toEqual([
      { name: 'region', at: 0 },
      { name: 'canary', at: 32 },
    ]);
  });

  it('never throws, whatever is typed', () => {
    const word = fc.constantFrom(
      'and',
      'or',
      'not',
      'defined',
      '(',
      ')',
      '==',
      '!=',
      'a',
      '"b"',
      '7',
      '=',
      '$',
      ' ',
    );
    const typed = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const condition = parseCondition(text);
        if ('kind' in condition) expect([true, false, undefined]).toContain(holds(condition, { a: 'x' }));
        else expect(condition.at).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('binds `not` before `and`, `and` before `or`, and parentheses before all', () => {
    type Value = 'a' | 'b' | 'c';
    type Vars = Readonly<Record<Value, string>>;
    /** A text, how strongly its outermost word binds, and what it means. */
    type Meant = { readonly text: string; readonly binds: number; readonly means: (vars: Vars) => boolean };
    const leaf = fc.constantFrom<Meant[]>(
      { text: 'c', binds: 4, means: ({ c }) => c !== '' },
      { text: 'defined a', binds: 4, means: ({ a }) => a !== '' },
      { text: 'a == "x"', binds: 3, means: ({ a }) => a === 'x' },
      { text: "b != 'x'", binds: 3, means: ({ b }) => b !== 'x' },
    );
    const within = (meant: Meant, binds: number): string =>
      meant.binds < binds ? `(${meant.text})` : meant.text;
    const { whole } = fc.letrec<{ whole: Meant }>((tie) => ({
      whole: fc.oneof(
        { maxDepth: 5 },
        leaf,
        tie('whole').map((of) => ({
          text: `not ${within(of, 2)}`,
          binds: 2,
          means: (vars: Vars) => !of.means(vars),
        })),
        fc.tuple(tie('whole'), tie('whole')).map(([left, right]) => ({
          text: `${within(left, 1)} and ${within(right, 2)}`,
          binds: 1,
          means: (vars: Vars) => left.means(vars) && right.means(vars),
        })),
        fc.tuple(tie('whole'), tie('whole')).map(([left, right]) => ({
          text: `${within(left, 0)} or ${within(right, 1)}`,
          binds: 0,
          means: (vars: Vars) => left.means(vars) || right.means(vars),
        })),
      ),
    }));
    const value = fc.constantFrom('', 'x', 'y');
    fc.assert(
      fc.property(whole, fc.record({ a: value, b: value, c: value }), ({ text, means }, vars) => {
        expect(holds(read(text), vars)).toBe(means(vars));
      }),
    );
  });
});
