import { Fault } from '../core/faults.ts';
import type { Lock } from '../core/ports/lock-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { executor, type Executor } from '../plan/execute.ts';
import { withoutSecretVars } from '../plan/variables.ts';
import { flagSet, flagText, type Input, type Outcome } from './command.ts';
import { confirmation, isDangerous, unconfirmed } from './confirmation.ts';
import { brokenBy, exclusive, overriddenIn } from './exclusive.ts';
import { patience } from './patience.ts';
import { planView } from './plan-view.ts';
import { scriptsOf } from './plan-scripts.ts';
import { planOf } from './planned.ts';
import { proberOf } from './probing.ts';
import { digestOf, keepPlan } from './keep-plan.ts';
import { answer, concluded, resumeHint, type Answering, type Ending, type Reached } from './run-answer.ts';
import { runId } from './run-id.ts';
import { runJob, runPorts } from './run-ports.ts';
import { skippedBefore } from './skipped-before.ts';
import { soak } from './soak.ts';
import { incidentFor } from './asked-incident.ts';
import { shownRun, unfinishedRun } from './found-run.ts';

/** After this long (milliseconds) at a question, what the preflight saw is asked again. */
const stale = 60_000;

/**
 * `inc failover PLAN`: lock, preflight, confirmation, steps, verification, undo when it did not work, and a watch
 * over what was verified. It ends as verified, unverified, failed, rolled back, needs a human, refused, not confirmed
 * or relapsed; never as plain "done".
 */
export async function failover(
  input: Input,
  world: World,
  verb: 'failover' | 'runbook run' = 'failover',
): Promise<Outcome> {
  if (flagSet(input, 'dryRun')) return (await import('./dry-run.ts')).dryRun(input, world, verb);
  world.clock.live();
  const started = world.mono();
  const incident = flagSet(input, 'drill')
    ? await (await import('./drill-incident.ts')).drillIncident(input, world, verb)
    : await incidentFor(input, world, verb);
  const { plan, notes } = await planOf(input, world, incident);
  const needed = verb === 'failover' || isDangerous(plan);
  const overridden = overriddenIn(input, plan);
  const scripts = await scriptsOf(plan, world);
  const drill = world.journal.opening(incident)?.drill === true;
  const run = runId(world);
  const { interactive } = world.terminal;
  const stepwise = flagSet(input, 'step');
  const skipped = skippedBefore(flagText(input, 'from'), plan, run);
  if (stepwise && !interactive)
    throw new Fault('USAGE', 'step by step a person decides, and there is no terminal to ask at', {
      hint: `inc ${verb} ${plan.name} without --step, or at a terminal`,
    });
  const ports = runPorts(world);
  const executing = (lock?: Lock): Executor =>
    executor({ plan, incident, run, overridden, ...runJob(world, lock) }, ports);
  let execution = executing();
  const answering = (): Answering => ({
    plan,
    incident,
    run,
    started,
    notes,
    troubles: execution.troubles,
  });
  async function refuse(verdict: 'refused' | 'not confirmed', summary: string): Promise<Reached> {
    await execution.append({ type: 'plan.refused', data: { plan: plan.name, why: summary, run } });
    return { verdict, summary };
  }

  /** What an earlier run of this plan left open is settled first: else its steps would be run twice. */
  async function unfinished(): Promise<readonly string[]> {
    const open = unfinishedRun(plan, await world.journal.read(incident));
    if (!open) return [];
    const why = `a run of it has no end: ${shownRun(open)}`;
    if (flagSet(input, 'breakLock')) return [why];
    await refuse('refused', why);
    throw new Fault('BUSY', `${plan.name} is not run: ${why}`, {
      hint: `go on with it: ${resumeHint(open.run)} · or give it up: inc runbook abort ${open.run.slice(0, 8)} --reason "…"`,
    });
  }

  /** From the preflight to the verdict, while nobody else can run this plan. */
  async function held(lock: Lock): Promise<Reached> {
    const leftOpen = await unfinished();
    // The age of what is shown counts from the first question, not from the last answer.
    const seen = world.mono();
    await execution.preflight();
    if (!ready(execution)) return execution.toTheEnd();
    const setAside = [...overridden].map(
      (check) => `preflight ${check}: ${execution.progress.before[check]}`,
    );
    const overrides = [...setAside, ...brokenBy(lock), ...leftOpen];
    await world.announce(
      planView(plan, execution.progress.before, world.mono() - seen, { overrides, drill }),
    );
    const agreed = await confirmation(input, plan, world, needed).catch(async (error: unknown) => {
      await execution.append({
        type: 'plan.refused',
        data: { plan: plan.name, why: 'interrupted at the confirmation', run },
      });
      throw error;
    });
    if ('refused' in agreed) return refuse('not confirmed', agreed.refused);
    if (world.mono() - seen > stale) {
      await execution.preflight();
      if (!ready(execution)) return execution.toTheEnd();
    }

    if (world.interruption.aborted) return execution.toTheEnd();
    const now = await scriptsOf(plan, world);
    const changed = Object.keys(now).filter((file) => now[file] !== scripts[file]);
    if (changed.length > 0)
      return refuse('refused', `changed while the confirmation was waited for: ${changed.join(', ')}`);

    const kept = withoutSecretVars(plan);
    const patient = patience(() => execution.progress, run, world);
    try {
      // First: what is begun must not be taken for what was to be left out.
      if (skipped.length > 0) await execution.append(...skipped);
      await execution.append({
        type: 'plan.started',
        data: {
          run,
          plan: await keepPlan(kept, incident, world),
          name: plan.name,
          title: plan.title,
          kind: plan.kind,
          target: plan.target,
          digest: digestOf(kept),
          scripts,
          reason: agreed.reason,
          mode: stepwise ? 'step' : 'automatic',
          fence: lock.fence,
          ...(overrides.length > 0 ? { overrides } : {}),
          ...(drill ? { drill: true as const } : {}),
          ...(plan.rehearsal ? { rehearsal: plan.rehearsal } : {}),
        },
      });
      lock.begun(world.clock.now());
      return await execution.toTheEnd();
    } finally {
      patient();
    }
  }

  const asks = plan.steps.find((step) => step.do.kind === 'ask' || step.tty);
  const beforehand = unconfirmed(input, plan, interactive, needed);
  const early = beforehand
    ? await refuse('not confirmed', beforehand)
    : asks && !interactive
      ? await refuse(
          'refused',
          `step ${asks.id} ${asks.tty ? 'needs a terminal, and there is none' : 'asks a person, and there is no terminal to ask at'}`,
        )
      : undefined;
  if (early) return concluded(early, answering(), world);

  const lock = await exclusive(input, { plan, run, incident }, world, (why) => refuse('refused', why));
  execution = executing(lock);
  let reached: Reached;
  let isDetached = false;
  try {
    reached = await held(lock);
    isDetached = reached.verdict === 'detached';
  } finally {
    const { finished, begun } = execution.progress;
    // What was left alone holds it until it has ended.
    if (!isDetached) lock.release(world.clock.now(), finished ?? (begun ? 'open' : 'refused'));
  }
  const { verdict, summary, interruption } = reached;
  const soaks = plan.soakMs !== undefined && !flagSet(input, 'noSoak');
  if (verdict !== 'verified' || !soaks || interruption !== undefined)
    return concluded(reached, answering(), world);
  const soaked = await soak(plan, { run, incident, execution, probe: proberOf(world) }, world);
  const ending: Ending = soaked.relapsed ? 'relapsed' : verdict;
  return answer(answering(), { verdict: ending, summary: `${summary}; ${soaked.summary}` }, world);
}

const ready = ({ progress }: Executor): boolean =>
  progress.acts.findLast(({ role }) => role === 'preflight')?.state === 'ok' && !progress.refused;
