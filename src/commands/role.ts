import { Fault } from '../core/faults.ts';
import { show } from '../core/text/screen-text.ts';
import type { World } from '../core/ports/ports.ts';
import type { Input, Outcome } from './command.ts';
import { incidentFor } from './asked-incident.ts';
import { happenedAt, written } from './writing.ts';

const aliases: Readonly<Record<string, string>> = { ic: 'commander' };

/** `inc role ROLE [PERSON]`: without a person it is you. A hand-over is this event too. */
export async function role(input: Input, world: World): Promise<Outcome> {
  const incident = await incidentFor(input, world, 'role');
  const [typed = '', who = 'me'] = input.args;
  if (typed.trim() === '' || who.trim() === '')
    throw new Fault('USAGE', `inc role: the ${typed.trim() === '' ? 'role' : 'person'} is empty`, {
      hint: 'inc role commander alice',
    });
  const name = aliases[typed.toLowerCase()] ?? typed;
  const person = who === 'me' ? world.identity.person : who.replace(/^@/, '');
  const at = await happenedAt(input, world, incident);
  const receipt = await world.journal.append(incident, [
    { type: 'role.assigned', data: { role: name, person }, ...(at ? { at: at.at } : {}) },
  ]);
  return written(world, incident, receipt, [show(`${person} is ${name}`)], at?.notes);
}
