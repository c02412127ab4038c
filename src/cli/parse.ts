import type { Input } from '../commands/command.ts';
import { Fault } from '../core/faults.ts';
import { asked } from './asked.ts';
import { plainWords } from './plain-words.ts';
import type { VerbSpec } from './verb-spec.ts';

/** What a command line asks for: a verb with its input, or a text to print. */
export type Parsed =
  | { readonly kind: 'verb'; readonly spec: Pick<VerbSpec, 'load' | 'live'>; readonly input: Input }
  | { readonly kind: 'text'; readonly text: string };

/**
 * @param columns how wide help may be.
 * @throws Fault USAGE for a verb or flag that does not exist, with the nearest that does.
 */
export async function parse(argv: readonly string[], columns: () => number): Promise<Parsed> {
  const about = asked(argv);
  if (about.kind === 'help') {
    const { groupedHelp, verbHelp } = await import('./help.ts');
    return { kind: 'text', text: about.about ? verbHelp(about.about, columns()) : groupedHelp(columns()) };
  }
  const { spec, words } = about;
  const input = plainWords(spec, words) ?? (await import('./program.ts')).parseVerb(spec, words);
  if (spec.noIncident && input.flags['incident'] !== undefined)
    throw new Fault('USAGE', `inc ${spec.verb} takes no -i`, { hint: spec.noIncident });
  return { kind: 'verb', spec, input };
}
