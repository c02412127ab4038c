import { Fault } from '../core/faults.ts';
import type { Documents } from '../core/ports/document-ports.ts';
import type { World } from '../core/ports/ports.ts';

/** The template that the person has set for new documents; one that is wrong keeps nobody from a post-mortem. */
export async function preferredTemplate(
  world: Pick<World, 'settings' | 'watcher'>,
  documents: Pick<Documents, 'known'>,
  folder: string | undefined,
): Promise<string | undefined> {
  try {
    const { template } = (await world.settings()).read();
    if (template !== undefined) documents.known(template, folder);
    return template;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    world.watcher.told(`inc: your settings were not used: ${error.message}`);
    return undefined;
  }
}
