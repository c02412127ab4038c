import type { Event, Happening, ReviewSection } from '../core/events.ts';
import { Fault } from '../core/faults.ts';
import { incidentOf, type Incident } from '../core/incident.ts';
import type { World } from '../core/ports.ts';
import { actionsFrom } from './action-flags.ts';
import { flagSet, flagText, flagTexts, type Input, type Outcome } from './command.ts';
import { writePostmortem } from './write-postmortem.ts';
import { textOf } from './asking.ts';
import { incidentFor } from './asked-incident.ts';
import { happenedAt, written } from './writing.ts';

const asked = [
  ['summary', 'summary', 'Summary: what happened, for someone who was not there?'],
  ['root-cause', 'rootCause', 'Root cause: what is it traced to?'],
] as const satisfies readonly (readonly [ReviewSection, string, string])[];

const review = (section: ReviewSection, text: string): Event => ({
  type: 'review.written',
  data: { section, text },
});

/** What was not given is asked for, on a terminal only; each answer is durable before the next question. */
async function ask(input: Input, world: World, incident: string, state: Incident): Promise<void> {
  if (!world.terminal.interactive) return;
  for (const [section, flag, question] of asked) {
    const known = state.reviews.some((written) => written.section === section);
    if (known || flagText(input, flag) !== undefined) continue;
    const text = await (await world.prompt()).text(question);
    if (text.trim() !== '') await world.journal.append(incident, [review(section, text)]);
  }
}

function reviewsFrom(input: Input): Event[] {
  const one = (section: ReviewSection, flag: string): Event[] => {
    const text = flagText(input, flag);
    return text?.trim() ? [review(section, text)] : [];
  };
  const many = (section: ReviewSection, flag: string): Event[] =>
    flagTexts(input, flag).flatMap((text) => (text.trim() ? [review(section, text)] : []));
  return [
    ...one('summary', 'summary'),
    ...one('root-cause', 'rootCause'),
    ...many('factor', 'factor'),
    ...many('lesson', 'lesson'),
    ...one('conclusion', 'conclusion'),
  ];
}

/**
 * `inc close`: the review, the end of the incident, and its post-mortem, in this order: what was said is
 * durable before the document is tried. Closing twice adds to the review and closes once.
 */
export async function close(input: Input, world: World): Promise<Outcome> {
  const incident = await incidentFor(input, world, 'close');
  const at = await happenedAt(input, world, incident);
  const state = incidentOf(await world.journal.read(incident));
  const actions = actionsFrom(input, state);
  const text = textOf(input);
  await ask(input, world, incident, state);

  const impact = flagText(input, 'impact');
  const again = state.phase === 'closed';
  const timed: Event[] = [
    ...(impact?.trim() ? [{ type: 'impact.stated', data: { text: impact } } as const] : []),
    ...(again ? afterwards(text) : [{ type: 'incident.closed', data: text ? { text } : {} } as const]),
  ];
  const happenings: Happening[] = [
    ...reviewsFrom(input),
    ...actions,
    ...timed.map((event): Happening => (at ? { ...event, at: at.at } : event)),
  ];
  const notes = [
    ...(at?.notes ?? []),
    ...(again ? [`inc: ${incident} was closed before, and stays so; ${addsTo(happenings)}`] : []),
    ...(at && !happenings.some((happening) => happening.at)
      ? ['inc: --at was not used: nothing that has a time was said; the closing keeps its own']
      : []),
  ];
  const receipt = happenings.length > 0 ? await world.journal.append(incident, happenings) : undefined;
  world.store.mark(incident, 'closed');
  if (world.store.current() === incident) world.store.point(undefined);

  if (receipt?.where === 'spooled')
    notes.push(`SPOOLED: that ${incident} is closed is not in the record yet, and its post-mortem may be built again`);

  const recorded =
    receipt &&
    written(
      world,
      incident,
      receipt,
      happenings.map(({ type }) => told[type] ?? type),
      notes,
    );
  if (recorded && flagSet(input, 'noPostmortem')) return recorded;
  const built = await build(input, world, incident);
  const verdict = recorded && recorded.verdict !== 'ok' ? recorded.verdict : built.verdict;
  return { ...built, verdict, notes: [...(recorded?.notes ?? notes), ...(built.notes ?? [])] };
}

/** What became of the words of a second closing. */
const addsTo = (happenings: readonly Happening[]): string =>
  happenings.length === 0
    ? 'nothing was added'
    : happenings.some(({ type }) => type === 'note.added')
      ? 'its text is a note in the record'
      : 'this adds to its review';

/** Closed already: the words are kept as a note, for it was closed once. */
const afterwards = (text: string | undefined): Event[] =>
  text === undefined ? [] : [{ type: 'note.added', data: { kind: 'note', text, tags: [] } }];

const told: Readonly<Partial<Record<Event['type'], string>>> = {
  'review.written': 'review',
  'action.added': 'action item',
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
