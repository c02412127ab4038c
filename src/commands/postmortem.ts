import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { writePostmortem } from './write-postmortem.ts';
import { incidentFor } from './asked-incident.ts';

/** `inc postmortem build`: as often as wanted; only generated regions change. */
export async function postmortem(input: Input, world: World): Promise<Outcome> {
  const [what = 'build', ...more] = input.args;
  if (what !== 'build' || more.length > 0)
    throw new Fault('USAGE', `inc postmortem cannot do '${input.args.join(' ')}'`, {
      hint: 'inc postmortem build',
    });
  return writePostmortem(
    {
      incident: await incidentFor(input, world, 'postmortem build'),
      output: flagText(input, 'output'),
      template: flagText(input, 'template'),
      closed: false,
    },
    world,
  );
}
