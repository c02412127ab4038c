import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { chosenIncident } from './reading.ts';

/** `inc verify [INCIDENT]`: the answer is no when a line was changed, cut or lost; warnings alone are a yes. */
export async function verify(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'verify');
  const anchor = flagText(input, 'anchor')?.trim().toLowerCase();
  // An empty one would be found anywhere.
  if (anchor !== undefined && !/^[0-9a-f]{7,64}$/.test(anchor))
    throw new Fault(
      'USAGE',
      `'${anchor}' is no digest: 64 hexadecimal digits, or the first 7 or more of them`,
      {
        hint: 'inc verify prints it, and so does each post-mortem',
      },
    );
  const found = await world.journal.verify(incident, anchor);
  return {
    view: { kind: 'verified', incident, ...found },
    verdict: found.damage.some(({ level }) => level === 'error') ? 'no' : 'ok',
  };
}
