import type { World } from '../core/ports/ports.ts';
import type { Input, Outcome } from './command.ts';
import { askText, textOf } from './asking.ts';
import { incidentFor } from './asked-incident.ts';
import { hintsOn } from './hints.ts';
import { happenedAt, written } from './writing.ts';

/** `inc impact TEXT --start T --end T`: what people notice; sets when the impact started. */
export async function impact(input: Input, world: World): Promise<Outcome> {
  const incident = await incidentFor(input, world, 'impact');
  const text = await askText(
    textOf(input),
    'Who is hurt, and how?',
    'the impact has no text',
    'inc impact "checkout is down" --start -12m',
    world,
  );
  const [start, end, at] = [
    await happenedAt(input, world, incident, 'start'),
    await happenedAt(input, world, incident, 'end'),
    await happenedAt(input, world, incident),
  ];
  const receipt = await world.journal.append(incident, [
    {
      type: 'impact.stated',
      data: { text, ...(start ? { started: start.text } : {}), ...(end ? { ended: end.text } : {}) },
      ...(at ? { at: at.at } : {}),
    },
  ]);
  const odd = await hintsOn(incident, receipt, world);
  return written(
    world,
    incident,
    receipt,
    ['impact'],
    [...(start?.notes ?? []), ...(end?.notes ?? []), ...(at?.notes ?? []), ...odd],
  );
}
