import type { SettledAs } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import type { World } from '../core/ports/ports.ts';
import type { Judgement } from '../plan/job.ts';
import type { Act } from '../plan/progress.ts';
import { incidentFor } from './asked-incident.ts';
import { flagText, flagTexts, type Input, type Outcome } from './command.ts';
import { foundRun } from './found-run.ts';
import { goOn } from './going-on.ts';
import { changedScripts, recordedPlan } from './recorded-plan.ts';
import { answer } from './run-answer.ts';

const judgements: readonly SettledAs[] = ['done', 'failed', 'skipped', 'again', 'undo', 'stop'];

/** What `--settle STEP=HOW` says, by step. Throws Fault USAGE for what says nothing, and without a reason. */
function settlings(input: Input): (act: Act) => Judgement | undefined {
  const why = flagText(input, 'reason')?.trim() ?? '';
  const said = new Map<string, SettledAs>();
  for (const typed of flagTexts(input, 'settle')) {
    const [, step = '', word = ''] = /^(.*)=([^=]*)$/.exec(typed) ?? [];
    const as = judgements.find((each) => each === word);
    if (step === '' || !as) {
      const meant = nearest(word, judgements);
      throw new Fault('USAGE', `--settle ${typed} is not STEP=HOW`, {
        hint: meant
          ? `did you mean ${step}=${meant}?`
          : `--settle drain=done; HOW is one of ${judgements.join(', ')}`,
      });
    }
    if (why === '')
      throw new Fault('USAGE', `--settle ${typed} needs a reason`, { hint: '--reason "looked at it: …"' });
    said.set(step, as);
  }
  return ({ step, role }) => {
    const as = said.get(role === 'undo' ? `undo:${step}` : step);
    return as && { as, why };
  };
}

/**
 * `inc runbook resume [RUN]`: goes on with a run whose `inc` is gone, from the record alone. What still runs is watched;
 * what nobody saw the end of is settled by its verify, by its plan, or by a person; off a terminal by `--settle`, else
 * the run stays as it is, and a human is needed (11).
 */
export async function resumeRun(input: Input, world: World): Promise<Outcome> {
  world.clock.live();
  const started = world.mono();
  const judged = settlings(input);
  const incident = await incidentFor(input, world, 'runbook resume');
  const found = await foundRun(input.args[0], incident, world, { verb: 'runbook resume', open: true });
  const { run, begun } = found;
  const human = (summary: string): Promise<Outcome> =>
    answer(
      { plan: begun.data, incident, run, started, notes: [], troubles: [] },
      { verdict: 'needs a human', summary, open: true },
      world,
    );
  const recorded = await recordedPlan(found, incident, input, world, 'runbook resume');
  if ('missing' in recorded) return human(recorded.missing);
  const { plan } = recorded;
  const changed = await changedScripts(plan, begun.data.scripts, world);
  if (changed !== undefined) {
    const agreed =
      world.terminal.interactive && (await (await world.prompt()).confirm(`${changed}. Go on all the same?`));
    if (!agreed) return human(changed);
  }
  return goOn(
    {
      plan,
      incident,
      run,
      started,
      judged,
      first({ finished }) {
        if (finished)
          throw new Fault('NOT_FOUND', `run ${run.slice(0, 8)} has ended meanwhile: ${finished}`, {
            hint: 'inc timeline',
          });
        const text = `Run ${run.slice(0, 8)} of ${plan.name} resumed${changed ? `, although ${changed}` : ''}`;
        return [{ type: 'note.added', data: { kind: 'action', text, tags: ['resume'] } }];
      },
    },
    input,
    world,
  );
}
