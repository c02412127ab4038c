import type { Recorded } from '../core/record/envelope.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Plan } from '../plan/plan.ts';
import { progressOf, type Progress } from '../plan/progress.ts';
import { resumeHint } from './run-answer.ts';

type Begun = Extract<Recorded, { type: 'plan.started' }>;

/** A run of a plan, as the record tells it. */
export interface FoundRun {
  readonly run: string;
  /** How it was begun first. */
  readonly begun: Begun;
  readonly progress: Progress;
}

const isOpen = ({ progress }: FoundRun): boolean => !progress.finished && !progress.refused;
export const shownRun = ({ run, begun }: FoundRun): string =>
  `${run.slice(0, 8)}  ${begun.data.name}, begun ${begun.at.slice(0, 16).replace('T', ' ')} ${begun.at.slice(-6)} by ${begun.by}`;

/** Every run that began to act, the latest last. */
function runsIn(record: readonly Recorded[]): readonly FoundRun[] {
  const begun = new Map<string, Begun>();
  for (const event of record)
    if (event.type === 'plan.started' && !begun.has(event.data.run)) begun.set(event.data.run, event);
  return [...begun].map(([run, first]) => ({ run, begun: first, progress: progressOf(run, record) }));
}

/** A run of this plan that began to act and has no end: what it did is known to nobody yet. Rehearsals count apart. */
export const unfinishedRun = (
  plan: Pick<Plan, 'name' | 'rehearsal'>,
  record: readonly Recorded[],
): FoundRun | undefined =>
  runsIn(record).findLast(
    (found) =>
      isOpen(found) && found.begun.data.name === plan.name && found.begun.data.rehearsal === plan.rehearsal,
  );

/**
 * The run that is meant: by a prefix of its id, else the only one that qualifies; a person is asked which of several.
 * Throws Fault NOT_FOUND, also for one that has ended where only an open one will do.
 */
export async function foundRun(
  typed: string | undefined,
  incident: string,
  world: Pick<World, 'journal' | 'terminal' | 'prompt'>,
  { verb, open }: { readonly verb: string; readonly open: boolean },
): Promise<FoundRun> {
  const all = runsIn(await world.journal.read(incident));
  const named = typed === undefined ? all : all.filter(({ run }) => run.startsWith(typed.toLowerCase()));
  const fit = open ? named.filter(isOpen) : named;
  const [only, ...others] = fit;
  if (only && others.length === 0) return only;
  if (!only) {
    const [ended] = typed === undefined ? [] : named;
    if (ended)
      throw new Fault(
        'NOT_FOUND',
        `run ${ended.run.slice(0, 8)} has ended: ${ended.progress.finished ?? 'refused'}`,
        {
          hint: `to undo what it did: inc rollback ${ended.run.slice(0, 8)}`,
        },
      );
    throw new Fault(
      'NOT_FOUND',
      typed === undefined
        ? `no run of ${incident} ${open ? 'waits to be resumed' : 'began to act'}`
        : `no run of ${incident} begins with ${typed}`,
      { hint: 'what ran, and how it ended: inc timeline' },
    );
  }
  if (!world.terminal.interactive)
    throw new Fault('NOT_FOUND', `several runs: ${fit.map(shownRun).join('; ')}`, {
      hint: open ? resumeHint(only.run) : `inc ${verb} ${only.run.slice(0, 8)}`,
    });
  const run = await (
    await world.prompt()
  ).choose(
    `inc ${verb} is about:`,
    fit.map((each) => ({ value: each.run, name: shownRun(each) })),
  );
  return fit.find((each) => each.run === run) ?? only;
}
