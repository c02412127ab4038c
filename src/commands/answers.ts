import type { Event, EventData, ReviewSection } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { firstFreeAction } from '../core/incident/find-action.ts';
import type { Incident } from '../core/incident/incident-state.ts';
import type { Source } from '../core/ports/file-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { flagText, flagTexts, type Input } from './command.ts';

/** What `inc close --from` reads; io/catalogue/schema.ts says so too, and refuses anything else. */
interface Answers {
  readonly summary?: string;
  readonly impact?: string;
  readonly rootCause?: string;
  readonly factors?: readonly string[];
  readonly lessons?: readonly string[];
  readonly conclusion?: string;
  readonly actions?: readonly Omit<EventData['action.added'], 'action'>[];
}

/** The flags of `close` whose place `--from` takes. */
const answerFlags = {
  summary: 'summary',
  impact: 'impact',
  rootCause: 'root-cause',
  conclusion: 'conclusion',
  factor: 'factor',
  lesson: 'lesson',
  action: 'action',
  owner: 'owner',
  due: 'due',
  measure: 'measure',
} as const;

const sizeLimit = 256 * 1024;

export const review = (section: ReviewSection, text: string): Event => ({
  type: 'review.written',
  data: { section, text },
});

export const impactOf = (text: string): Event => ({ type: 'impact.stated', data: { text } });

const some = (section: ReviewSection, texts: readonly (string | undefined)[]): Event[] =>
  texts.flatMap((text) => (text?.trim() ? [review(section, text)] : []));

function reviewsOf(answers: Answers): Event[] {
  return [
    ...some('summary', [answers.summary]),
    ...some('root-cause', [answers.rootCause]),
    ...some('factor', answers.factors ?? []),
    ...some('lesson', answers.lessons ?? []),
    ...some('conclusion', [answers.conclusion]),
    ...(answers.impact?.trim() ? [impactOf(answers.impact)] : []),
  ];
}

/** The review of a command line; its action items are action-flags.ts's. */
export function reviewsFromFlags(input: Input): Event[] {
  const one = (name: 'summary' | 'impact' | 'rootCause' | 'conclusion') => {
    const text = flagText(input, name);
    return text === undefined ? {} : { [name]: text };
  };
  return reviewsOf({
    ...one('summary'),
    ...one('impact'),
    ...one('rootCause'),
    ...one('conclusion'),
    factors: flagTexts(input, 'factor'),
    lessons: flagTexts(input, 'lesson'),
  });
}

function invalid({ file, problems }: Source): Fault {
  const places = problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const message =
    places.length === 1
      ? `the answers cannot be used · ${places[0]}`
      : ['the answers cannot be used', ...places].join('\n  ');
  return new Fault('CONFIG', message, {
    hint: 'nothing was recorded; correct them, then repeat the command',
    details: { problems },
  });
}

async function sourceOf(from: string, world: Pick<World, 'sources' | 'stdin' | 'cwd'>): Promise<Source> {
  const sources = await world.sources();
  if (from !== '-') return sources.read(from.startsWith('/') ? from : `${world.cwd}/${from}`, 'answers');
  try {
    return sources.parse('standard input', await world.stdin(sizeLimit), 'answers');
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'USAGE')) throw error;
    throw new Fault(
      'CONFIG',
      `the answers cannot be used: standard input holds more than ${sizeLimit} bytes`,
      {
        hint: 'nothing was recorded; attach what is long: inc attach FILE',
      },
    );
  }
}

/**
 * The review and the action items of a file of answers (YAML), or of standard input (`-`).
 *
 * @throws Fault CONFIG with every place that is wrong, NOT_FOUND, or USAGE for an answer that is given as a flag too.
 */
export async function answersFromFile(
  from: string,
  input: Input,
  state: Incident,
  world: Pick<World, 'sources' | 'stdin' | 'cwd'>,
): Promise<Event[]> {
  const twice = Object.entries(answerFlags).find(([name]) => input.flags[name] !== undefined);
  if (twice)
    throw new Fault('USAGE', `--${twice[1]} and --from: answers come from one of them`, {
      hint: `put it into ${from === '-' ? 'the answers' : from}, or leave --from out`,
    });
  const source = await sourceOf(from, world);
  if (source.problems.length > 0) throw invalid(source);
  const answers = source.value as Answers;
  const first = firstFreeAction(state.actions);
  return [
    ...reviewsOf(answers),
    ...(answers.actions ?? []).map((action, index): Event => ({
      type: 'action.added',
      data: { action: `a${first + index}`, ...action },
    })),
  ];
}
