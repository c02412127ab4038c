import type { Happening } from '../core/record/events.ts';
import type { Lock } from '../core/ports/lock-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { executor } from '../plan/execute.ts';
import type { Judgement } from '../plan/job.ts';
import type { Plan } from '../plan/plan.ts';
import { advance, noProgress, progressOf, type Act, type Progress } from '../plan/progress.ts';
import { flagSet, type Input, type Outcome } from './command.ts';
import { exclusive } from './exclusive.ts';
import { patience } from './patience.ts';
import { proberOf } from './probing.ts';
import { answer, concluded, type Answering, type Ending } from './run-answer.ts';
import { runJob, runPorts } from './run-ports.ts';
import { soak } from './soak.ts';

export interface GoingOn {
  readonly plan: Plan;
  readonly incident: string;
  readonly run: string;
  /** Monotonic milliseconds when the command began. */
  readonly started: number;
  readonly judged?: (act: Act) => Judgement | undefined;
  /** What to record first, once nobody else can run the plan; of the run as it stands then. */
  readonly first: (progress: Progress, lock: Lock) => readonly Happening[];
}

/**
 * Goes on with a run that somebody began, from its record alone. Throws Fault BUSY while somebody else does; that is
 * no refusal of the run, and is not recorded.
 */
export async function goOn(
  { plan, incident, run, started, judged, first }: GoingOn,
  input: Input,
  world: World,
): Promise<Outcome> {
  const lock = await exclusive(input, { plan, run, incident, resumes: true }, world, () => Promise.resolve());
  // Only now: until then somebody else may have gone on with it.
  let progress = noProgress(run);
  let isDetached = false;
  try {
    const standing = progressOf(run, await world.journal.read(incident));
    const { events } = await world.journal.append(incident, first(standing, lock));
    progress = events.reduce(advance, standing);
    const walks = plan.walk === undefined ? undefined : await import('./runbook-markdown.ts');
    const walk = await walks?.walkAgain(plan, (happening) => execution.append(happening), world);
    const execution = executor(
      { plan, incident, run, progress, ...(judged ? { judged } : {}), ...runJob(world, lock), ...walk },
      runPorts(world),
    );
    const patient = patience(() => execution.progress, run, world);
    const answering: Answering = { plan, incident, run, started, notes: [], troubles: execution.troubles };
    lock.begun(world.clock.now());
    const reached = await execution.toTheEnd().finally(() => {
      patient();
      progress = execution.progress;
    });
    if (progress.finished) await walks?.forgetShell(incident, run, world);
    const { verdict, summary, interruption } = reached;
    isDetached = verdict === 'detached';
    const soaks = plan.soakMs !== undefined && !flagSet(input, 'noSoak');
    if (verdict !== 'verified' || !soaks || interruption !== undefined)
      return await concluded(reached, answering, world);
    lock.release(world.clock.now(), verdict);
    isDetached = true;
    const soaked = await soak(plan, { run, incident, execution, probe: proberOf(world) }, world);
    const ending: Ending = soaked.relapsed ? 'relapsed' : verdict;
    return await answer(answering, { verdict: ending, summary: `${summary}; ${soaked.summary}` }, world);
  } finally {
    if (!isDetached) lock.release(world.clock.now(), progress.finished ?? 'open');
  }
}
