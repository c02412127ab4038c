import { show } from '../core/screen-text.ts';
import type { World } from '../core/ports.ts';
import type { Input, Outcome } from './command.ts';
import { happenedAt, resolveFrom, written } from './writing.ts';

const aliases: Readonly<Record<string, string>> = { ic: 'commander' };

/** `inc role ROLE [PERSON]`: without a person it is you. A hand-over is this event too. */
export async function role(input: Input, world: World): Promise<Outcome> {
  const incident = await resolveFrom(input, world, 'role');
  const [typed = '', who = 'me'] = input.args;
  const name = aliases[typed.toLowerCase()] ?? typed;
  const person = who === 'me' ? world.identity.person : who.replace(/^@/, '');
  const at = await happenedAt(input, world, incident);
  const receipt = await world.journal.append(incident, [
    { type: 'role.assigned', data: { role: name, person }, ...(at ? { at: at.at } : {}) },
  ]);
  return written(world, incident, receipt, [show(`${person} is ${name}`)], at?.notes);
}
