import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { shellWords } from '../core/text/shell-words.ts';
import { incidentIfAny } from './open-incident.ts';
import type { Input } from './command.ts';

/**
 * The incident of a drill: the one that every command is about, if it is an exercise. An exercise among the entries of
 * a real outage would be taken for what was done about it.
 *
 * @throws Fault USAGE where that incident is real, NOT_FOUND where none is open; with what to type.
 */
export async function drillIncident(
  input: Input,
  world: Pick<World, 'store' | 'env' | 'terminal' | 'prompt' | 'journal'>,
  verb: string,
): Promise<string> {
  const [plan = ''] = input.args;
  const repeat = `inc ${verb} ${shellWords([plan])} --drill`;
  const title = shellWords([`Drill of ${plan.split('/').at(-1) ?? plan}`]);
  const incident = await incidentIfAny(input, world, verb);
  if (incident === undefined)
    throw new Fault('NOT_FOUND', 'a drill has an incident of its own, and none is open', {
      hint: `inc open --drill ${title}, then: ${repeat}`,
    });
  const isDrill = (id: string): boolean => world.journal.opening(id)?.drill === true;
  if (isDrill(incident)) return incident;
  const other = (await world.store.open()).find(isDrill);
  throw new Fault('USAGE', `${incident} is a real incident: a drill has one of its own`, {
    hint: other
      ? `${repeat} -i ${other}`
      : `inc open --drill --no-switch ${title}, then: ${repeat} -i and what it says`,
  });
}
