import { describe, expect, it } from '@jest/globals';
import { fromFlags, type Typed } from '../../src/plan/from-flags.ts';
import { filesOf } from '../../src/plan/plan.ts';
import { check } from './plans.ts';

const typed = (rest: Partial<Typed> = {}): Typed => ({
  words: ['./to-backup.sh'],
  verify: [check('./healthy.sh')],
  preflight: [],
  cwd: '/srv',
  ...rest,
});

describe('fromFlags', () => {
  it('makes a plan of one step, whose target is the script without its extension', () => {
    const plan = fromFlags(typed({ undo: './back.sh', within: '30s', passes: '2', every: '2s' }));
    expect(plan).toMatchObject({
      name: 'to-backup',
      target: 'to-backup',
      kind: 'failover',
      steps: [
        {
          id: 'to-backup',
          do: { kind: 'argv', argv: ['./to-backup.sh'] },
          undo: { kind: 'argv', argv: ['./back.sh'] },
        },
      ],
      verify: [{ check: './healthy.sh', withinMs: 30_000, passes: 2, everyMs: 2000 }],
      cwd: '/srv',
    });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('passes further words to the script as they are, and a command line for the undo to a shell', () => {
    const plan = fromFlags(
      typed({ words: ['./to.sh', 'a b', '$x'], undo: './back.sh --fast', target: 'lb' }),
    );
    expect(plan.steps[0]?.do).toEqual({ kind: 'argv', argv: ['./to.sh', 'a b', '$x'] });
    expect(plan.steps[0]?.undo).toEqual({ kind: 'script', text: './back.sh --fast' });
    expect(plan.target).toBe('lb');
    expect(filesOf(plan).map(({ file, where }) => `${file} ${where}`)).toEqual([
      './to.sh step to',
      './back.sh undo of step to',
    ]);
  });

  it.each<[string, Partial<Typed>, string]>([
    ['nothing to verify it with', { verify: [] }, 'CONFIG'],
    ['a number of passes that is none', { passes: 'three' }, 'USAGE'],
    ['a time that is none', { within: '30' }, 'USAGE'],
    ['no time between checks', { every: '0s' }, 'USAGE'],
    ['passes that do not fit', { within: '2s', passes: '3', every: '1s' }, 'USAGE'],
  ])('refuses %s', (_, rest, code) => {
    expect(() => fromFlags(typed(rest))).toThrow(expect.objectContaining({ code }));
  });
});

describe('filesOf', () => {
  it.each<[string, readonly string[]]>([
    ['./a.sh --now', ['./a.sh']],
    ['  bin/a; echo done', ['bin/a']],
    ['echo ./a.sh', []],
    ['"$HOME"/a.sh', []],
    ['X=/tmp/y ./a.sh', []],
    ['cd scripts && ./a.sh', []],
  ])('finds the program in %s', (undo, files) => {
    const plan = fromFlags(typed({ words: ['script'], undo: `${undo} ` }));
    expect(filesOf(plan).map(({ file }) => file)).toEqual(files);
  });
});
