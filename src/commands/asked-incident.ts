import type { Undecided } from '../core/candidates.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { show } from '../core/text/screen-text.ts';
import type { Input } from './command.ts';
import { resolveFrom } from './writing.ts';

/** The open incidents that a person can choose from, when nothing was typed that names one. */
function choicesIn(error: unknown): readonly string[] {
  if (!(error instanceof Fault) || error.code !== 'NOT_FOUND') return [];
  const { candidates = [], repeat } = (error.details ?? {}) as Partial<Undecided>;
  return repeat?.named === undefined ? candidates : [];
}

/**
 * Which incident a verb is about, as `resolveFrom`, but with several open and none chosen it asks a person at a
 * terminal. Not for `note`, which never asks.
 */
export async function incidentFor(
  input: Input,
  world: Pick<World, 'store' | 'env' | 'terminal' | 'prompt' | 'journal'>,
  verb: string,
): Promise<string> {
  try {
    return await resolveFrom(input, world, verb);
  } catch (error) {
    const choices = world.terminal.interactive ? choicesIn(error) : [];
    if (choices.length === 0) throw error;
    return (await world.prompt()).choose(
      `Several incidents are open. inc ${verb} is about:`,
      choices.map((id) => ({ value: id, name: `${id}  ${show(world.journal.opening(id)?.title ?? '')}` })),
    );
  }
}
