import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { RunbookView } from '../render/views/plan.ts';
import type { Variable } from '../plan/variables.ts';
import type { Input, Outcome } from './command.ts';
import { isDangerous } from './confirmation.ts';
import { planNamed, readingFor, readPlan } from './plan-files.ts';
import { asked, questionsOf, stepsOf } from './plan-steps.ts';
import { invalid } from './planned.ts';

const shown = ({
  name,
  ask,
  choices,
  pattern,
  secret,
  ...rest
}: Variable): RunbookView['variables'][number] => ({
  name,
  ask: ask ?? null,
  default: rest.default ?? null,
  choices: choices ?? null,
  pattern: pattern ?? null,
  secret: secret === true,
});

/** `inc runbook show PLAN`: the plan as it stands in its file. Runs nothing, and needs nobody's permission. */
export async function runbookShow(input: Input, world: World): Promise<Outcome> {
  const [word, ...more] = input.args;
  if (word === undefined || more.length > 0)
    throw new Fault('USAGE', word === undefined ? 'which plan? none was named' : 'one plan at a time', {
      hint: 'inc runbook show web-to-backup; they are listed by: inc runbook list',
    });
  const reading = await readingFor(input, world, word, 'runbook show');
  const file = await planNamed(word, reading, world);
  const { plan, problems, variables, walked } = await readPlan(file, reading, world);
  if (!plan) throw invalid(word, problems);
  return {
    view: {
      kind: 'runbook',
      name: plan.name,
      file: file.file,
      title: plan.title,
      planKind: plan.kind,
      target: plan.target,
      variables: variables.map(shown),
      preflight: plan.preflight.map(asked),
      // Not decided yet, even where a default would decide it.
      steps: stepsOf({ ...plan, vars: {} }),
      verify: plan.verify.map(asked),
      onFailure: plan.onFailure,
      checks: questionsOf(plan),
      confirm: walked ? 'each step' : !isDangerous(plan) ? 'none' : plan.confirm === 'yes' ? 'yes' : 'target',
      soakMs: plan.soakMs ?? 0,
      cooldownMs: plan.cooldownMs ?? 0,
    },
    verdict: 'ok',
    notes: reading.notes,
  };
}
