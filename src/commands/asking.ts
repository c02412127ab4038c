import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Input } from './command.ts';

/** The words after the verb, as one text; undefined when there are none. */
export const textOf = (input: Input, from = 0): string | undefined =>
  input.args.slice(from).join(' ').trim() || undefined;

/** Before standard input is read: at a terminal somebody would wait for a prompt. */
export function inviteText({ terminal, watcher }: Pick<World, 'terminal' | 'watcher'>): void {
  if (terminal.interactive) watcher.told('inc: type or paste, then press Enter and Ctrl-D');
}

/** Asks for a text that was not given, on a terminal only. @param initial what stands there to be changed. */
export async function askText(
  given: string | undefined,
  question: string,
  missing: string,
  hint: string,
  world: Pick<World, 'terminal' | 'prompt'>,
  initial?: string,
): Promise<string> {
  const options = initial === undefined ? {} : { initial };
  const text =
    given ?? (world.terminal.interactive ? await (await world.prompt()).text(question, options) : undefined);
  if (text === undefined || text.trim() === '') throw new Fault('USAGE', missing, { hint });
  return text;
}
