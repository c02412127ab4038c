/**
 * What a run does next is a pure function of its plan and of what its record says so far: a crash, a resume
 * and a dry run all ask the same question.
 */
import type { PlanVerdict, StepRole } from '../core/record/events.ts';
import { done, looseIn, notDone, proven, runsOn } from './verdicts.ts';
import type { Plan, Step, Verify } from './plan.ts';
import type { Act, Progress } from './progress.ts';

export type Decision =
  /** Ask every preflight and verify check once; the former must pass. */
  | { readonly do: 'preflight'; readonly attempt: number }
  | { readonly do: 'step'; readonly step: Step; readonly attempt: number }
  /** Its condition does not hold with this run's variables. */
  | { readonly do: 'skip'; readonly step: Step; readonly attempt: number }
  /** Step by step: a person says whether this one is to run. */
  | { readonly do: 'offer'; readonly step: Step; readonly attempt: number }
  /** It failed, and its plan leaves what is to come of it to a person; where there is none, the run ends here. */
  | { readonly do: 'choose'; readonly act: Act; readonly why: string }
  /** All of the plan's own verifies, once more: one that passed first can have turned while others were waited for. */
  | { readonly do: 'confirm'; readonly attempt: number }
  /** `id` is the step's, or `final:N` for the N-th verify of the plan itself. */
  | { readonly do: 'verify'; readonly id: string; readonly verify: Verify; readonly attempt: number }
  | { readonly do: 'undo'; readonly step: Step; readonly attempt: number }
  /** Everything that was asked before, asked again: it may be no worse. */
  | { readonly do: 'after'; readonly attempt: number }
  /** Something started and has no recorded end: only a person can say how it went. */
  | { readonly do: 'settle'; readonly act: Act }
  | { readonly do: 'done'; readonly verdict: PlanVerdict | 'refused'; readonly why: string };

/** @returns what to do now. Deterministic; asks nothing but the plan and the fold. */
export function next(plan: Plan, progress: Progress): Decision {
  const { acts } = progress;
  if (progress.finished) return done(progress.finished, 'recorded');
  if (progress.refused) return done('refused', 'recorded');
  const open = acts.find((act) => act.state === 'open');
  if (open) return { do: 'settle', act: open };

  const preflight = standing(acts, 'preflight', 'preflight');
  if (!preflight) return { do: 'preflight', attempt: attemptOf(acts, 'preflight', 'preflight') };
  if (preflight.state === 'failed') return done('refused', 'a preflight check is not as it must be');

  const undoing = acts.find(({ chosen }) => chosen === 'undo');
  if (undoing) return rollback(plan, acts, undoing.why ?? 'undone on demand');
  const stopping = acts.find(({ chosen }) => chosen === 'stop');
  if (stopping) return notDone(acts, `stopped at ${stopping.step}: ${stopping.why ?? 'on demand'}`);

  for (const step of plan.steps) {
    const decision = stepDecision(plan, step, progress);
    if (decision) return decision;
  }
  const unproven = (check: string): Decision =>
    plan.onFailure === 'rollback' && undoable(plan, acts).length > 0
      ? rollback(plan, acts, `verify failed: ${check}`)
      : done('unverified', `every step ran, but ${check} did not pass`);
  for (const [index, verify] of plan.verify.entries()) {
    const id = `final:${index + 1}`;
    const verified = standing(acts, 'verify', id);
    if (!verified) return { do: 'verify', id, verify, attempt: attemptOf(acts, 'verify', id) };
    if (verified.state === 'failed') return unproven(verify.check);
  }
  if (plan.verify.length === 0)
    return done(
      'unverified',
      plan.rehearsal === 'printed'
        ? 'rehearsed: what would run was printed, nothing was run'
        : 'every step ran; the plan has nothing to verify it with',
    );
  if (plan.verify.length > 1) {
    const confirmed = standing(acts, 'verify', confirmation);
    if (!confirmed) return { do: 'confirm', attempt: attemptOf(acts, 'verify', confirmation) };
    if (confirmed.state === 'failed') return unproven('a check that had passed');
  }
  return proven(plan, acts);
}

/** The id of the last look at all of the plan's verifies. */
export const confirmation = 'final:all';

const last = (acts: readonly Act[], role: StepRole, step: string): Act | undefined =>
  acts.findLast((act) => act.role === role && act.step === step);

/** The same, unless it counts for nothing: then it is as if it had never been begun, but for its number. */
function standing(acts: readonly Act[], role: StepRole, step: string): Act | undefined {
  const act = last(acts, role, step);
  return act?.state === 'again' ? undefined : act;
}

const attemptOf = (acts: readonly Act[], role: StepRole, step: string): number =>
  (last(acts, role, step)?.attempt ?? 0) + 1;

/** By which role a step's own act is known. */
export const roleOf = (step: Step): 'ask' | 'do' => (step.do.kind === 'ask' ? 'ask' : 'do');

/** Its last act, if it began at all. */
function actOf(step: Step, acts: readonly Act[]): Act | undefined {
  const act = last(acts, roleOf(step), step.id);
  return act?.never ? undefined : act;
}

/** What this step still needs; undefined when the plan goes on to the next one. */
function stepDecision(plan: Plan, step: Step, progress: Progress): Decision | undefined {
  const { acts, mode } = progress;
  const role = roleOf(step);
  const act = standing(acts, role, step.id);
  if (!act) {
    const attempt = attemptOf(acts, role, step.id);
    if (step.skipped) return { do: 'skip', step, attempt };
    return { do: mode === 'step' && attempt === 1 ? 'offer' : 'step', step, attempt };
  }
  if (act.state === 'failed') {
    if (role !== 'ask' && act.attempt < step.retry.attempts && !rollingBack(acts))
      return { do: 'step', step, attempt: act.attempt + 1 };
    return failed(plan, step, progress, act, `step ${step.id} failed`);
  }
  if (!step.verify || act.state === 'skipped') return undefined;
  const verified = standing(acts, 'verify', step.id);
  if (!verified)
    return { do: 'verify', id: step.id, verify: step.verify, attempt: attemptOf(acts, 'verify', step.id) };
  return verified.state === 'failed'
    ? failed(plan, step, progress, verified, `step ${step.id} ran, but its verify failed`)
    : undefined;
}

function failed(
  plan: Plan,
  step: Step,
  { acts, mode }: Progress,
  act: Act,
  why: string,
): Decision | undefined {
  if (step.onFailure === 'ask' || (mode === 'step' && !rollingBack(acts))) return { do: 'choose', act, why };
  if (step.onFailure === 'continue') return undefined;
  return step.onFailure === 'rollback' && undoable(plan, acts).length > 0
    ? rollback(plan, acts, why)
    : notDone(acts, why);
}

const rollingBack = (acts: readonly Act[]): boolean =>
  acts.some(({ role }) => role === 'undo' || role === 'after');

/** Steps that were started, half-way ones too, and can be undone: the latest first. */
export const undoable = (plan: Plan, acts: readonly Act[]): Step[] =>
  plan.steps
    .filter((step) => {
      const act = actOf(step, acts);
      return step.undo !== undefined && act !== undefined;
    })
    .toReversed();

/** Stops at the first undo that fails: to undo what lies below a state that nobody knows can make it worse. */
function rollback(plan: Plan, acts: readonly Act[], why: string): Decision {
  for (const step of undoable(plan, acts)) {
    const undone = standing(acts, 'undo', step.id);
    if (!undone) return { do: 'undo', step, attempt: attemptOf(acts, 'undo', step.id) };
    if (undone.state === 'failed') return done('needs a human', `${why}; the undo of ${step.id} failed too`);
  }
  const after = standing(acts, 'after', 'after');
  if (!after) return { do: 'after', attempt: attemptOf(acts, 'after', 'after') };
  if (after.state === 'failed')
    return done('needs a human', `${why}; undone, but a check is worse than before`);
  const left = plan.steps.filter((step) =>
    step.undo
      ? last(acts, 'undo', step.id)?.state === 'skipped'
      : !step.harmless && actOf(step, acts)?.role === 'do',
  );
  if (left.length > 0)
    return done(
      'needs a human',
      `${why}; undone, except what has no undo${left.some(({ undo }) => undo) ? ' or whose undo was skipped' : ''}: ${left.map(({ id }) => id).join(', ')}`,
    );
  const loose = looseIn(acts);
  return loose
    ? done('needs a human', `${why}; undone, but ${runsOn(loose)}`)
    : done('rolled back', `${why}; undone`);
}
