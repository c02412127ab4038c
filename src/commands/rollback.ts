import type { Happening } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { undoable } from '../plan/next.ts';
import { incidentFor } from './asked-incident.ts';
import type { Input, Outcome } from './command.ts';
import { confirmation, unconfirmed } from './confirmation.ts';
import { foundRun } from './found-run.ts';
import { goOn } from './going-on.ts';
import { planView } from './plan-view.ts';
import { changedScripts, recordedPlan } from './recorded-plan.ts';
import { answer } from './run-answer.ts';

/**
 * `inc rollback [RUN]`: undoes what a run did, the latest first, then asks its checks again. The run goes on under its
 * own id: begun once more, with the reason of the rollback. The exit code is its verdict's.
 */
export async function rollbackRun(input: Input, world: World): Promise<Outcome> {
  world.clock.live();
  const started = world.mono();
  const incident = await incidentFor(input, world, 'rollback');
  const found = await foundRun(input.args[0], incident, world, { verb: 'rollback', open: false });
  const { run, begun, progress } = found;
  const nothing = (why: string): Fault =>
    new Fault('USAGE', `run ${run.slice(0, 8)} of ${begun.data.name}: ${why}`, { hint: 'inc timeline' });
  if (progress.finished === 'rolled back') throw nothing('it is rolled back already');
  const answering = { plan: begun.data, incident, run, started, notes: [], troubles: [] };
  const recorded = await recordedPlan(found, incident, input, world, 'rollback');
  if ('missing' in recorded)
    return answer(answering, { verdict: 'needs a human', summary: recorded.missing }, world);
  const { plan } = recorded;
  const steps = undoable(plan, progress.acts);
  if (steps.length === 0) throw nothing('nothing of it can be undone: no step that ran has an undo');
  const changed = await changedScripts(plan, begun.data.scripts, world);

  const { interactive } = world.terminal;
  const refused = unconfirmed(input, plan, interactive, true);
  if (refused) return answer(answering, { verdict: 'not confirmed', summary: refused }, world);
  const undone = new Set(steps.map(({ id }) => id));
  const shown = { ...plan, preflight: [], steps: plan.steps.filter(({ id }) => undone.has(id)) };
  await world.announce(
    planView(shown, undefined, 0, {
      overrides: [`undoes run ${run.slice(0, 8)}`, ...(changed ? [changed] : [])],
      drill: begun.data.drill === true,
    }),
  );
  const agreed = await confirmation(input, plan, world, true);
  if ('refused' in agreed)
    return answer(answering, { verdict: 'not confirmed', summary: agreed.refused }, world);

  return goOn(
    {
      plan,
      incident,
      run,
      started,
      first({ acts }, { fence }): readonly Happening[] {
        const last = acts.findLast(({ role, never }) => (role === 'do' || role === 'ask') && !never);
        if (!last) throw nothing('nothing of it ran');
        const settled = (act: typeof last, as: 'again' | 'undo'): Happening => ({
          type: 'step.settled',
          data: {
            run,
            step: act.step,
            attempt: act.attempt,
            role: act.role,
            as,
            why: `rollback: ${agreed.reason}`,
          },
        });
        // What failed on the way back is tried once more, and the checks are asked anew.
        const again = acts.filter(
          ({ role, state }) => (role === 'undo' && state === 'failed') || role === 'after',
        );
        // Begun again comes last: before it, the run is still the one that ended.
        return [
          ...again.map((act) => settled(act, 'again')),
          settled(last, 'undo'),
          {
            type: 'plan.started',
            data: { ...begun.data, reason: `rollback: ${agreed.reason}`, mode: 'automatic', fence },
          },
        ];
      },
    },
    input,
    world,
  );
}
