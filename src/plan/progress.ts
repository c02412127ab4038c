/** The fold of a run's events: what a crash, a resume and a dry run all start from. */
import type { Recorded } from '../core/record/envelope.ts';
import type { CheckStatus, EventData, PlanMode, PlanVerdict, StepRole } from '../core/record/events.ts';

/** One thing that was started: a step, its verify, its undo, the preflight, the checks after a rollback. */
export interface Act {
  readonly role: StepRole;
  readonly step: string;
  readonly attempt: number;
  /** `open`: started, and no end is recorded. `again`: it counts for nothing, and is done once more. */
  readonly state: 'open' | 'ok' | 'failed' | 'skipped' | 'again';
  /** Something that it started was still running afterwards. */
  readonly leftover?: true;
  /** It never began, or counts as if it had not. */
  readonly never?: true;
  /** What a person decided the run should do from here on. */
  readonly chosen?: 'undo' | 'stop';
  /** Why it was judged as it is. */
  readonly why?: string;
  /** Who began it, `alice@web-ops-1`; and its process, once it had one. */
  readonly by?: string;
  readonly spawned?: EventData['step.spawned'];
}

export interface Progress {
  readonly run: string;
  readonly acts: readonly Act[];
  /** Last status of each check that was asked before the first step. */
  readonly before: Readonly<Record<string, CheckStatus>>;
  /** `plan.started` is recorded: a preflight comes before it. */
  readonly begun: boolean;
  readonly mode: PlanMode;
  readonly finished?: PlanVerdict;
  readonly refused: boolean;
}

export const noProgress = (run: string): Progress => ({
  run,
  acts: [],
  before: {},
  begun: false,
  mode: 'automatic',
  refused: false,
});

/** What of an event is looked at. */
type Seen = Pick<Recorded, 'type' | 'data'> & { readonly by?: string };

/** Adds one event of the record; events of other runs, and types that mean nothing here, change nothing. */
export function advance(progress: Progress, event: Seen): Progress {
  const known = event as Recorded;
  if (!('run' in known.data) || known.data.run !== progress.run) return progress;
  switch (known.type) {
    case 'step.started': {
      const { role, step, attempt } = known.data;
      const act: Act = { role, step, attempt, state: 'open', ...(event.by ? { by: event.by } : {}) };
      return { ...progress, acts: [...progress.acts, act] };
    }
    case 'step.spawned': {
      const { data } = known;
      const at = progress.acts.findLastIndex(isSame(data));
      const act = progress.acts[at];
      return act ? { ...progress, acts: progress.acts.with(at, { ...act, spawned: data }) } : progress;
    }
    case 'step.finished':
      return ended(progress, known.data);
    case 'step.settled':
      return settled(progress, known.data);
    case 'check.finished':
      return progress.acts.some((act) => act.role === 'preflight' && act.state === 'open')
        ? { ...progress, before: { ...progress.before, [known.data.check]: known.data.status } }
        : progress;
    case 'plan.started': {
      // Begun again: what it had come to is open once more.
      const { finished: _, ...open } = progress;
      return { ...open, begun: true, mode: known.data.mode };
    }
    case 'plan.refused':
      return { ...progress, refused: true };
    case 'plan.finished':
      return { ...progress, finished: known.data.verdict };
    default:
      return progress;
  }
}

const isSame =
  ({ role, step, attempt }: Pick<Act, 'role' | 'step' | 'attempt'>) =>
  (act: Act): boolean =>
    act.role === role && act.step === step && act.attempt === attempt;

function ended(progress: Progress, end: EventData['step.finished']): Progress {
  const same = isSame(end);
  const at = progress.acts.findLastIndex((act) => same(act) && act.state === 'open');
  if (at < 0) return progress;
  const { role, step, attempt, ok, leftover } = end;
  const act: Act = {
    role,
    step,
    attempt,
    state: ok ? 'ok' : 'failed',
    ...(leftover ? { leftover } : {}),
  };
  return { ...progress, acts: progress.acts.with(at, act) };
}

const settledStates: Readonly<Record<EventData['step.settled']['as'], Act['state']>> = {
  done: 'ok',
  failed: 'failed',
  skipped: 'skipped',
  again: 'again',
  undo: 'failed',
  stop: 'failed',
};

/** A judgement holds for what has no end, or failed; and for a step that was never begun. */
function settled(progress: Progress, { role, step, attempt, as, why }: EventData['step.settled']): Progress {
  const same = isSame({ role, step, attempt });
  const at = progress.acts.findLastIndex(same);
  const { leftover, state: before = 'skipped', never: not, by, spawned } = progress.acts[at] ?? {};
  // What nobody saw the end of, and a person says to leave out, counts as not begun: it is not undone either.
  const never = at < 0 || not || (as === 'skipped' && before === 'open');
  const chosen = as === 'undo' || as === 'stop' ? as : undefined;
  // What ran and worked, worked; what never began cannot have failed.
  const state = chosen && (before === 'ok' || before === 'skipped') ? before : settledStates[as];
  const act: Act = {
    role,
    step,
    attempt,
    state,
    why,
    ...(leftover ? { leftover } : {}),
    ...(never ? { never } : {}),
    ...(by === undefined ? {} : { by }),
    ...(spawned ? { spawned } : {}),
    ...(chosen ? { chosen } : {}),
  };
  return { ...progress, acts: at < 0 ? [...progress.acts, act] : progress.acts.with(at, act) };
}

export const progressOf = (run: string, record: Iterable<Seen>): Progress => {
  let progress = noProgress(run);
  for (const event of record) progress = advance(progress, event);
  return progress;
};
