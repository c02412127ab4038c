import type { Fault } from '../core/faults.ts';
import { fastParse } from './fast-parse.ts';
import { globalFlags } from './global-flags.ts';
import { verbs } from './registry.ts';

const textVerbs: ReadonlySet<string> = new Set(['note', 'decide', 'ask', 'todo', 'update']);
const troubles: ReadonlySet<Fault['code']> = new Set(['DATA', 'IO', 'PERMISSION', 'CONFIG', 'BUG']);

/** The words of a verb that records them, where trouble came before that was tried: they are not to be lost. */
export function typedText(argv: readonly string[], { code }: Fault): string | undefined {
  const [verb = '', ...rest] = argv;
  const spec = verbs.find((each) => each.verb === verb || each.aliases.includes(verb));
  if (!spec || !textVerbs.has(spec.verb) || !troubles.has(code)) return undefined;
  return fastParse(rest, [...spec.flags, ...globalFlags])?.args.join(' ') || undefined;
}
