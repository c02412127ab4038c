import { incidentOf } from '../core/incident/incident.ts';
import type { World } from '../core/ports/ports.ts';
import { findIncident } from '../core/candidates.ts';
import { show } from '../core/text/screen-text.ts';
import type { Input, Outcome } from './command.ts';

/** `inc switch INCIDENT`. */
export async function switchTo(input: Input, world: World): Promise<Outcome> {
  const incident = await findIncident(world.store, input.args[0] ?? '', 'switch');
  world.store.point(incident);
  const wins = world.env['INC_INCIDENT'];
  const { phase } = incidentOf(await world.journal.read(incident));
  if (phase !== 'closed' && phase !== 'cancelled') world.store.mark(incident, 'open');
  return {
    view: { kind: 'switched', incident, title: world.journal.opening(incident)?.title ?? '' },
    verdict: 'ok',
    notes: wins ? [`inc: INC_INCIDENT=${show(wins)} is set here and wins over it · unset INC_INCIDENT`] : [],
  };
}
