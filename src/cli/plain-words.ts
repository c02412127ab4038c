import type { Input } from '../commands/command.ts';
import { fastParse } from './fast-parse.ts';
import { globalFlags } from './global-flags.ts';
import type { VerbSpec } from './verb-spec.ts';

/** Whether so many words are what `args`, in commander's notation, asks for. */
function fits(args: string, count: number): boolean {
  const names = args.split(' ').filter(Boolean);
  const needed = names.filter((name) => name.startsWith('<')).length;
  return count >= needed && (args.includes('...') || count <= names.length);
}

/**
 * The plain command lines of any verb, which are most: loading commander costs more than what it would do for them.
 *
 * @returns undefined when commander should have a look.
 */
export function plainWords(
  { args, flags, passThrough }: VerbSpec,
  words: readonly string[],
): Input | undefined {
  const all = [...flags, ...globalFlags.filter(({ long }) => !flags.some((own) => own.long === long))];
  // Of `--x` and `--no-x` the later holds.
  const either = all.some(
    ({ long }) => long.startsWith('no-') && all.some((other) => other.long === long.slice(3)),
  );
  if (passThrough || (either && words.some((word) => word.startsWith('--no-')))) return undefined;
  const input = fastParse(words, all);
  return input && fits(args, input.args.length) ? input : undefined;
}
