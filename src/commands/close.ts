import type { Event, Happening } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { incidentOf } from '../core/incident/incident.ts';
import type { Incident } from '../core/incident/incident-state.ts';
import type { World } from '../core/ports/ports.ts';
import type { Receipt } from '../core/ports/record-ports.ts';
import { actionsFrom } from './action-flags.ts';
import { answersFromFile, reviewsFromFlags } from './answers.ts';
import { askReview, type Save } from './close-dialogue.ts';
import { flagSet, flagText, type Input, type Outcome } from './command.ts';
import { requireTemplate, writePostmortem } from './write-postmortem.ts';
import { textOf } from './asking.ts';
import { incidentFor } from './asked-incident.ts';
import { happenedAt, written } from './writing.ts';

/**
 * `inc close`: the review, the end of the incident, and its post-mortem, in this order: what was said is
 * durable before the document is tried. Closing twice adds to the review and closes once.
 */
export async function close(input: Input, world: World): Promise<Outcome> {
  const incident = await incidentFor(input, world, 'close');
  const at = await happenedAt(input, world, incident);
  const state = incidentOf(await world.journal.read(incident));
  const template = flagText(input, 'template');
  if (template !== undefined) await requireTemplate(template, incident, world);
  const again = state.phase === 'closed';
  const text = textOf(input);
  const from = flagText(input, 'from');
  const answers =
    from === undefined
      ? [...reviewsFromFlags(input), ...actionsFrom(input, state)]
      : await answersFromFile(from, input, state, world);
  const end: readonly Event[] = again
    ? afterwards(text)
    : [{ type: 'incident.closed', data: text ? { text } : {} }];

  const receipts: Receipt[] = [];
  const record = async (events: readonly Event[]): Promise<void> => {
    const happenings = events.map((event): Happening =>
      at && timed.has(event.type) ? { ...event, at: at.at } : event,
    );
    if (happenings.length > 0) receipts.push(await world.journal.append(incident, happenings));
  };
  if (world.terminal.interactive && from === undefined) {
    await record(answers);
    await ask(input, world, incident, state, (event) => record([event]));
    await record(end);
  } else await record([...answers, ...end]);
  world.store.mark(incident, 'closed');
  if (world.store.current() === incident) world.store.point(undefined);

  const notes = [
    ...(at?.notes ?? []),
    ...(again ? [`inc: ${incident} was closed before, and stays so; ${addsTo(receipts)}`] : []),
    ...(at && !typesIn(receipts).some((type) => timed.has(type))
      ? ['inc: --at was not used: nothing that has a time was said, and the closing keeps its own']
      : []),
  ];
  const receipt = together(receipts);
  // Its answer is about the document, which is no sign that the record has it.
  if (receipt?.where === 'spooled') notes.push(`SPOOLED: what closes ${incident} is not in the record yet`);
  const recorded =
    receipt &&
    written(
      world,
      incident,
      receipt,
      receipt.events.map(({ type }) => told[type] ?? type),
      notes,
    );
  if (recorded && flagSet(input, 'noPostmortem')) return recorded;
  const built = await build(input, world, incident).catch((error: unknown) => {
    // A fault has no notes, and what the record has, or has not yet, must be said all the same.
    for (const note of recorded?.notes ?? notes) world.watcher.told(note);
    throw error;
  });
  const verdict = recorded && recorded.verdict !== 'ok' ? recorded.verdict : built.verdict;
  return { ...built, verdict, notes: [...(recorded?.notes ?? notes), ...(built.notes ?? [])] };
}

/** What `--at` is the time of. */
const timed: ReadonlySet<string> = new Set<Event['type']>(['impact.stated', 'incident.closed', 'note.added']);

/** Closed already: the words are kept as a note, for it was closed once. */
const afterwards = (text: string | undefined): Event[] =>
  text === undefined ? [] : [{ type: 'note.added', data: { kind: 'note', text, tags: [] } }];

const typesIn = (receipts: readonly Receipt[]): string[] =>
  receipts.flatMap(({ events }) => events.map(({ type }) => type));

/** What became of the words of a second closing. */
function addsTo(receipts: readonly Receipt[]): string {
  const types = typesIn(receipts);
  if (types.length === 0) return 'nothing was added';
  return types.includes('note.added') ? 'its text is a note in the record' : 'this adds to its review';
}

/** The dialogue, and what to do when a person leaves it: nothing answered is lost, and it can be gone on with. */
async function ask(input: Input, world: World, incident: string, state: Incident, save: Save): Promise<void> {
  let answered = 0;
  try {
    await askReview(input, state, await world.prompt(), async (event) => {
      await save(event);
      answered++;
    });
    world.interruption.throwIfAborted();
  } catch (error) {
    if (!(error instanceof Fault) || (error.code !== 'INTERRUPTED' && error.code !== 'TERMINATED'))
      throw error;
    const kept =
      answered === 0
        ? 'nothing was answered'
        : `${answered} answer${answered > 1 ? 's are' : ' is'} recorded`;
    const stands = state.phase === 'closed' ? '' : `; ${incident} is not closed`;
    const ways = `go on where you stopped: inc close -i ${incident}`;
    throw new Fault(
      error.code,
      `${error.code === 'TERMINATED' ? 'terminated' : 'interrupted'}: ${kept}${stands}`,
      {
        hint:
          state.phase === 'closed'
            ? ways
            : `${ways} · without questions: inc close -i ${incident} --no-input`,
        cause: error,
      },
    );
  }
}

/** Several appends, told as one: as safe as the least safe of them. */
function together(receipts: readonly Receipt[]): Receipt | undefined {
  const [first] = receipts;
  if (!first) return undefined;
  const spooled = receipts.findLast(({ where }) => where === 'spooled');
  return {
    ...(spooled ?? first),
    events: receipts.flatMap(({ events }) => events),
    redactions: receipts.reduce((sum, { redactions }) => sum + redactions, 0),
  };
}

const told: Readonly<Partial<Record<Event['type'], string>>> = {
  'review.written': 'review',
  'action.added': 'action item',
  'action.changed': 'action item changed',
  'impact.stated': 'impact',
  'incident.closed': 'closed',
  'note.added': 'noted',
};

/** The incident is closed whatever becomes of its document: the fault says both. */
async function build(input: Input, world: World, incident: string): Promise<Outcome> {
  try {
    return await writePostmortem(
      { incident, output: flagText(input, 'output'), template: flagText(input, 'template'), closed: true },
      world,
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(
      error.code,
      `${incident} is closed, but its post-mortem was not written: ${error.message}`,
      {
        hint: error.hint ?? `inc postmortem build -i ${incident}`,
        cause: error,
      },
    );
  }
}
