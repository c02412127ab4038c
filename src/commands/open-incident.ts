import type { World } from '../core/ports/ports.ts';
import { flagText, type Input } from './command.ts';
import { incidentFor } from './asked-incident.ts';

/**
 * For verbs that also work without an incident: the one that is meant, undefined when none is open and none
 * was named. With several open and none chosen, a person at a terminal is asked. A wrong or ambiguous name is a fault.
 */
export async function incidentIfAny(
  input: Input,
  world: Pick<World, 'store' | 'env' | 'terminal' | 'prompt' | 'journal'>,
  verb: string,
): Promise<string | undefined> {
  const { store, env } = world;
  const named = flagText(input, 'incident') ?? (env['INC_INCIDENT'] || undefined);
  const current = store.current();
  const pointed = current !== undefined && store.exists(current);
  if (named === undefined && !pointed && (await store.open()).length === 0) return undefined;
  return incidentFor(input, world, verb);
}
