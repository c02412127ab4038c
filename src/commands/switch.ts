import type { World } from '../core/ports.ts';
import { findIncident } from '../core/candidates.ts';
import type { Input, Outcome } from './command.ts';

/** `inc switch INCIDENT`. */
export async function switchTo(input: Input, world: World): Promise<Outcome> {
  const incident = findIncident(world.store, input.args[0] ?? '', 'switch');
  world.store.point(incident);
  return {
    view: { kind: 'switched', incident, title: world.journal.opening(incident)?.title ?? '' },
    verdict: 'ok',
  };
}
