import type { Finding } from './ports/record-ports.ts';

/**
 * Which incident a command is about: the flag, INC_INCIDENT, the pointer, the only open one; never a guess.
 * What takes a search or ends in a fault is in candidates.ts, loaded when it comes to that.
 */
export async function resolveIncident(
  store: Finding,
  named: string | undefined,
  fromEnv: string | undefined,
  verb: string,
): Promise<string> {
  const text = named ?? (fromEnv || undefined);
  if (text !== undefined)
    return store.exists(text) ? text : (await import('./candidates.ts')).findIncident(store, text, verb);
  const current = store.current();
  if (current !== undefined && store.exists(current)) return current;
  const open = await store.open();
  const [only, ...others] = open;
  if (only !== undefined && others.length === 0) return only;
  throw await (await import('./candidates.ts')).undecided(store, open, verb);
}
