import type { World } from '../core/ports/ports.ts';
import type { Input, Outcome } from './command.ts';
import { chosenIncident, incidentFolding } from './reading.ts';

/** `inc show [INCIDENT]`. */
export async function showIncident(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'show');
  return { view: await world.journal.fold(incident, incidentFolding(incident)), verdict: 'ok' };
}
