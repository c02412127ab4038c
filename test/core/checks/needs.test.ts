import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Check } from '../../../src/core/checks/check.ts';
import { needless, tagged } from '../../../src/core/checks/needs.ts';

const checkOf = (name: string, rest: Partial<Check> = {}): Check => ({
  kind: 'http',
  name,
  url: 'http://127.0.0.1/',
  expect: {},
  timeout: 1000,
  warn: {},
  crit: {},
  ...(rest as object),
});

/** `path: message` of every problem. */
function problemsOf(needs: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const found: string[] = [];
  const checks = Object.entries(needs).map(
    ([name, wanted]) => [name, checkOf(name, { needs: wanted })] as const,
  );
  needless(checks, needs, (path, message) => found.push(`${path.join('.')}: ${message}`));
  return found;
}

describe('needs', () => {
  it('are fine in any order, also when two checks need the same one', () => {
    expect(
      problemsOf({ web: ['db', 'cache'], api: ['db'], db: ['disk'], cache: ['disk'], disk: [] }),
    ).toEqual([]);
  });

  it('name checks; a slip of the fingers is told apart', () => {
    expect(problemsOf({ web: ['bd'], db: ['nowhere-at-all'] })).toEqual([
      'checks.web.needs.0: no check is called bd; did you mean db?',
      'checks.db.needs.0: no check is called nowhere-at-all',
    ]);
  });

  it('that go round in a circle are told of at each place on it, and nowhere else', () => {
    expect(
      problemsOf({ api: ['web'], web: ['disk', 'db'], db: ['cache'], cache: ['web'], disk: [] }),
    ).toEqual([
      'checks.web.needs.1: web needs db, which needs cache, which needs web: it would never be asked',
      'checks.db.needs.0: db needs cache, which needs web, which needs db: it would never be asked',
      'checks.cache.needs.0: cache needs web, which needs db, which needs cache: it would never be asked',
    ]);
    expect(problemsOf({ web: ['web'] })).toEqual([
      'checks.web.needs.0: web needs itself: it would never be asked',
    ]);
  });

  it('are told of exactly when they cannot be put in an order', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    fc.assert(
      fc.property(
        fc.tuple(...names.map(() => fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }))),
        (lists) => {
          const needs = Object.fromEntries(names.map((name, at) => [name, lists[at] ?? []]));
          const reach = (from: string, seen = new Set<string>()): Set<string> => {
            for (const next of needs[from] ?? []) if (!seen.has(next)) reach(next, seen.add(next));
            return seen;
          };
          const circular = names.some((name) => reach(name).has(name));
          expect(problemsOf(needs).length > 0).toBe(circular);
        },
      ),
    );
  });
});

describe('tags', () => {
  const checks = [
    checkOf('web', { tags: ['shop', 'front'] }),
    checkOf('db', { tags: ['shop'] }),
    checkOf('x'),
  ];
  it.each([
    [[], ['web', 'db', 'x']],
    [['shop'], ['web', 'db']],
    [['front', 'nowhere'], ['web']],
    [['nowhere'], []],
  ])('%j find %j', (tags, names) => {
    expect(tagged(checks, tags).map(({ name }) => name)).toEqual(names);
  });
});
