import type { World } from '../core/ports/ports.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { overriddenIn } from './exclusive.ts';
import { incidentIfAny } from './open-incident.ts';
import { asked, questionsOf, stepsOf } from './plan-steps.ts';
import { scriptsOf } from './plan-scripts.ts';
import { planOf } from './planned.ts';
import { skippedBefore } from './skipped-before.ts';

/** What every script of a plan finds in its environment, beside the plan's own variables. */
const given = ['INC_INCIDENT', 'INC_RUN', 'INC_STEP', 'INC_HOME', 'INC_FENCE'];

/**
 * `inc failover PLAN --dry-run`: what would run, to the word. Runs nothing, not even a check, takes no lock, and
 * records nothing; needs neither an incident nor permission to run. What would stop the run before it begins (a wrong
 * plan, a missing script) stops this too.
 */
export async function dryRun(input: Input, world: World, verb = 'failover'): Promise<Outcome> {
  const incident = await incidentIfAny(input, world, verb);
  const { plan, notes } = await planOf(input, world, incident, 'look');
  const overridden = overriddenIn(input, plan);
  const from = flagText(input, 'from');
  const left = skippedBefore(from, plan, '').length;
  const leftOut = plan.steps.slice(0, left).map(({ id }) => id);
  await scriptsOf(plan, world);
  return {
    view: {
      kind: 'dry-run',
      name: plan.name,
      title: plan.title,
      planKind: plan.kind,
      target: plan.target,
      env: [...Object.keys(plan.vars), ...given, ...(plan.secrets ? ['INC_SECRETS'] : [])],
      preflight: plan.preflight.map(
        (each) =>
          asked(each) + (overridden.has(each.check) ? ' (accepted whatever it answers: --override)' : ''),
      ),
      checks: questionsOf(plan),
      steps: stepsOf(plan).slice(left),
      verify: plan.verify.map(asked),
      onFailure: plan.onFailure,
      soakMs: plan.soakMs ?? 0,
      cooldownMs: plan.cooldownMs ?? 0,
    },
    verdict: 'ok',
    notes: left === 0 ? notes : [...notes, `inc: --from ${from}: left out: ${leftOut.join(', ')}`],
  };
}
