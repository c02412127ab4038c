import { Fault, type Verdict } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { timeline } from '../core/incident/timeline.ts';
import { shellWords } from '../core/text/shell-words.ts';
import type { Conclusion } from '../plan/endings.ts';
import type { Executor } from '../plan/execute.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunView } from '../render/views/act.ts';
import type { Outcome } from './command.ts';

export type Ending = RunView['verdict'];

/** How far it came; `interruption` as in a conclusion. */
export interface Reached extends Omit<Conclusion, 'verdict'> {
  readonly verdict: Conclusion['verdict'] | 'not confirmed';
}

const verdicts: Record<Ending, Verdict> = {
  verified: 'ok',
  failed: 'no',
  'rolled back': 'rolled-back',
  'needs a human': 'needs-human',
  detached: 'needs-human',
  unverified: 'unverified',
  relapsed: 'unverified',
  refused: 'refused',
  'not confirmed': 'not-confirmed',
};

const hints: Record<Ending, (plan: Pick<Plan, 'target'> & { readonly kind: string }) => readonly string[]> = {
  verified: ({ target, kind }) =>
    kind === 'runbook' ? ['inc check', 'inc mitigate'] : [`inc mitigate "traffic is on ${target}"`],
  failed: () => ['inc timeline', 'inc check'],
  'rolled back': () => ['inc timeline', 'inc check'],
  'needs a human': () => ['inc timeline', 'inc check', 'inc note "what you found"'],
  detached: () => ['inc timeline'],
  unverified: () => ['inc check', 'inc timeline'],
  relapsed: () => ['inc check', 'inc timeline'],
  refused: () => ['inc check', 'inc timeline'],
  'not confirmed': ({ target }) => [`repeat it with --confirm ${target} --reason "…"`],
};

export interface Answering {
  readonly plan: Pick<Plan, 'name' | 'title' | 'target'> & { readonly kind: string };
  readonly incident: string;
  readonly run: string;
  /** Monotonic milliseconds. */
  readonly started: number;
  readonly notes: readonly string[];
  readonly troubles: Executor['troubles'];
}

/** What to type to go on with a run. */
export const resumeHint = (run: string): string => `inc runbook resume ${run.slice(0, 8)}`;

/** The verdict as an answer. */
export async function answer(
  { plan, incident, run, started, notes, troubles }: Answering,
  {
    verdict,
    summary,
    open,
    unsettled,
  }: Pick<Reached, 'summary' | 'open' | 'unsettled'> & { readonly verdict: Ending },
  world: Pick<World, 'journal' | 'mono'>,
): Promise<Outcome> {
  const record = await world.journal.read(incident);
  const entries = timeline(record.filter(({ data }) => 'run' in data && data.run === run));
  const { name, title, target } = plan;
  const drill = world.journal.opening(incident)?.drill === true;
  const ms = Math.round(world.mono() - started);
  const settle =
    unsettled === undefined
      ? ''
      : ` ${shellWords(['--settle', unsettled])}=${unsettled.startsWith('undo:') ? 'done|failed|skipped|again|stop' : 'done|failed|skipped|again|undo|stop'} --reason "…"`;
  const next = open ? [`${resumeHint(run)}${settle}`, 'inc timeline'] : hints[verdict](plan);
  const spooled = troubles.map(
    ({ reason, file }) => `inc: not in the record yet: ${reason} · it is safe in ${file}`,
  );
  return {
    view: { kind: 'run', incident, run, name, title, target, verdict, drill, summary, ms, entries, next },
    verdict: verdicts[verdict],
    notes: [...notes, ...new Set(spooled)],
  };
}

/** The verdict as an answer; a run that was stopped is a fault, whose record is durable already. */
export function concluded(
  reached: Reached,
  answering: Answering,
  world: Pick<World, 'journal' | 'mono'>,
): Promise<Outcome> {
  const { verdict, summary, interruption, open } = reached;
  // Undone after it was stopped: it came to an end of its own.
  if (interruption === undefined) return answer(answering, reached, world);
  if (!(interruption instanceof Fault)) throw interruption;
  throw new Fault(interruption.code, `${verdict}: ${summary}`, {
    hint: open
      ? `it waits to be resumed: ${resumeHint(answering.run)}`
      : 'what was started, and how it ended, is in the record: inc timeline',
    cause: interruption,
  });
}
