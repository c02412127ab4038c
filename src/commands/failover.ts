import { Fault, type Verdict } from '../core/faults.ts';
import type { Lock } from '../core/lock-ports.ts';
import type { World } from '../core/ports.ts';
import { sha256 } from '../core/sha256.ts';
import { timeline } from '../core/timeline.ts';
import { executor, type Conclusion, type Executor } from '../plan/execute.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunView } from '../render/act-views.ts';
import { flagSet, type Input, type Outcome } from './command.ts';
import { confirmation, unconfirmed } from './confirmation.ts';
import { brokenBy, exclusive, overriddenIn } from './exclusive.ts';
import { patience } from './patience.ts';
import { planView } from './plan-view.ts';
import { planOf, scriptsOf } from './planned.ts';
import { proberOf } from './probing.ts';
import { runId } from './run-id.ts';
import { soak } from './soak.ts';
import { incidentFor } from './asked-incident.ts';

type Ending = RunView['verdict'];

/** How far it came; `interruption` as in a conclusion. */
interface Reached extends Omit<Conclusion, 'verdict'> {
  readonly verdict: Conclusion['verdict'] | 'not confirmed';
}

const verdicts: Record<Ending, Verdict> = {
  verified: 'ok',
  failed: 'no',
  'rolled back': 'rolled-back',
  'needs a human': 'needs-human',
  unverified: 'unverified',
  relapsed: 'unverified',
  refused: 'refused',
  'not confirmed': 'not-confirmed',
};

const hints: Record<Ending, (plan: Plan) => readonly string[]> = {
  verified: ({ target }) => [`inc mitigate "traffic is on ${target}"`],
  failed: () => ['inc timeline', 'inc check'],
  'rolled back': () => ['inc timeline', 'inc check'],
  'needs a human': () => ['inc timeline', 'inc check', 'inc note "what you found"'],
  unverified: () => ['inc check', 'inc timeline'],
  relapsed: () => ['inc check', 'inc timeline'],
  refused: () => ['inc check', 'inc timeline'],
  'not confirmed': ({ target }) => [`repeat it with --confirm ${target} --reason "…"`],
};

/** After this long (milliseconds) at a question, what the preflight saw is asked again. */
const stale = 60_000;

/**
 * `inc failover PLAN`: lock, preflight, confirmation, steps, verification, undo when it did not work, and a watch
 * over what was verified. It ends as verified, unverified, failed, rolled back, needs a human, refused, not confirmed
 * or relapsed; never as plain "done".
 */
export async function failover(input: Input, world: World): Promise<Outcome> {
  if (flagSet(input, 'dryRun')) return (await import('./dry-run.ts')).dryRun(input, world);
  world.clock.live();
  const started = world.mono();
  const incident = await incidentFor(input, world, 'failover');
  const { plan, notes } = await planOf(input, world, incident);
  const overridden = overriddenIn(input, plan);
  const scripts = await scriptsOf(plan, world);
  const run = runId(world);
  const { interactive } = world.terminal;
  const ports = {
    journal: world.journal,
    store: world.store,
    interruption: world.interruption,
    killing: world.killing,
    runner: () => world.runner(),
    mono: () => world.mono(),
    sleep: (ms: number, signal?: AbortSignal) => world.sleep(ms, signal),
    probe: proberOf(world),
  };
  const ask = async (question: string): Promise<boolean> => (await world.prompt()).confirm(question);
  const executing = (lock?: Lock): Executor => {
    const held = lock ? { fence: lock.fence, onSpawn: (pid: number) => lock.spawned(pid) } : {};
    const onOutput = (text: string): void => world.watcher.output(text);
    const asks = interactive ? { ask } : {};
    return executor({ plan, incident, run, overridden, onOutput, ...held, ...asks }, ports);
  };
  let execution = executing();

  async function answer(verdict: Ending, summary: string): Promise<Outcome> {
    const record = await world.journal.read(incident);
    const entries = timeline(record.filter(({ data }) => 'run' in data && data.run === run));
    const { name, title, target } = plan;
    const ms = Math.round(world.mono() - started);
    const next = hints[verdict](plan);
    const spooled = execution.troubles.map(
      ({ reason, file }) => `inc: not in the record yet: ${reason} · it is safe in ${file}`,
    );
    return {
      view: { kind: 'run', incident, run, name, title, target, verdict, summary, ms, entries, next },
      verdict: verdicts[verdict],
      notes: [...notes, ...new Set(spooled)],
    };
  }
  async function refuse(verdict: 'refused' | 'not confirmed', summary: string): Promise<Reached> {
    await execution.append({ type: 'plan.refused', data: { plan: plan.name, why: summary, run } });
    return { verdict, summary };
  }

  /** From the preflight to the verdict, while nobody else can run this plan. */
  async function held(lock: Lock): Promise<Reached> {
    // The age of what is shown counts from the first question, not from the last answer.
    const seen = world.mono();
    await execution.preflight();
    if (!ready(execution)) return execution.toTheEnd();
    const setAside = [...overridden].map(
      (check) => `preflight ${check}: ${execution.progress.before[check]}`,
    );
    const overrides = [...setAside, ...brokenBy(lock)];
    await world.announce(planView(plan, execution.progress.before, world.mono() - seen, overrides));
    const agreed = await confirmation(input, plan, world).catch(async (error: unknown) => {
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

    const text = JSON.stringify(plan);
    const patient = patience(() => execution.progress, run, world);
    try {
      await execution.append({
        type: 'plan.started',
        data: {
          run,
          plan: world.journal.putBlob(incident, new TextEncoder().encode(await withoutSecrets(plan, world))),
          name: plan.name,
          title: plan.title,
          kind: plan.kind,
          target: plan.target,
          digest: sha256(new TextEncoder().encode(text)),
          scripts,
          reason: agreed.reason,
          mode: 'automatic',
          fence: lock.fence,
          ...(overrides.length > 0 ? { overrides } : {}),
          ...(world.journal.opening(incident)?.drill ? { drill: true as const } : {}),
        },
      });
      lock.begun(world.clock.now());
      return await execution.toTheEnd();
    } finally {
      patient();
    }
  }

  const asks = plan.steps.find((step) => step.do.kind === 'ask');
  const beforehand = unconfirmed(input, plan, interactive);
  const early = beforehand
    ? await refuse('not confirmed', beforehand)
    : asks && !interactive
      ? await refuse('refused', `step ${asks.id} asks a person, and there is no terminal to ask at`)
      : undefined;
  if (early) return concluded(early, answer);

  const lock = await exclusive(input, { plan, run, incident }, world, (why) => refuse('refused', why));
  execution = executing(lock);
  let reached: Reached;
  try {
    reached = await held(lock);
  } finally {
    lock.release(world.clock.now(), execution.progress.finished ?? 'refused');
  }
  const { verdict, summary, interruption } = reached;
  const soaks = plan.soakMs !== undefined && !flagSet(input, 'noSoak');
  if (verdict !== 'verified' || !soaks || interruption !== undefined) return concluded(reached, answer);
  const soaked = await soak(plan, { run, incident, execution, probe: ports.probe }, world);
  return answer(soaked.relapsed ? 'relapsed' : verdict, `${summary}; ${soaked.summary}`);
}

const ready = ({ progress }: Executor): boolean =>
  progress.acts.findLast(({ role }) => role === 'preflight')?.state === 'ok' && !progress.refused;

/** The verdict as an answer; a run that was stopped is a fault, whose record is durable already. */
function concluded(
  { verdict, summary, interruption }: Reached,
  answer: (verdict: Ending, summary: string) => Promise<Outcome>,
): Promise<Outcome> {
  if (interruption === undefined) return answer(verdict, summary);
  if (!(interruption instanceof Fault)) throw interruption;
  throw new Fault(interruption.code, `${verdict}: ${summary}`, {
    hint: 'what was started, and how it ended, is in the record: inc timeline',
    cause: interruption,
  });
}

/** The plan as it is kept with the record: a secret in it is cut out first. */
const withoutSecrets = async (plan: Plan, world: Pick<World, 'redactDeep'>): Promise<string> =>
  JSON.stringify(await world.redactDeep(plan), null, 1);
