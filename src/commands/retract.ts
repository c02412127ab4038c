import { isCorrection, isRetractable } from '../core/incident/corrections.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { timeline } from '../core/incident/timeline.ts';
import type { Input, Outcome } from './command.ts';
import { remark, remind, targetOf, whyOf } from './correcting.ts';
import { written } from './writing.ts';

/** `inc retract ENTRY`: it does not hold. The line stays, the timeline leaves it out; of a correction, what it said. */
export async function retract(input: Input, world: World): Promise<Outcome> {
  const target = await targetOf(input, world, 'retract', ({ type }) => isRetractable(type));
  const { incident, record, event, id } = target;
  if (!isRetractable(event.type))
    throw new Fault(
      'USAGE',
      event.type === 'incident.opened'
        ? `${id} opened the incident, and cannot be taken back`
        : `${id} is no entry that a person wrote (${event.type}): it stays`,
      {
        hint:
          event.type === 'incident.opened'
            ? 'if it was none: inc cancel "…"'
            : `say what is wrong with it: inc note --re ${id} "…"`,
      },
    );
  const before = timeline(record, { history: true });
  if (before.some((entry) => entry.hash === event.hash && entry.retracted)) {
    const last = record.findLast((each) => each.type === 'entry.retracted' && each.data.of === event.hash);
    throw new Fault('USAGE', `${id} was retracted before`, {
      hint: `to have it back: inc retract ${last?.hash.slice(0, 7) ?? ''} --why "…"`,
    });
  }
  remind(target, world);
  const why = await whyOf(
    input,
    world,
    'Why does it not hold?',
    `inc retract ${id} --why "that was another incident"`,
  );
  const receipt = await world.journal.append(incident, [
    { type: 'entry.retracted', data: { of: event.hash, why } },
  ]);
  await remark(incident, world);
  const back = isCorrection(event) ? 'what it corrected stands as before' : 'the line stays in the record';
  return written(
    world,
    incident,
    receipt,
    [`retracted ${id} in`],
    [`inc: ${back} (inc timeline --history); a secret goes by: inc redact ${id}`],
  );
}
