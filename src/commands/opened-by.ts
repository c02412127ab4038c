import type { World } from '../core/ports/ports.ts';

/** Which incident of the store began with this event: whatever it is called here, it is that one. */
export async function openedBy(
  hash: string,
  { store, journal }: Pick<World, 'store' | 'journal'>,
): Promise<string | undefined> {
  return (await store.incidents()).find((id) => journal.opening(id)?.hash === hash);
}
