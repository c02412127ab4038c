import type { Phase } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import type { World } from '../core/ports/ports.ts';
import { card } from './card.ts';
import type { Input, Outcome } from './command.ts';
import { textOf } from './asking.ts';
import { incidentFor } from './asked-incident.ts';
import { hintsOn } from './hints.ts';
import { happenedAt, written } from './writing.ts';

const phases: readonly Phase[] = ['investigating', 'identified', 'mitigating', 'monitoring', 'resolved'];

/** `inc status` shows the card; `inc status PHASE [TEXT]` moves on. */
export async function status(input: Input, world: World): Promise<Outcome> {
  const [word] = input.args;
  if (word === undefined) return card(input, world);
  const phase = phases.find((known) => known === word);
  if (!phase) {
    const close = nearest(word, phases);
    throw new Fault('USAGE', `'${word}' is not a phase`, {
      hint: close
        ? `did you mean: inc status ${close}`
        : `one of: ${phases.join(', ')}; for closed: inc close`,
    });
  }
  const incident = await incidentFor(input, world, 'status');
  const text = textOf(input, 1);
  const at = await happenedAt(input, world, incident);
  const when = at ? { at: at.at } : {};
  const receipt = await world.journal.append(incident, [
    phase === 'resolved'
      ? { type: 'incident.resolved', data: text ? { text } : {}, ...when }
      : { type: 'phase.changed', data: { phase, ...(text ? { text } : {}) }, ...when },
  ]);
  const odd = await hintsOn(incident, receipt, world);
  return written(world, incident, receipt, [phase], [...(at?.notes ?? []), ...odd]);
}
