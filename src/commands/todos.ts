import type { Happening } from '../core/record/events.ts';
import { findIncident } from '../core/candidates.ts';
import { Fault } from '../core/faults.ts';
import { findAction } from '../core/incident/find-action.ts';
import { date } from '../core/time/local-time.ts';
import { nearest } from '../core/text/nearest.ts';
import type { World } from '../core/ports/ports.ts';
import { show } from '../core/text/screen-text.ts';
import type { TodoRow } from '../render/views/reading.ts';
import { incidentFor } from './asked-incident.ts';
import { textOf } from './asking.ts';
import { flagSet, flagText, type Input, type Outcome } from './command.ts';
import { standing } from './record-card.ts';
import { written } from './writing.ts';

const changes = { done: 'done', drop: 'dropped', reopen: 'open' } as const;
type Verb = keyof typeof changes;

const isChange = (word: string): word is Verb => Object.hasOwn(changes, word);

/** `inc todos [--all]`, `inc todos done|drop|reopen ID`. */
export async function todos(input: Input, world: World): Promise<Outcome> {
  const [word = 'list'] = input.args;
  if (isChange(word)) return change(word, input, world);
  if (word !== 'list' || input.args.length > 1) {
    const meant = nearest(word, ['list', ...Object.keys(changes)]);
    throw new Fault('USAGE', `inc todos does not know '${input.args.join(' ')}'`, {
      hint: meant ? `did you mean: inc todos ${meant}` : 'inc todos, or: inc todos done INCIDENT:ACTION',
    });
  }
  return listed(input, world);
}

/** What is due first stands first; what has no date, last. */
const byDue = (a: TodoRow, b: TodoRow): number => {
  const [first, second] = [a.due ?? '9', b.due ?? '9'];
  return first < second ? -1 : first > second ? 1 : 0;
};

async function listed(input: Input, world: World): Promise<Outcome> {
  const all = flagSet(input, 'all');
  const owner = flagText(input, 'owner')?.replace(/^@/, '').toLowerCase();
  const named = flagText(input, 'incident');
  const ids =
    named === undefined ? await world.store.incidents() : [await findIncident(world.store, named, 'todos')];
  const now = world.clock.started;
  const items: TodoRow[] = [];
  for (const [at, incident] of ids.entries()) {
    await world.progress(at, ids.length, 'incidents');
    const { actions, title, zone, drill } = await standing(incident, world);
    const today = date(now, world.zones.offset(zone, now));
    for (const item of actions) {
      if (!all && item.state !== 'open') continue;
      if (owner !== undefined && item.owner?.toLowerCase() !== owner) continue;
      const overdue = item.state === 'open' && item.due !== undefined && item.due < today;
      items.push({ incident, incidentTitle: title, drill, ...item, overdue });
    }
  }
  return { view: { kind: 'todos', items: items.toSorted(byDue), all }, verdict: 'ok' };
}

/** `INCIDENT:ACTION`, or an action of the incident that commands are about. */
async function placeOf(text: string, verb: Verb, input: Input, world: World): Promise<[string, string]> {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return [await incidentFor(input, world, `todos ${verb} ${text}`), text];
  return [await findIncident(world.store, text.slice(0, colon), `todos ${verb}`), text.slice(colon + 1)];
}

async function change(verb: Verb, input: Input, world: World): Promise<Outcome> {
  const named = input.args[1];
  if (named === undefined)
    throw new Fault('USAGE', `inc todos ${verb} needs an action item`, {
      hint: `inc todos ${verb} INCIDENT:ACTION; they are listed by: inc todos`,
    });
  const [incident, id] = await placeOf(named, verb, input, world);
  const { actions } = await standing(incident, world);
  const { action, hash, state } = findAction(actions, id, incident);
  const text = textOf(input, 2);
  const to = changes[verb];
  const happening: Happening = {
    type: 'action.changed',
    data: { action, of: hash, state: to, ...(text ? { text } : {}) },
  };
  const receipt = await world.journal.append(incident, [happening]);
  const notes = state === to ? [`inc: ${show(action)} was ${to} before`] : [];
  return written(world, incident, receipt, [`todo ${show(action)} ${to}`], notes);
}
