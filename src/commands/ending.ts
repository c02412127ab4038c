import type { Event } from '../core/record/events.ts';
import { incidentOf } from '../core/incident/incident.ts';
import type { Incident } from '../core/incident/incident-state.ts';
import type { World } from '../core/ports/ports.ts';
import { askText, textOf } from './asking.ts';
import type { Command } from './command.ts';
import { incidentFor } from './asked-incident.ts';
import { happenedAt, written } from './writing.ts';

interface Turn {
  readonly verb: string;
  readonly type: 'incident.reopened' | 'incident.cancelled';
  readonly told: string;
  readonly question: string;
  readonly example: string;
  /** What to say when the state of the incident makes the turn an odd one; it is taken all the same. */
  readonly odd: (state: Incident) => string | undefined;
  readonly mark: (store: World['store'], incident: string) => void;
}

/** A turn that needs its reason, and changes which incidents are open. */
const turn =
  ({ verb, type, told, question, example, odd, mark }: Turn): Command =>
  async (input, world) => {
    const incident = await incidentFor(input, world, verb);
    const text = await askText(textOf(input), question, `inc ${verb} needs a reason`, example, world);
    const at = await happenedAt(input, world, incident);
    const hint = odd(incidentOf(await world.journal.read(incident)));
    const event: Event = { type, data: { text } };
    const receipt = await world.journal.append(incident, [{ ...event, ...(at ? { at: at.at } : {}) }]);
    mark(world.store, incident);
    return written(
      world,
      incident,
      receipt,
      [told],
      [...(at?.notes ?? []), ...(hint ? [`inc: ${hint}`] : [])],
    );
  };

/** `inc reopen REASON`: it is not over; the incident is open, and the current one, again. */
export const reopen = turn({
  verb: 'reopen',
  type: 'incident.reopened',
  told: 'reopened',
  question: 'Why is it not over?',
  example: 'inc reopen "5xx are back on web-2"',
  odd: ({ phase }) =>
    ['resolved', 'closed', 'cancelled'].includes(phase)
      ? undefined
      : `it was not over: its phase was ${phase}`,
  mark(store, incident) {
    store.mark(incident, 'open');
    store.point(incident);
  },
});

/** `inc cancel REASON`: a false alarm; it ends here, without a review. */
export const cancel = turn({
  verb: 'cancel',
  type: 'incident.cancelled',
  told: 'cancelled',
  question: 'Why was it none?',
  example: 'inc cancel "a test alert"',
  odd: ({ phase }) => (phase === 'closed' || phase === 'cancelled' ? `it was ${phase} before` : undefined),
  mark(store, incident) {
    store.mark(incident, 'closed');
    if (store.current() === incident) store.point(undefined);
  },
});
