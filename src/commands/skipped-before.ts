import type { Happening } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import { roleOf } from '../plan/next.ts';
import type { Plan } from '../plan/plan.ts';

/** What `--from STEP` records: every step before it is skipped. Throws Fault USAGE for a step that the plan has not. */
export function skippedBefore(from: string | undefined, plan: Plan, run: string): readonly Happening[] {
  if (from === undefined) return [];
  const at = plan.steps.findIndex(({ id }) => id === from);
  if (at < 0) {
    const ids = plan.steps.map(({ id }) => id);
    const meant = nearest(from, ids);
    throw new Fault('USAGE', `--from ${from}: no step of ${plan.name} is called so`, {
      hint: meant ? `did you mean ${meant}?` : `its steps are ${ids.join(', ')}`,
    });
  }
  return plan.steps.slice(0, at).map((step) => ({
    type: 'step.settled',
    data: { run, step: step.id, attempt: 1, role: roleOf(step), as: 'skipped', why: `--from ${from}` },
  }));
}
