/** What is asked of supervisors: processes that watch over one step each, and outlive whoever began it. Implemented by `io`; see ports.ts. */
import type { Recorded } from '../record/envelope.ts';
import type { StepRole } from '../record/events.ts';
import type { Receipt } from './record-ports.ts';

/** Names one act of a run, as its events do. */
export interface ActName {
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
  readonly role: StepRole;
}

/** What a supervisor is told to run, and to record: plain JSON. Times are milliseconds. */
export interface Order extends ActName {
  readonly incident: string;
  /** Whose lock is held, and with which number. */
  readonly plan: string;
  readonly fence?: number;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly graceMs: number;
  readonly accept: readonly number[];
}

/** What a supervisor tells the process that began it; the record has it too. */
export interface Told {
  readonly receipts: readonly Pick<Receipt, 'events' | 'trouble'>[];
  /** Nothing was started: why. */
  readonly never?: string;
  /** Its end could be recorded nowhere: why. */
  readonly fault?: { readonly message: string; readonly hint?: string };
}

/** What came of an order. No `step.finished` among the events: nobody saw its end. */
export interface Supervised {
  readonly events: readonly Recorded[];
  readonly troubles: readonly NonNullable<Receipt['trouble']>[];
  readonly fault?: Told['fault'];
  /** Nothing was started: why. */
  readonly never?: string;
  /** It goes on without us. */
  readonly detached?: true;
}

export interface Watching {
  /** Aborted: the program is told to end (TERM, grace, KILL). */
  readonly signal: AbortSignal;
  /** Aborted: it is killed. */
  readonly kill?: AbortSignal | undefined;
  /** Aborted: it is left alone, and goes on. */
  readonly detach?: AbortSignal | undefined;
  /** Redacted output, as it comes. */
  readonly onOutput?: ((text: string) => void) | undefined;
}

/** What a supervisor itself needs beside the world's other ports. */
export interface Duty {
  /** Shows a piece of redacted output to whoever watches. */
  show(text: string): void;
  /** Tells the process that began it; nobody listens any more: nothing happens. */
  tell(told: Partial<Told>): void;
  /** Who asked to stop it; undefined: nobody said. */
  stoppedBy(): string | undefined;
  /** What a started process is known by. */
  identity(pid: number): {
    readonly start: string;
    readonly boot: string;
    readonly ns: string;
    readonly host: string;
  };
  readonly pid: number;
  end(): void;
}

export interface Supervisors {
  /** Runs it in a session of its own, under a process that records its end. */
  run(order: Order, watching: Watching): Promise<Supervised>;
  /** Watches one that runs already, begun by whomever, until its processes have ended. */
  follow(
    act: ActName & { readonly incident: string },
    living: Living,
    watching: Watching,
  ): Promise<{ readonly detached?: true }>;
  /** In the supervisor: what it has to do beside running the program. */
  duty(order: Order): Duty;
  /**
   * Processes of an act that live, as far as the record's own words, `known`, and this machine can tell. `unknown`: it
   * began on another machine, or where this one cannot look.
   */
  fate(act: ActName, known: Known | undefined, begunOn: string): 'unknown' | Living;
  /** Tells an `inc` that runs a plan to stop, as TERM does. */
  stop(pid: number): void;
}

/** What is recorded of an act's process. */
interface Known {
  readonly pid: number;
  readonly start?: string;
  readonly boot?: string;
  readonly ns?: string;
  readonly host?: string;
}

/** Process ids: of who supervises it, and of what it started. Both empty: nothing of it lives. */
interface Living {
  readonly supervisors: readonly number[];
  readonly others: readonly number[];
}
