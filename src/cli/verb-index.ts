import { globalFlags } from './global-flags.ts';

/** The verb is the first word that is neither a global flag nor the value of one: `inc -i web note …`. */
export function verbIndex(argv: readonly string[]): number {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (!word.startsWith('-')) return i;
    const flag = globalFlags.find(({ long, short }) => word === `--${long}` || word === `-${short}`);
    if (flag?.value !== undefined) i++;
  }
  return argv.length;
}
