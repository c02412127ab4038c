import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Lock } from '../core/ports/lock-ports.ts';
import type { Happening } from '../core/record/events.ts';
import { executor, type Executor } from '../plan/execute.ts';
import type { Job } from '../plan/job.ts';
import type { Plan } from '../plan/plan.ts';
import { isAnnotated } from '../plan/markdown/annotations.ts';
import { walkOf, type Walk } from '../plan/markdown/walk.ts';
import { flagSet, flagText, type Input, type Outcome } from './command.ts';
import { incidentFor } from './asked-incident.ts';
import { brokenBy, exclusive } from './exclusive.ts';
import { digestOf, keepPlan } from './keep-plan.ts';
import { patience } from './patience.ts';
import { absolute } from '../core/text/absolute.ts';
import { scriptsOf } from './plan-scripts.ts';
import { concluded, type Reached } from './run-answer.ts';
import { runId } from './run-id.ts';
import { runJob, runPorts } from './run-ports.ts';
import { freeVars } from './variables.ts';
import { walking } from './walk.ts';

/** The walk of a runbook that says nothing about how it is run; undefined: it does, and is a plan. */
async function walkIn(file: string, world: Pick<World, 'sources' | 'cwd'>): Promise<Walk | undefined> {
  const document = await (await world.sources()).markdown(file);
  if (isAnnotated(document)) return undefined;
  const [problem] = document.problems;
  if (problem)
    throw new Fault('CONFIG', `${file}:${problem.line}:${problem.column}: ${problem.message}`, {
      hint: 'nothing was run',
    });
  const home = /^(.*)\/\.inc\/plans\/[^/]+$/.exec(file)?.[1];
  return walkOf(document, home ?? world.cwd);
}

const refused = ['step', 'from', 'confirm', 'yes', 'override', 'drill', 'noSoak', 'noCooldown'] as const;

/**
 * `inc runbook run FILE.md`: walks through a runbook that was written for people. Each part is shown, each block
 * offered, and what is run is recorded as a step of a run; a person has to be there to agree to every block.
 *
 * @returns undefined when the file says how it is run: it is a plan like any other.
 * @throws Fault PERMISSION where there is nobody to ask.
 */
export async function runMarkdown(file: string, input: Input, world: World): Promise<Outcome | undefined> {
  const path = absolute(file, world.cwd);
  const walk = await walkIn(path, world);
  if (!walk) return undefined;
  if (flagSet(input, 'dryRun'))
    throw new Fault('USAGE', `nothing in ${file} says how it is run: there is nothing to rehearse`, {
      hint: `what it would offer: inc runbook show ${file}`,
    });
  const odd = refused.find((name) => input.flags[name] !== undefined && input.flags[name] !== false);
  if (odd) {
    const flag = odd.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new Fault('USAGE', `--${flag} is for plans; a person decides about each block of ${file}`);
  }
  if (walk.steps.length === 0)
    throw new Fault(
      'CONFIG',
      `no block in it can be run: none is bash, sh, shell or console, or shows a $ prompt · ${path}`,
      {
        hint: `to read it: less ${file}`,
      },
    );
  if (!world.terminal.interactive)
    throw new Fault(
      'PERMISSION',
      `${file} says nothing about how it is run: a person agrees to each block, and there is no terminal`,
      {
        hint: 'run it at a terminal; or make a plan of it: ```bash {id=drain timeout=60s}, see FORMATS.md',
      },
    );
  return walked(path, walk, input, world);
}

/** What one block set for the next is of no use any more once a walk has ended, and may hold secrets. */
export async function forgetShell(
  incident: string,
  run: string,
  world: Pick<World, 'runner' | 'store'>,
): Promise<void> {
  const file = `${world.store.path}/incidents/${incident}/cache/shell-${run}`;
  await (await world.runner()).run({ argv: ['rm', '-f', '--', file], cwd: '/' });
}

/** The walk of a run that was broken off; undefined: its runbook is gone, or not what it was. */
export async function walkAgain(
  plan: Plan,
  append: (happening: Happening) => Promise<void>,
  world: World,
): Promise<Pick<Job, 'offering' | 'onOutput'> | undefined> {
  const { walk: file, cwd, steps } = plan;
  if (file === undefined || !world.terminal.interactive) return undefined;
  if ((await world.files()).kind(file) !== 'file') return undefined;
  const walk = walkOf(await (await world.sources()).markdown(file), cwd);
  if (JSON.stringify(walk.plan.steps) !== JSON.stringify(steps)) return undefined;
  const guide = walking(file, walk, new Map(), append, world);
  return { offering: guide.offering.bind(guide), onOutput: guide.heard.bind(guide) };
}

async function walked(file: string, walk: Walk, input: Input, world: World): Promise<Outcome> {
  world.clock.live();
  const started = world.mono();
  const given = new Map(Object.entries(freeVars(input)));
  const incident = await incidentFor(input, world, 'runbook run');
  const { plan } = walk;
  const scripts = await scriptsOf(plan, world);
  const run = runId(world);
  const ports = runPorts(world);
  const guide = walking(file, walk, given, (happening) => execution.append(happening), world);
  const executing = (lock?: Lock): Executor => {
    const job = runJob(world, lock);
    const onOutput = (text: string): void => guide.heard(text);
    const offering = guide.offering.bind(guide);
    return executor({ plan, incident, run, ...job, onOutput, offering }, ports);
  };
  let execution = executing();

  async function held(lock: Lock): Promise<Reached> {
    await execution.preflight();
    const patient = patience(() => execution.progress, run, world);
    try {
      const overrides = brokenBy(lock);
      await execution.append({
        type: 'plan.started',
        data: {
          run,
          plan: await keepPlan(plan, incident, world),
          name: plan.name,
          title: plan.title,
          kind: plan.kind,
          target: plan.target,
          digest: digestOf(plan),
          scripts,
          reason: flagText(input, 'reason')?.trim() || `walks through ${file.split('/').at(-1) ?? file}`,
          mode: 'step',
          fence: lock.fence,
          ...(overrides.length > 0 ? { overrides } : {}),
          ...(world.journal.opening(incident)?.drill ? { drill: true as const } : {}),
        },
      });
      lock.begun(world.clock.now());
      const reached = await execution.toTheEnd();
      if (reached.interruption === undefined && !reached.open) await guide.end();
      return reached;
    } finally {
      patient();
    }
  }

  const lock = await exclusive(input, { plan, run, incident }, world, (why) =>
    execution.append({ type: 'plan.refused', data: { plan: plan.name, why, run } }),
  );
  execution = executing(lock);
  let isDetached = false;
  try {
    const reached = await held(lock);
    isDetached = reached.verdict === 'detached';
    return await concluded(
      reached,
      { plan, incident, run, started, notes: [], troubles: execution.troubles },
      world,
    );
  } finally {
    const { finished, begun } = execution.progress;
    if (!isDetached) lock.release(world.clock.now(), finished ?? (begun ? 'open' : 'refused'));
    if (finished) await forgetShell(incident, run, world);
  }
}
