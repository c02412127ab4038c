/** What it asks of the locks of plans. Implemented by `io` (and `render`), plugged in by `main`; see ports.ts. */

/** Who holds, or held, the lock of a plan. Times are RFC 3339. */
export interface Holder {
  readonly by: string;
  readonly pid: number;
  readonly host: string;
  readonly run: string;
  readonly incident: string;
  readonly at: string;
}

export interface LockRequest extends Pick<Holder, 'by' | 'run' | 'incident'> {
  readonly plan: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly cooldownMs: number;
  /** Take it although it cools down, or although nobody can prove that its holder is gone. */
  readonly ignore: { readonly cooldown: boolean; readonly holder: boolean };
  /** This run goes on: what a step of it does that outlived its holder is no reason to keep away. */
  readonly resumes?: boolean;
}

/** What a supervisor has of the lock under which its step was begun. */
interface Membership {
  /** The lock holds as long as any of that process group lives. @returns called when it has ended. */
  spawned(pid: number, as: 'step' | 'supervisor'): () => void;
  /** Somebody else took the lock since. */
  superseded(): boolean;
}

export interface Lock {
  readonly kind: 'taken';
  /** Its number: each taker's is higher than every one before. */
  readonly fence: number;
  /** What was taken over, and the cool-down that was cut short (milliseconds left), where that was asked for. */
  readonly broken?: Holder;
  readonly cutShortMs?: number;
  /** The plan has begun to act: from here on it counts for the cool-down. */
  begun(now: number): void;
  /** A step's process group runs; the lock holds as long as any of it lives. @returns called when it has ended. */
  spawned(pid: number): () => void;
  release(now: number, verdict: string): void;
}

export interface Locks {
  member(plan: string, fence: number): Membership;
  /** Process groups of this run that live, whoever holds the lock; those of supervisors last. */
  living(plan: string, run: string): readonly number[];
  take(request: LockRequest):
    | Lock
    /** `running`: it lives; `step`: it died, but processes of its step live on; `unknown`: nobody here can tell. */
    | {
        readonly kind: 'held';
        readonly holder: Holder;
        readonly why: 'running' | 'step' | 'unknown';
        readonly pids: readonly number[];
        readonly file: string;
      }
    | { readonly kind: 'cooling'; readonly leftMs: number; readonly last: Holder };
}
