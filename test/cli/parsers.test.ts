import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fastParse } from '../../src/cli/fast-parse.ts';
import { incidentFlag, noteFlags, quietFlag } from '../../src/cli/flag-specs.ts';
import { asked } from '../../src/cli/asked.ts';
import { globalFlags } from '../../src/cli/global-flags.ts';
import { plainWords } from '../../src/cli/plain-words.ts';
import { parseVerb } from '../../src/cli/program.ts';
import { verbs } from '../../src/cli/registry.ts';
import type { Input } from '../../src/commands/command.ts';
import { Fault } from '../../src/core/faults.ts';

const fast = (argv: readonly string[]): Input | undefined =>
  fastParse(argv, [incidentFlag, quietFlag, ...noteFlags]);

/** What commander makes of the same words, or the code of its fault, or the help that it prints. */
function slow(argv: readonly string[]): Input | string {
  try {
    const about = asked(['note', ...argv]);
    return about.kind === 'verb' ? parseVerb(about.spec, about.words) : 'help';
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}

const plain = (input: Input): object =>
  JSON.parse(JSON.stringify({ args: input.args, flags: input.flags })) as object;

const word = fc.oneof(
  fc.constantFrom(
    'db-1',
    'disk',
    'is',
    'at',
    '97%',
    '',
    '-',
    'help',
    'note',
    'TODO: x',
    'a=b',
    'ü 🔥',
    '-1',
    '-10m',
    '14:25',
  ),
  fc.string({ maxLength: 6 }),
);
const flag = fc.constantFrom(
  '--kind',
  '-k',
  '--tag',
  '-t',
  '--at',
  '--until',
  '-i',
  '--incident',
  '-q',
  '--quiet',
  '--at=-10m',
  '--at=',
  '--tag=db',
  '--tag=a=b',
  '--kind=note',
  '--quiet=1',
  '--incident=x',
  '-tdb',
  '-k=note',
  '-qt',
  '--json',
  '--no-input',
  '--ta',
  '--tagg',
  '--Kind',
  '-x',
  '--help',
  '-h',
  '--no-quiet',
  '--',
  '---',
  '--re',
  '--as',
);
const argvs = fc.array(fc.oneof({ weight: 3, arbitrary: word }, { weight: 2, arbitrary: flag }), {
  maxLength: 7,
});

describe('the two parsers of note', () => {
  it('make the same of three thousand command lines, or one leaves it to the other', () => {
    let [both, left, faults] = [0, 0, 0];
    fc.assert(
      fc.property(argvs, (argv) => {
        const [ours, theirs] = [fast(argv), slow(argv)];
        if (typeof theirs === 'string') faults++;
        if (ours === undefined) {
          left++;
          return;
        }
        both++;
        expect(typeof theirs === 'string' ? theirs : plain(theirs)).toEqual(plain(ours));
      }),
      { numRuns: 3000, seed: 20241122 },
    );
    // Neither all nor nothing: each outcome was met often enough to mean something.
    expect(both).toBeGreaterThan(600);
    expect(left).toBeGreaterThan(600);
    expect(faults).toBeGreaterThan(300);
  });

  it.each<[string[], Input['args'], Input['flags']]>([
    [['db-1', 'is', 'slow'], ['db-1', 'is', 'slow'], {}],
    [['-t', 'a', 'x', '--tag=b'], ['x'], { tag: ['a', 'b'] }],
    [['--at', '-10m', 'x'], ['x'], { at: '-10m' }],
    [['-q', '--', '--at', 'x'], ['--at', 'x'], { quiet: true }],
    [['--at', '14:25', '--at', '14:30', 'x'], ['x'], { at: '14:30' }],
  ])('take %j the same way', (argv, args, flags) => {
    expect(fast(argv)).toEqual({ args, flags });
    expect(slow(argv)).toEqual({ args, flags });
  });

  it.each([[['--bogus', 'x']], [['-t']], [['--quiet=1', 'x']]])(
    'leave %j to commander, which refuses it',
    (argv) => {
      expect(fast(argv)).toBeUndefined();
      expect(slow(argv)).toBe('USAGE');
    },
  );
});

describe('the two parsers of every verb', () => {
  it.each(verbs.map((spec) => [spec.verb, spec] as const))('make the same of the words of %s', (_, spec) => {
    const all = [...spec.flags, ...globalFlags];
    const flags = all.flatMap(({ long, short }) => [`--${long}`, ...(short ? [`-${short}`] : [])]);
    const some = fc.array(
      fc.oneof({ weight: 2, arbitrary: word }, { weight: 1, arbitrary: fc.constantFrom(...flags, '--') }),
      { maxLength: 6 },
    );
    let plainly = 0;
    fc.assert(
      fc.property(some, (words) => {
        const ours = plainWords(spec, words);
        if (ours === undefined) return;
        plainly++;
        expect(plain(parseVerb(spec, words))).toEqual(plain(ours));
      }),
      { numRuns: 300, seed: 20241122 },
    );
    expect(plainly > 0).toBe(!spec.passThrough);
  });
});
