import { askedOf } from '../core/checks/check.ts';
import { duration } from '../core/time/duration.ts';
import { holds, parseCondition } from '../plan/condition.ts';
import { argvOf, type Plan, type Step, type Verify } from '../plan/plan.ts';
import type { DryRunView } from '../render/views/act.ts';

/** What a check must answer, in words. */
export const asked = ({ check, withinMs, passes, everyMs, accept }: Verify): string => {
  const often = passes === 1 ? '' : ` ${passes} times in a row, ${duration(everyMs)} apart`;
  const within = withinMs === 0 ? '' : ` within ${duration(withinMs)}`;
  return `${check} must be ${accept.join(' or ')}${often}${often && within ? ',' : ''}${within}`;
};

/** The question of a check: what is run or opened, by whom it is called. */
function question(plan: Plan, name: string): DryRunView['checks'][number] {
  const check = plan.checks[name];
  if (check?.kind === 'command') return { check: name, argv: check.argv, cwd: check.cwd };
  return { check: name, address: check ? askedOf(check) : '' };
}

export const questionsOf = (plan: Plan): DryRunView['checks'] =>
  Object.keys(plan.checks).map((name) => question(plan, name));

function whenOf({ when }: Step, plan: Plan): DryRunView['steps'][number]['when'] {
  const condition = when === undefined ? undefined : parseCondition(when);
  if (when === undefined || condition === undefined || !('kind' in condition)) return null;
  return { condition: when, holds: holds(condition, plan.vars) ?? null };
}

/** Every step in full, as it would run with what is known of the plan's variables. */
export const stepsOf = (plan: Plan): DryRunView['steps'] =>
  plan.steps.map((step) => {
    const { id, title, do: act, undo, cwd, verify } = step;
    return {
      id,
      title,
      when: whenOf(step, plan),
      argv: act.kind === 'ask' ? null : argvOf(act),
      question: act.kind === 'ask' ? act.question : null,
      cwd: cwd ?? plan.cwd,
      timeoutMs: step.timeoutMs,
      attempts: step.retry.attempts,
      accept: step.accept,
      undo: undo ? argvOf(undo) : null,
      verify: verify ? asked(verify) : null,
      onFailure: step.onFailure,
      danger: step.danger,
    };
  });
