/** What a run that has nothing more to do amounts to. */
import type { PlanVerdict } from '../core/record/events.ts';
import type { Decision } from './next.ts';
import type { Plan } from './plan.ts';
import type { Act } from './progress.ts';

export const done = (verdict: PlanVerdict | 'refused', why: string): Decision => ({
  do: 'done',
  verdict,
  why,
});

/** Something that failed and left a part of itself running may still act: how things are, nobody knows. */
export const looseIn = (acts: readonly Act[]): Act | undefined =>
  acts.find(({ role, state, leftover }) => leftover && (role === 'undo' || state === 'failed'));

export const runsOn = ({ role, step }: Act): string => `something that ${role} ${step} started still runs`;

/** It did not come to its end, and nothing is undone. */
export function notDone(acts: readonly Act[], why: string): Decision {
  const loose = looseIn(acts);
  return loose ? done('needs a human', `${why}; ${runsOn(loose)}`) : done('failed', why);
}

const outcome = (acts: readonly Act[], id: string): Act['state'] | undefined =>
  acts.findLast(
    (act) => act.step === id && (act.role === 'do' || act.role === 'ask' || act.role === 'verify'),
  )?.state;

/** Every verify passed: verified, and which steps did not run or failed; none that succeeded proves nothing. */
export function proven(plan: Plan, acts: readonly Act[]): Decision {
  const ended = (as: Act['state']): string[] =>
    plan.steps.filter(({ id }) => outcome(acts, id) === as).map(({ id }) => id);
  const [gone, skipped] = [ended('failed'), ended('skipped')];
  if (gone.length === plan.steps.length) return notDone(acts, 'no step succeeded');
  const ran =
    skipped.length === 0
      ? 'every step ran'
      : skipped.length === plan.steps.length
        ? 'every step was skipped'
        : `every step ran but ${skipped.join(', ')}, skipped`;
  return done(
    'verified',
    gone.length > 0 ? `verified, although ${gone.join(', ')} failed` : `${ran}, and every verify passed`,
  );
}
