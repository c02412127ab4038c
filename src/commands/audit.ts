import { evidenceOf, trailFold, type Trail } from '../core/incident/audit-trail.ts';
import { correctionsOf } from '../core/incident/corrections.ts';
import { parseDuration } from '../core/time/duration.ts';
import { together } from '../core/incident/fold.ts';
import { incidentFold } from '../core/incident/incident.ts';
import { date } from '../core/time/local-time.ts';
import type { World } from '../core/ports/ports.ts';
import { fileOf, type Plan } from '../plan/plan.ts';
import type { AuditView } from '../render/views/reading.ts';
import {
  actionFindings,
  checkFindings,
  planFindings,
  serviceFindings,
  type AuditedPlan,
} from './audit-findings.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { plansIn, readPlan, type Reading } from './plan-files.ts';
import { absolute } from '../core/text/absolute.ts';
import { findingsIn } from './runbook-lint.ts';

type Finding = AuditView['findings'][number];

/** How long a plan may go untried. */
const usual = '90d';

/** Digests of the programs of its steps now. Checks are left out: a drill asks others. */
async function scriptsNow(plan: Plan, world: Pick<World, 'files'>): Promise<AuditedPlan['scripts']> {
  const files = await world.files();
  return Object.fromEntries(
    plan.steps.flatMap(({ do: act, undo, cwd = plan.cwd }) =>
      [act, undo].flatMap((program) => {
        const file = program === undefined || program.kind === 'ask' ? undefined : fileOf(program);
        if (file === undefined) return [];
        const path = absolute(file, cwd);
        const isFile = /^(?:file|executable)$/.test(files.kind(path));
        return [[file, isFile ? files.digest(path) : undefined] as const];
      }),
    ),
  );
}

async function plansOf(reading: Reading, world: World): Promise<AuditedPlan[]> {
  const { catalogue } = reading;
  const plans: AuditedPlan[] = [];
  for (const file of catalogue ? await plansIn(catalogue, world) : []) {
    const { draft, walked } = await readPlan(file, reading, world);
    const found = await findingsIn(file, reading, world);
    const mistakes = found.filter(({ severity }) => severity === 'error').length;
    // What is put around a block to run it is no program of anybody's.
    const scripts = walked ? {} : await scriptsNow(draft, world);
    plans.push({ name: file.name, plan: draft, mistakes, scripts, ...(walked ? { walked } : {}) });
  }
  return plans;
}

/** Every record once, in bounded memory: what it proves, and what is late in it. */
async function recordsOf(
  world: World,
  now: number,
): Promise<{ readonly trails: readonly Trail[]; readonly late: readonly Finding[] }> {
  const trails: Trail[] = [];
  const late: Finding[] = [];
  const ids = await world.store.incidents();
  for (const [at, incident] of ids.entries()) {
    await world.progress(at, ids.length, 'incidents');
    const { state, trail } = await world.journal.fold(incident, (entries) =>
      together({ state: incidentFold(correctionsOf(entries)), trail: trailFold() }),
    );
    trails.push(trail);
    late.push(...actionFindings(incident, state.actions, date(now, world.zones.offset(state.zone, now))));
  }
  return { trails, late };
}

const uncatalogued: Finding = {
  rule: 'no-catalogue',
  subject: 'catalogue',
  what: 'there is none here: no plan, check or service was looked at',
  why: 'what is not written down cannot be tried beforehand',
  next: 'inc init',
};

/**
 * `inc audit`: what would go wrong in the next outage, by the catalogue and by every record of the store. Runs and asks
 * nothing but `bash -n`, so the catalogue needs nobody's permission.
 */
export async function audit(input: Input, world: World): Promise<Outcome> {
  const olderMs = parseDuration(flagText(input, 'older') ?? usual);
  const now = world.clock.started;
  const current = world.store.current();
  const catalogue = await world.catalogue(
    current !== undefined && world.store.exists(current) ? current : undefined,
  );
  const plans = await plansOf({ catalogue, notes: [] }, world);
  const { trails, late } = await recordsOf(world, now);
  const evidence = evidenceOf(trails);
  const findings = [
    ...plans.flatMap((plan) => planFindings(plan, evidence, now, olderMs)),
    ...(catalogue
      ? [...checkFindings(catalogue, evidence, now), ...serviceFindings(catalogue, plans)]
      : [uncatalogued]),
    ...late,
  ];
  const view: AuditView = {
    kind: 'audit',
    catalogue: catalogue?.file ?? null,
    plans: plans.length,
    checks: Object.keys(catalogue?.checks ?? {}).length,
    services: Object.keys(catalogue?.services ?? {}).length,
    incidents: trails.length,
    olderMs,
    findings,
  };
  return { view, verdict: findings.length > 0 ? 'no' : 'ok' };
}
