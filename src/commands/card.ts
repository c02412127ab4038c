import type { World } from '../core/ports/ports.ts';
import type { Input, Outcome } from './command.ts';
import { glance } from './glance.ts';
import { cardFolding } from './record-card.ts';

/** `inc` alone: the current incident on one screen; with none open, how to open one. */
export async function card(input: Input, world: World): Promise<Outcome> {
  const seen = await glance(input, world);
  if ('view' in seen) return seen;
  const { incident, shown, keep } = seen;
  const made = await world.journal.fold(incident, cardFolding(incident));
  // What is said of a damaged record stands beside its card, and would be lost.
  if (world.journal.damaged().every((damage) => damage.incident !== incident)) keep(made);
  return shown(made);
}
