import type { Event, EventData } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { firstFreeAction } from '../core/incident/find-action.ts';
import type { Incident } from '../core/incident/incident-state.ts';
import { families, measures } from '../core/incident/measures.ts';
import type { Prompt } from '../core/ports/person-ports.ts';
import { parseDate } from '../core/time/when.ts';
import { impactOf, review } from './answers.ts';
import { flagText, flagTexts, type Input } from './command.ts';

/** Makes one answer durable; the next question is not asked before it has returned. */
export type Save = (event: Event) => Promise<void>;

interface Question {
  readonly text: string;
  /** Given on the command line, or in the record from before: not asked again. */
  readonly known: boolean;
  readonly event: (answer: string) => Event;
}

const notADate = (typed: string): string | undefined => {
  try {
    if (typed.trim() !== '') parseDate(typed);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return `${error.message}: ${error.hint ?? ''}`;
    throw error;
  }
};

async function askOne({ text, known, event }: Question, prompt: Prompt, save: Save): Promise<void> {
  if (known) return;
  const answer = await prompt.text(text);
  if (answer.trim() !== '') await save(event(answer));
}

/** What was pasted may be several answers. */
const linesOf = (answer: string): string[] =>
  answer
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const oneLine = (answer: string): string => linesOf(answer).join(' ');

/** One answer a line, until an empty one. */
async function askMany(
  { text, known, event }: Question,
  before: number,
  prompt: Prompt,
  save: Save,
): Promise<void> {
  if (known) return;
  for (let count = before; ;) {
    const answers = linesOf(await prompt.text(`${text}${count > 0 ? ` (${count} so far)` : ''}`));
    if (answers.length === 0) return;
    for (const answer of answers) await save(event(answer));
    count += answers.length;
  }
}

const noMeasure = 'none';
const measureChoices = [
  { value: noMeasure, name: 'none of these, or not known yet' },
  ...measures.map((value) => ({
    value,
    name: value in families ? `${value}: ${families[value as keyof typeof families]}` : value,
  })),
];

/** What is asked of an action item once its title is safe. `which` tells one of several from the others. */
async function askDetails(action: string, which: string, prompt: Prompt, save: Save): Promise<void> {
  const change = (data: Omit<EventData['action.changed'], 'action'>): Promise<void> =>
    save({ type: 'action.changed', data: { action, ...data } });
  const owner = oneLine(await prompt.text(`Who will do it?${which}`)).replace(/^@/, '');
  if (owner !== '') await change({ owner });
  const due = await prompt.text(`Until when?${which} 2026-12-31`, { wrong: notADate });
  if (due.trim() !== '') await change({ due: parseDate(due) });
  const measure = await prompt.choose(`What kind of measure is it?${which}`, measureChoices);
  if (measure !== noMeasure) await change({ measure });
}

/** The title makes the action item; what follows changes it. */
async function askActions(state: Incident, prompt: Prompt, save: Save): Promise<void> {
  const open = state.actions.filter((item) => item.state === 'open').length;
  const first = firstFreeAction(state.actions);
  for (let count = 0; ;) {
    const soFar = open + count > 0 ? ` (${open + count} so far)` : '';
    const titles = linesOf(await prompt.text(`Action item: what is to be done?${soFar} Empty: no more.`));
    if (titles.length === 0) return;
    const added = titles.map((title) => ({ action: `a${first + count++}`, title }));
    for (const data of added) await save({ type: 'action.added', data });
    for (const { action, title } of added)
      await askDetails(action, added.length > 1 ? ` (${title})` : '', prompt, save);
  }
}

/**
 * Asks a person for what the review still lacks. Enter leaves a question open: the post-mortem has a TODO there.
 *
 * @throws Fault INTERRUPTED on Ctrl-C; what was answered before is saved.
 */
export async function askReview(input: Input, state: Incident, prompt: Prompt, save: Save): Promise<void> {
  const given = (flag: string): boolean => flagTexts(input, flag).length > 0;
  const written = (section: string): number =>
    state.reviews.filter((each) => each.section === section).length;
  const one = (section: 'summary' | 'root-cause' | 'conclusion', flag: string, text: string): Promise<void> =>
    askOne(
      {
        text,
        known: flagText(input, flag) !== undefined || written(section) > 0,
        event: (answer) => review(section, answer),
      },
      prompt,
      save,
    );
  const many = (section: 'factor' | 'lesson', text: string): Promise<void> =>
    askMany(
      { text, known: given(section), event: (answer) => review(section, answer) },
      written(section),
      prompt,
      save,
    );
  await one('summary', 'summary', 'Summary: what happened, for someone who was not there?');
  await askOne(
    {
      text: 'Impact: who was hurt, and how?',
      known: given('impact') || state.impacts.length > 0,
      event: impactOf,
    },
    prompt,
    save,
  );
  await one('root-cause', 'rootCause', 'Root cause: what is it traced to?');
  await many('factor', 'Contributing factor? One per line; empty: no more.');
  await many('lesson', 'Lesson learned? One per line; empty: no more.');
  await one('conclusion', 'conclusion', 'Conclusion: the closing words?');
  if (!given('action')) await askActions(state, prompt, save);
}
