import { duration } from '../core/duration.ts';
import type { World } from '../core/ports.ts';
import { argvOf, type Plan, type Step, type Verify } from '../plan/plan.ts';
import type { DryRunView } from '../render/act-views.ts';
import type { Input, Outcome } from './command.ts';
import { overriddenIn } from './exclusive.ts';
import { incidentIfAny } from './open-incident.ts';
import { planOf, scriptsOf } from './planned.ts';

/** What every script of a plan finds in its environment, beside the plan's own variables. */
const given = ['INC_INCIDENT', 'INC_RUN', 'INC_STEP', 'INC_HOME', 'INC_FENCE'];

const asked = ({ check, withinMs, passes, everyMs, accept }: Verify): string => {
  const often = passes === 1 ? '' : ` ${passes} times in a row, ${duration(everyMs)} apart`;
  const within = withinMs === 0 ? '' : ` within ${duration(withinMs)}`;
  return `${check} must be ${accept.join(' or ')}${often}${often && within ? ',' : ''}${within}`;
};

/** The question of a check: what is run or opened, by whom it is called. */
function question(plan: Plan, name: string): DryRunView['checks'][number] {
  const check = plan.checks[name];
  if (check?.kind === 'command') return { check: name, argv: check.argv, cwd: check.cwd };
  const address = check?.kind === 'http' ? check.url : `${check?.host ?? ''}:${check?.port ?? ''}`;
  return { check: name, address };
}

/**
 * `inc failover PLAN --dry-run`: what would run, to the word. Runs nothing, not even a check, takes no lock, and
 * records nothing; needs neither an incident nor permission to run. What would stop the run before it begins (a wrong
 * plan, a missing script) stops this too.
 */
export async function dryRun(input: Input, world: World): Promise<Outcome> {
  const incident = await incidentIfAny(input, world, 'failover');
  const { plan, notes } = await planOf(input, world, incident, 'look');
  const overridden = overriddenIn(input, plan);
  await scriptsOf(plan, world);
  const step = ({ id, title, do: act, undo, cwd, ...rest }: Step): DryRunView['steps'][number] => {
    return {
      id,
      title,
      argv: act.kind === 'ask' ? null : argvOf(act),
      question: act.kind === 'ask' ? act.question : null,
      cwd: cwd ?? plan.cwd,
      timeoutMs: rest.timeoutMs,
      attempts: rest.retry.attempts,
      accept: rest.accept,
      undo: undo ? argvOf(undo) : null,
      verify: rest.verify ? asked(rest.verify) : null,
      onFailure: rest.onFailure,
      danger: rest.danger,
    };
  };
  return {
    view: {
      kind: 'dry-run',
      name: plan.name,
      title: plan.title,
      planKind: plan.kind,
      target: plan.target,
      env: [...Object.keys(plan.vars), ...given],
      preflight: plan.preflight.map(
        (each) =>
          asked(each) + (overridden.has(each.check) ? ' (accepted whatever it answers: --override)' : ''),
      ),
      checks: Object.keys(plan.checks).map((name) => question(plan, name)),
      steps: plan.steps.map(step),
      verify: plan.verify.map(asked),
      onFailure: plan.onFailure,
      soakMs: plan.soakMs ?? 0,
      cooldownMs: plan.cooldownMs ?? 0,
    },
    verdict: 'ok',
    notes,
  };
}
