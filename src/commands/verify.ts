import type { World } from '../core/ports.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { chosenIncident } from './reading.ts';

/** `inc verify [INCIDENT]`: the answer is no when a line was changed, cut or lost; warnings alone are a yes. */
export async function verify(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'verify');
  const found = await world.journal.verify(incident, flagText(input, 'anchor'));
  return {
    view: { kind: 'verified', incident, ...found },
    verdict: found.damage.some(({ level }) => level === 'error') ? 'no' : 'ok',
  };
}
