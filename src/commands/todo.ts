import { firstFreeAction } from '../core/incident/find-action.ts';
import { incidentOf } from '../core/incident/incident.ts';
import { measureOf } from '../core/incident/measures.ts';
import type { World } from '../core/ports/ports.ts';
import { parseDate } from '../core/time/when.ts';
import { askText, textOf } from './asking.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { incidentFor } from './asked-incident.ts';
import { happenedAt, written } from './writing.ts';

/** `inc todo TEXT`: an action item, for later, with who will do it until when. */
export async function todo(input: Input, world: World): Promise<Outcome> {
  const incident = await incidentFor(input, world, 'todo');
  const [owner, due, measure] = ['owner', 'due', 'measure'].map((flag) => flagText(input, flag));
  const facts = {
    ...(owner ? { owner: owner.replace(/^@/, '') } : {}),
    ...(due ? { due: parseDate(due) } : {}),
    ...(measure ? { measure: measureOf(measure) } : {}),
  };
  const at = await happenedAt(input, world, incident);
  const text = await askText(
    textOf(input),
    'What is to be done?',
    'an action item needs a text',
    'inc todo "alert on pool size" --owner cy --due 2026-12-31',
    world,
  );
  const { actions } = incidentOf(await world.journal.read(incident));
  const action = `a${firstFreeAction(actions)}`;
  const title = text.replace(/^TODO:\s*(?=\S)/, '');
  const receipt = await world.journal.append(incident, [
    { type: 'action.added', data: { action, title, ...facts }, ...(at ? { at: at.at } : {}) },
  ]);
  return written(world, incident, receipt, [`todo ${action}`], at?.notes);
}
