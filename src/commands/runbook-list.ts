import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { RunbooksView } from '../render/views/plan.ts';
import type { Input, Outcome } from './command.ts';
import { plansIn, readingFor, readPlan } from './plan-files.ts';
import { standing } from './record-card.ts';

type Runbook = RunbooksView['runbooks'][number];
type LastRun = NonNullable<Runbook['lastRun']>;

interface Runs {
  readonly run: ReadonlyMap<string, LastRun>;
  readonly drill: ReadonlyMap<string, LastRun>;
}

/** The latest run of each plan, by name, in every record of the store; drills by themselves. */
async function lastRuns(world: World): Promise<Runs> {
  const run = new Map<string, LastRun>();
  const drill = new Map<string, LastRun>();
  const ids = await world.store.incidents();
  for (const [index, incident] of ids.entries()) {
    await world.progress(index, ids.length, 'incidents');
    const state = await standing(incident, world);
    for (const plan of state.plans) {
      const kept = state.drill ? drill : run;
      const before = kept.get(plan.name);
      if (before && Date.parse(before.at) > Date.parse(plan.at)) continue;
      const { run: id, at, by, verdict = null } = plan;
      kept.set(plan.name, { incident, run: id, at, by, verdict });
    }
  }
  return { run, drill };
}

/** `inc runbook list`: the plans of the catalogue, and how each went last. Wrong ones are listed too. */
export async function runbookList(input: Input, world: World): Promise<Outcome> {
  if (input.args.length > 0)
    throw new Fault('USAGE', `inc runbook list takes no words: ${input.args.join(' ')}`, {
      hint: `inc runbook show ${input.args[0] ?? ''}`,
    });
  const reading = await readingFor(input, world, undefined, 'runbook list');
  const { catalogue } = reading;
  const plans = catalogue ? await plansIn(catalogue, world) : [];
  const last = plans.length > 0 ? await lastRuns(world) : undefined;
  const runbooks: Runbook[] = [];
  for (const plan of plans) {
    const { draft, problems } = await readPlan(plan, reading, world);
    runbooks.push({
      ...plan,
      planKind: draft.kind,
      title: draft.title,
      target: draft.target,
      steps: draft.steps.length,
      problems: problems.length,
      // The record knows a plan by the name that it gives itself.
      lastRun: last?.run.get(draft.name) ?? null,
      lastDrill: last?.drill.get(draft.name) ?? null,
    });
  }
  return {
    view: { kind: 'runbooks', catalogue: catalogue?.file ?? null, runbooks },
    verdict: 'ok',
    notes: reading.notes,
  };
}
