import { glance, type Glancing } from '../commands/glance.ts';
import type { Terminal } from '../core/ports/person-ports.ts';
import { screenCard } from '../render/screen/card.ts';
import { styleFor } from '../render/style.ts';
import type { Ended } from './fast.ts';

/**
 * `inc` alone, of a record that did not change since it was last looked at.
 *
 * @returns undefined when the record has to be read.
 */
export async function runGlance(
  world: Glancing & { readonly terminal: Terminal },
): Promise<Ended | undefined> {
  const { terminal } = world;
  // There our own marks are written otherwise: see local-write.ts.
  if (!terminal.unicode && terminal.screen) return undefined;
  const seen = await glance({ args: [], flags: {} }, world);
  if (!('view' in seen)) return undefined;
  return { stdout: screenCard(seen.view, await styleFor(terminal), terminal.columns), stderr: '', exit: 0 };
}
