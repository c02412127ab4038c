import { Fault, type Verdict } from '../core/faults.ts';
import type { World } from '../core/ports.ts';
import { sha256 } from '../core/sha256.ts';
import { timeline } from '../core/timeline.ts';
import { executor, type Conclusion, type Executor } from '../plan/execute.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunView } from '../render/view.ts';
import { flagSet, flagText, type Input, type Outcome } from './command.ts';
import { planView } from './plan-view.ts';
import { planOf, scriptsOf } from './planned.ts';
import { proberOf } from './probing.ts';
import { runId } from './run-id.ts';
import { resolveFrom } from './writing.ts';

type Ending = RunView['verdict'];

const verdicts: Record<Ending, Verdict> = {
  verified: 'ok',
  failed: 'no',
  'rolled back': 'rolled-back',
  'needs a human': 'needs-human',
  unverified: 'unverified',
  refused: 'refused',
  'not confirmed': 'not-confirmed',
};

const hints: Record<Ending, (plan: Plan) => readonly string[]> = {
  verified: ({ target }) => [`inc mitigate "traffic is on ${target}"`],
  failed: () => ['inc timeline', 'inc check'],
  'rolled back': () => ['inc timeline', 'inc check'],
  'needs a human': () => ['inc timeline', 'inc check', 'inc note "what you found"'],
  unverified: () => ['inc check', 'inc timeline'],
  refused: () => ['inc check', 'inc timeline'],
  'not confirmed': ({ target }) => [`repeat it with --confirm ${target} --reason "…"`],
};

/** After this long (milliseconds) at a question, what the preflight saw is asked again. */
const stale = 60_000;

/**
 * `inc failover PLAN`: preflight, confirmation, steps, verification, and undo when it did not work. It ends as
 * verified, unverified, failed, rolled back, needs a human, refused or not confirmed; never as plain "done".
 */
export async function failover(input: Input, world: World): Promise<Outcome> {
  world.clock.live();
  const started = world.mono();
  const incident = await resolveFrom(input, world, 'failover');
  const { plan, notes } = await planOf(input, world, incident);
  const scripts = await scriptsOf(plan, world);
  const run = runId(world);
  const { interactive } = world.terminal;
  const probe = proberOf(world);
  const ports = {
    journal: world.journal,
    store: world.store,
    interruption: world.interruption,
    runner: () => world.runner(),
    mono: () => world.mono(),
    sleep: (ms: number, signal?: AbortSignal) => world.sleep(ms, signal),
    probe,
  };
  const ask = async (question: string): Promise<boolean> => (await world.prompt()).confirm(question);
  const execution = executor({ plan, incident, run, ...(interactive ? { ask } : {}) }, ports);

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
  async function refuse(verdict: 'refused' | 'not confirmed', why: string): Promise<Outcome> {
    await execution.append({ type: 'plan.refused', data: { plan: plan.name, why, run } });
    return answer(verdict, why);
  }

  const beforehand = unconfirmed(input, plan, interactive);
  if (beforehand) return refuse('not confirmed', beforehand);
  const asks = plan.steps.find((step) => step.do.kind === 'ask');
  if (asks && !interactive)
    return refuse('refused', `step ${asks.id} asks a person, and there is no terminal to ask at`);

  await execution.preflight();
  if (!ready(execution)) return concluded(await execution.toTheEnd(), answer);
  const seen = world.mono();
  await world.announce(planView(plan, execution.progress.before, world.mono() - seen));
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
    if (!ready(execution)) return concluded(await execution.toTheEnd(), answer);
  }

  const text = JSON.stringify(plan);
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
      ...(world.journal.opening(incident)?.drill ? { drill: true as const } : {}),
    },
  });
  return concluded(await execution.toTheEnd(), answer);
}

const ready = ({ progress }: Executor): boolean =>
  progress.acts.findLast(({ role }) => role === 'preflight')?.state === 'ok' && !progress.refused;

/** The verdict as an answer; a run that was stopped is a fault, whose record is durable already. */
function concluded(
  { verdict, summary, interruption }: Conclusion,
  answer: (verdict: Ending, summary: string) => Promise<Outcome>,
): Promise<Outcome> {
  if (interruption === undefined) return answer(verdict, summary);
  if (!(interruption instanceof Fault)) throw interruption;
  throw new Fault(interruption.code, `${verdict}: ${summary}`, {
    hint: 'what was started, and how it ended, is in the record: inc timeline',
    cause: interruption,
  });
}

/** @returns why it cannot be confirmed, as far as that can be said without asking anybody. */
function unconfirmed(input: Input, plan: Plan, interactive: boolean): string | undefined {
  const typed = flagText(input, 'confirm');
  if (typed !== undefined && typed !== plan.target)
    return `--confirm ${typed} is not the target, ${plan.target}`;
  if (interactive) return undefined;
  if (typed === undefined && !agreedInAdvance(input, plan))
    return flagSet(input, 'yes')
      ? `--yes does not confirm this plan: --confirm ${plan.target} does`
      : 'nobody confirmed it';
  return flagText(input, 'reason')?.trim() ? undefined : 'no reason was given';
}

const agreedInAdvance = (input: Input, plan: Plan): boolean =>
  flagSet(input, 'yes') && plan.confirm === 'yes';

/** Asks for what was not given on the command line; only reached where somebody can answer, or nothing is missing. */
async function confirmation(
  input: Input,
  plan: Plan,
  world: Pick<World, 'prompt'>,
): Promise<{ readonly reason: string } | { readonly refused: string }> {
  const reason =
    flagText(input, 'reason')?.trim() || (await (await world.prompt()).text('Reason (recorded):')).trim();
  if (reason === '') return { refused: 'no reason was given' };
  if (flagText(input, 'confirm') === plan.target || agreedInAdvance(input, plan)) return { reason };
  const typed = (await (await world.prompt()).text(`Type ${plan.target} to go ahead:`)).trim();
  return typed === plan.target
    ? { reason }
    : { refused: `${typed === '' ? 'nothing' : typed} was typed, not ${plan.target}` };
}

/** The plan as it is kept with the record. Where a secret cannot be cut out of it, the plan is not kept. */
async function withoutSecrets(plan: Plan, world: Pick<World, 'redact'>): Promise<string> {
  const text = await world.redact(JSON.stringify(plan, null, 1));
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify({ v: 1, name: plan.name, withheld: 'a secret could not be cut out of this plan' });
  }
}
