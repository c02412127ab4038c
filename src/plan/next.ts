/**
 * What a run does next is a pure function of its plan and of what its record says so far: a crash, a resume
 * and a dry run all ask the same question.
 */
import type { Recorded } from '../core/envelope.ts';
import type { CheckStatus, PlanVerdict, StepRole } from '../core/events.ts';
import type { Plan, Step, Verify } from './plan.ts';

/** One thing that was started: a step, its verify, its undo, the preflight, the checks after a rollback. */
interface Act {
  readonly role: StepRole;
  readonly step: string;
  readonly attempt: number;
  /** `open`: started, and no end is recorded. */
  readonly state: 'open' | 'ok' | 'failed' | 'skipped';
  /** Something that it started was still running afterwards. */
  readonly leftover?: true;
}

/** The fold of one run's events. */
export interface Progress {
  readonly run: string;
  readonly acts: readonly Act[];
  /** Last status of each check that was asked before the first step. */
  readonly before: Readonly<Record<string, CheckStatus>>;
  /** `plan.started` is recorded: a preflight comes before it. */
  readonly begun: boolean;
  readonly finished?: PlanVerdict;
  readonly refused: boolean;
}

export const noProgress = (run: string): Progress => ({
  run,
  acts: [],
  before: {},
  begun: false,
  refused: false,
});

/** Adds one event of the record; events of other runs, and types that mean nothing here, change nothing. */
export function advance(progress: Progress, event: Pick<Recorded, 'type' | 'data'>): Progress {
  const known = event as Recorded;
  if (!('run' in known.data) || known.data.run !== progress.run) return progress;
  switch (known.type) {
    case 'step.started': {
      const { role, step, attempt } = known.data;
      return { ...progress, acts: [...progress.acts, { role, step, attempt, state: 'open' }] };
    }
    case 'step.finished':
      return ended(progress, known.data, known.data.ok ? 'ok' : 'failed', known.data.leftover);
    case 'step.settled':
      return ended(progress, known.data, known.data.as === 'done' ? 'ok' : known.data.as);
    case 'check.finished':
      return progress.acts.some((act) => act.role === 'preflight' && act.state === 'open')
        ? { ...progress, before: { ...progress.before, [known.data.check]: known.data.status } }
        : progress;
    case 'plan.started':
      return { ...progress, begun: true };
    case 'plan.refused':
      return { ...progress, refused: true };
    case 'plan.finished':
      return { ...progress, finished: known.data.verdict };
    default:
      return progress;
  }
}

function ended(
  progress: Progress,
  end: Pick<Act, 'role' | 'step' | 'attempt'>,
  state: Act['state'],
  leftover?: true,
): Progress {
  const { role, step, attempt } = end;
  const same = (act: Act): boolean => act.role === role && act.step === step && act.attempt === attempt;
  const at = progress.acts.findLastIndex((act) => same(act) && act.state === 'open');
  if (at < 0) return progress;
  const act = { role, step, attempt, state, ...(leftover ? { leftover } : {}) };
  return { ...progress, acts: progress.acts.with(at, act) };
}

export const progressOf = (run: string, record: Iterable<Pick<Recorded, 'type' | 'data'>>): Progress => {
  let progress = noProgress(run);
  for (const event of record) progress = advance(progress, event);
  return progress;
};

export type Decision =
  /** Ask every preflight and verify check once; the former must pass. */
  | { readonly do: 'preflight'; readonly attempt: number }
  | { readonly do: 'step'; readonly step: Step; readonly attempt: number }
  /** All of the plan's own verifies, once more: one that passed first can have turned while others were waited for. */
  | { readonly do: 'confirm' }
  /** `id` is the step's, or `final:N` for the N-th verify of the plan itself. */
  | { readonly do: 'verify'; readonly id: string; readonly verify: Verify; readonly attempt: number }
  | { readonly do: 'undo'; readonly step: Step }
  /** Everything that was asked before, asked again: it may be no worse. */
  | { readonly do: 'after' }
  /** Something started and has no recorded end: only a person can say how it went. */
  | { readonly do: 'settle'; readonly act: Act }
  | { readonly do: 'done'; readonly verdict: PlanVerdict | 'refused'; readonly why: string };

const done = (verdict: PlanVerdict | 'refused', why: string): Decision => ({ do: 'done', verdict, why });

/** @returns what to do now. Deterministic; asks nothing but the plan and the fold. */
export function next(plan: Plan, progress: Progress): Decision {
  const { acts } = progress;
  if (progress.finished) return done(progress.finished, 'recorded');
  if (progress.refused) return done('refused', 'recorded');
  const open = acts.find((act) => act.state === 'open');
  if (open) return { do: 'settle', act: open };

  const preflight = last(acts, 'preflight', 'preflight');
  if (!preflight) return { do: 'preflight', attempt: 1 };
  if (preflight.state === 'failed') return done('refused', 'a preflight check is not as it must be');

  for (const step of plan.steps) {
    const decision = stepDecision(plan, step, acts);
    if (decision) return decision;
  }
  const unproven = (check: string): Decision =>
    plan.onFailure === 'rollback' && undoable(plan, acts).length > 0
      ? rollback(plan, acts, `verify failed: ${check}`)
      : done('unverified', `every step ran, but ${check} did not pass`);
  for (const [index, verify] of plan.verify.entries()) {
    const id = `final:${index + 1}`;
    const verified = last(acts, 'verify', id);
    if (!verified) return { do: 'verify', id, verify, attempt: 1 };
    if (verified.state === 'failed') return unproven(verify.check);
  }
  if (plan.verify.length === 0)
    return done('unverified', 'every step ran; the plan has nothing to verify it with');
  if (plan.verify.length > 1) {
    const confirmed = last(acts, 'verify', confirmation);
    if (!confirmed) return { do: 'confirm' };
    if (confirmed.state === 'failed') return unproven('a check that had passed');
  }
  const gone = plan.steps.filter(({ id }) => outcome(acts, id) === 'failed').map(({ id }) => id);
  if (gone.length === plan.steps.length) return notDone(acts, 'no step succeeded');
  return done(
    'verified',
    gone.length > 0
      ? `verified, although ${gone.join(', ')} failed`
      : 'every step ran, and every verify passed',
  );
}

/** The id of the last look at all of the plan's verifies. */
export const confirmation = 'final:all';

const last = (acts: readonly Act[], role: StepRole, step: string): Act | undefined =>
  acts.findLast((act) => act.role === role && act.step === step);

const actOf = (step: Step, acts: readonly Act[]): Act | undefined =>
  last(acts, step.do.kind === 'ask' ? 'ask' : 'do', step.id);

const outcome = (acts: readonly Act[], id: string): Act['state'] | undefined =>
  acts.findLast(
    (act) => act.step === id && (act.role === 'do' || act.role === 'ask' || act.role === 'verify'),
  )?.state;

/** What this step still needs; undefined when the plan goes on to the next one. */
function stepDecision(plan: Plan, step: Step, acts: readonly Act[]): Decision | undefined {
  const act = actOf(step, acts);
  if (!act) return { do: 'step', step, attempt: 1 };
  if (act.state === 'failed') {
    if (step.do.kind !== 'ask' && act.attempt < step.retry.attempts && !rollingBack(acts))
      return { do: 'step', step, attempt: act.attempt + 1 };
    return failed(plan, step, acts, `step ${step.id} failed`);
  }
  if (!step.verify || act.state === 'skipped') return undefined;
  const verified = last(acts, 'verify', step.id);
  if (!verified) return { do: 'verify', id: step.id, verify: step.verify, attempt: 1 };
  return verified.state === 'failed'
    ? failed(plan, step, acts, `step ${step.id} ran, but its verify failed`)
    : undefined;
}

function failed(plan: Plan, step: Step, acts: readonly Act[], why: string): Decision | undefined {
  if (step.onFailure === 'continue') return undefined;
  return step.onFailure === 'rollback' && undoable(plan, acts).length > 0
    ? rollback(plan, acts, why)
    : notDone(acts, why);
}

/** Something that failed and left a part of itself running may still act: how things are, nobody knows. */
const looseIn = (acts: readonly Act[]): Act | undefined =>
  acts.find(({ role, state, leftover }) => leftover && (role === 'undo' || state === 'failed'));

const runsOn = ({ role, step }: Act): string => `something that ${role} ${step} started still runs`;

function notDone(acts: readonly Act[], why: string): Decision {
  const loose = looseIn(acts);
  return loose ? done('needs a human', `${why}; ${runsOn(loose)}`) : done('failed', why);
}

const rollingBack = (acts: readonly Act[]): boolean =>
  acts.some(({ role }) => role === 'undo' || role === 'after');

/** Steps that were started, half-way ones too, and can be undone: the latest first. */
const undoable = (plan: Plan, acts: readonly Act[]): Step[] =>
  plan.steps
    .filter((step) => {
      const act = actOf(step, acts);
      return step.undo !== undefined && act !== undefined && act.state !== 'skipped';
    })
    .toReversed();

/** Stops at the first undo that fails: to undo what lies below a state that nobody knows can make it worse. */
function rollback(plan: Plan, acts: readonly Act[], why: string): Decision {
  for (const step of undoable(plan, acts)) {
    const undone = last(acts, 'undo', step.id);
    if (!undone) return { do: 'undo', step };
    if (undone.state === 'failed') return done('needs a human', `${why}; the undo of ${step.id} failed too`);
  }
  const after = last(acts, 'after', 'after');
  if (!after) return { do: 'after' };
  if (after.state === 'failed')
    return done('needs a human', `${why}; undone, but a check is worse than before`);
  const left = plan.steps.filter((step) => !step.undo && !step.harmless && actOf(step, acts)?.role === 'do');
  if (left.length > 0)
    return done(
      'needs a human',
      `${why}; undone, except what has no undo: ${left.map(({ id }) => id).join(', ')}`,
    );
  const loose = looseIn(acts);
  return loose
    ? done('needs a human', `${why}; undone, but ${runsOn(loose)}`)
    : done('rolled back', `${why}; undone`);
}
