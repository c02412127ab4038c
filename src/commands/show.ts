import type { World } from '../core/ports.ts';
import type { Input, Outcome } from './command.ts';
import { chosenIncident, incidentView } from './reading.ts';

/** `inc show [INCIDENT]`. */
export async function showIncident(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'show');
  return { view: incidentView(incident, await world.journal.read(incident)), verdict: 'ok' };
}
