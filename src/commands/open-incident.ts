import type { World } from '../core/ports.ts';
import { flagText, type Input } from './command.ts';
import { resolveFrom } from './writing.ts';

/**
 * For verbs that also work without an incident: the one that is meant, undefined when none is open and none
 * was named. A wrong or ambiguous name is a fault all the same.
 */
export async function incidentIfAny(
  input: Input,
  world: Pick<World, 'store' | 'env'>,
  verb: string,
): Promise<string | undefined> {
  const { store, env } = world;
  const named = flagText(input, 'incident') ?? (env['INC_INCIDENT'] || undefined);
  const current = store.current();
  const pointed = current !== undefined && store.exists(current);
  if (named === undefined && !pointed && (await store.open()).length === 0) return undefined;
  return resolveFrom(input, world, verb);
}
