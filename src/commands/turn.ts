import type { World } from '../core/ports/ports.ts';
import type { Command, Input, Outcome } from './command.ts';
import { textOf } from './asking.ts';
import { incidentFor } from './asked-incident.ts';
import { hintsOn } from './hints.ts';
import { happenedAt, written } from './writing.ts';

type Turn = 'acknowledged' | 'mitigated' | 'resolved';

/** The turns of an incident that are one word and a time. Any order is accepted: real incidents do not obey. */
const turn =
  (verb: string, name: Turn, next?: string): Command =>
  async (input: Input, world: World): Promise<Outcome> => {
    const incident = await incidentFor(input, world, verb);
    const text = textOf(input);
    const at = await happenedAt(input, world, incident);
    const receipt = await world.journal.append(incident, [
      { type: `incident.${name}`, data: text ? { text } : {}, ...(at ? { at: at.at } : {}) },
    ]);
    const odd = await hintsOn(incident, receipt, world);
    const hint = next && world.terminal.screen ? [`next: ${next}`] : [];
    return written(world, incident, receipt, [name], [...(at?.notes ?? []), ...odd, ...hint]);
  };

/** `inc ack [TEXT]`. */
export const ack = turn('ack', 'acknowledged');

/** `inc mitigate [TEXT]`: the impact has stopped. */
export const mitigate = turn('mitigate', 'mitigated', 'inc resolve, when normal function is back');

/** `inc resolve [TEXT]`: normal function is back. */
export const resolve = turn('resolve', 'resolved', 'inc close, to write the post-mortem');
