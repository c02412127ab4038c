/** Checks, plans, runs and commands. Plain values; see view.ts. */
import type { CheckStatus, EventData, Perfdatum, PlanVerdict, Rehearsal } from '../../core/record/events.ts';
import type { Entry } from '../../core/incident/entry.ts';

export interface CheckRow {
  readonly check: string;
  readonly checkKind: string;
  readonly status: CheckStatus;
  readonly summary: string;
  readonly perfdata: readonly Perfdatum[];
  readonly ms: number;
  readonly output?: string;
  /** It was not asked: it needs the check of this name, which is CRITICAL. */
  readonly skipped?: string;
  /** What its check says is to be done when it is not OK. */
  readonly hint?: string;
  readonly runbook?: string;
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
  /** After `--watch`: these are the last answers of so many rounds. */
  readonly watched?: { readonly ms: number; readonly rounds: number; readonly changes: number };
  /** Why nothing was asked, for `--format nagios`: elsewhere that is a fault. */
  readonly fault?: string;
}

export interface WatchedRow extends CheckRow {
  /** When this was first seen. */
  readonly since: string;
}

/** After each round of `--watch`: how all stands, to be shown in place. `status` is null before the first one. */
export interface WatchingView {
  readonly kind: 'watching';
  readonly incident: string | null;
  readonly at: string;
  readonly everyMs: number;
  readonly rounds: number;
  readonly changes: number;
  readonly status: CheckStatus | null;
  readonly checks: readonly WatchedRow[];
}

/** A check's first answer while it is watched, and each one that is not what it was. */
export interface TransitionView {
  readonly kind: 'transition';
  readonly incident: string | null;
  readonly at: string;
  readonly answer: CheckRow;
}

interface PlanStepView {
  readonly id: string;
  readonly title: string;
  readonly run: readonly string[] | string | null;
  readonly undo: readonly string[] | string | null;
  readonly danger: 'high' | 'normal';
  /** Why it will not run; absent: it will. */
  readonly skipped?: string;
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
    /** `holds` null: that depends on variables which nobody has said yet. Null: it runs whatever they are. */
    readonly when: { readonly condition: string; readonly holds: boolean | null } | null;
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
  /** Its incident is a drill, and this is what it does there; `for real`: exactly what it would in an outage. */
  readonly drill?: Rehearsal | 'for real';
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
  readonly verdict: PlanVerdict | 'refused' | 'not confirmed' | 'relapsed' | 'detached';
  /** Its incident is an exercise. */
  readonly drill: boolean;
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
