import type { Input } from '../commands/command.ts';
import { flagName, type FlagShape } from './flags.ts';

type Flags = Record<string, string | boolean | string[]>;

/**
 * Parses the plain cases of a command line: exact long flags, exact short flags, words, `--`. Anything else
 * (an unknown flag, `-qt x`, `-tx`, a missing value) is left to commander, which says what is wrong.
 *
 * @returns undefined when commander should have a look.
 */
export function fastParse(argv: readonly string[], specs: readonly FlagShape[]): Input | undefined {
  const args: string[] = [];
  const flags: Flags = {};
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') {
      args.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const spec = specs.find(({ long, short }) => name === `--${long}` || name === `-${short}`);
    if (!spec) return undefined;
    const key = flagName(spec.long);
    if (spec.value === undefined) {
      if (equals >= 0) return undefined;
      flags[key] = true;
      continue;
    }
    const value = equals < 0 ? argv[++i] : word.slice(equals + 1);
    // A blank value, or one that looks like a flag, is for commander to judge, except a time: `--at -10m`.
    if (!value?.trim() || (equals < 0 && /^-\D/.test(value))) return undefined;
    const before = flags[key];
    flags[key] = spec.many ? [...(Array.isArray(before) ? before : []), value] : value;
  }
  return { args, flags };
}
