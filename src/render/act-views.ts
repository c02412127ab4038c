/** Checks, plans, runs and commands. Plain values; see view.ts. */
import type { CheckStatus, EventData, Perfdatum, PlanVerdict } from '../core/events.ts';
import type { Entry } from '../core/timeline.ts';

export interface CheckRow {
  readonly check: string;
  readonly checkKind: string;
  readonly status: CheckStatus;
  readonly summary: string;
  readonly perfdata: readonly Perfdatum[];
  readonly ms: number;
  readonly output?: string;
  /** What it was when it was last asked in this incident; null: it never was, or there is no incident. */
  readonly was: { readonly status: CheckStatus; readonly at: string } | null;
  /** It is not what it was. */
  readonly changed: boolean;
}

export interface ChecksView {
  readonly kind: 'checks';
  /** Null: no incident was open, so nothing was recorded. */
  readonly incident: string | null;
  readonly status: CheckStatus;
  readonly checks: readonly CheckRow[];
}

interface PlanStepView {
  readonly id: string;
  readonly title: string;
  readonly run: readonly string[] | string | null;
  readonly undo: readonly string[] | string | null;
  readonly danger: 'high' | 'normal';
}

/** What `--dry-run` answers: everything that would run, in full. Nothing was run or recorded. */
export interface DryRunView {
  readonly kind: 'dry-run';
  readonly name: string;
  readonly title: string;
  readonly planKind: string;
  readonly target: string;
  /** Names of the variables that each script would find; their values are nobody's to print. */
  readonly env: readonly string[];
  readonly preflight: readonly string[];
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    /** As the system would get it; null: a person is asked `question`. */
    readonly argv: readonly string[] | null;
    readonly question: string | null;
    readonly cwd: string;
    readonly timeoutMs: number;
    readonly attempts: number;
    readonly accept: readonly number[];
    readonly undo: readonly string[] | null;
    readonly verify: string | null;
    readonly onFailure: string;
    readonly danger: 'high' | 'normal';
  }[];
  readonly verify: readonly string[];
  readonly onFailure: 'rollback' | 'stop';
  readonly checks: readonly {
    readonly check: string;
    readonly argv?: readonly string[];
    readonly cwd?: string;
    readonly address?: string;
  }[];
  readonly soakMs: number;
  readonly cooldownMs: number;
}

/** Shown before a dangerous act is confirmed. */
export interface PlanView {
  readonly kind: 'plan';
  readonly name: string;
  readonly title: string;
  readonly planKind: string;
  readonly target: string;
  readonly preflight: readonly string[];
  readonly steps: readonly PlanStepView[];
  readonly verify: readonly string[];
  /** What is set aside to run it; absent: nothing. */
  readonly overrides?: readonly string[];
  /** How long it is watched afterwards. */
  readonly soakMs?: number;
}

export interface RunView {
  readonly kind: 'run';
  readonly incident: string;
  readonly run: string;
  readonly name: string;
  readonly title: string;
  readonly target: string;
  readonly verdict: PlanVerdict | 'refused' | 'not confirmed' | 'relapsed';
  readonly summary: string;
  readonly ms: number;
  readonly entries: readonly Entry[];
  readonly next: readonly string[];
}

export interface CommandView {
  readonly kind: 'command';
  readonly incident: string | null;
  readonly run: string;
  readonly argv: readonly string[];
  readonly exit: number | null;
  readonly signal: string | null;
  readonly ms: number;
  /** What was kept of what it printed. */
  readonly output?: EventData['command.finished']['output'] | null;
}
