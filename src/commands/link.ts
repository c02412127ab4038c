import { findIncident } from '../core/candidates.ts';
import type { LinkKind } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { linkText } from '../core/incident/event-text.ts';
import { flagSet, flagText, type Input, type Outcome } from './command.ts';
import { incidentFor } from './asked-incident.ts';
import { happenedAt, written } from './writing.ts';

const kinds: readonly (readonly [flag: string, as: LinkKind])[] = [
  ['dup', 'dup'],
  ['causedBy', 'caused-by'],
  ['related', 'related'],
];

function kindOf(input: Input): LinkKind {
  // `--as` says of every command who did it: taken for a kind of link, it would put a wrong name into the record.
  const as = flagText(input, 'as');
  if (kinds.some(([, kind]) => kind === as))
    throw new Fault('USAGE', `--as ${as} would say who did it, not what the link means`, {
      hint: `write --${as}`,
    });
  const [first, second] = kinds.filter(([flag]) => flagSet(input, flag));
  if (second) throw new Fault('USAGE', 'a link has one meaning', { hint: '--dup, --caused-by or --related' });
  return first?.[1] ?? 'related';
}

/** `inc link ID`: what another incident has to do with this one. */
export async function link(input: Input, world: World): Promise<Outcome> {
  const as = kindOf(input);
  const incident = await incidentFor(input, world, 'link ID');
  const to = await findIncident(world.store, input.args[0] ?? '', 'show');
  if (to === incident)
    throw new Fault('USAGE', `${to} cannot be linked to itself`, {
      hint: 'name the incident that the link starts from: inc link ID -i OTHER',
    });
  const hash = world.journal.opening(to)?.hash;
  const at = await happenedAt(input, world, incident);
  const receipt = await world.journal.append(incident, [
    { type: 'incident.linked', data: { to, as, ...(hash ? { hash } : {}) }, ...(at ? { at: at.at } : {}) },
  ]);
  const told = linkText({ as, to });
  return written(world, incident, receipt, [told.charAt(0).toLowerCase() + told.slice(1)], at?.notes);
}
