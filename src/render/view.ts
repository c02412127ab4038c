/**
 * What commands answer: plain values, the contract of `--json`. Times are RFC 3339, durations integer
 * milliseconds. Terminal and JSON are sibling renderers of these; neither decides anything.
 */
import type { CheckStatus, Perfdatum, Phase, PlanVerdict, Severity } from '../core/events.ts';
import type { ActionItem, CommandRun, KeyTimes, PlanRun, RoleHolder } from '../core/incident.ts';
import type { Duration } from '../core/metrics.ts';
import type { Damage } from '../core/ports.ts';
import type { Entry } from '../core/timeline.ts';

/** Acknowledges what was just written; names the incident, because writing to the wrong one is the costliest slip. */
export interface RecordedView {
  readonly kind: 'recorded';
  readonly incident: string;
  readonly title: string;
  readonly where: 'home' | 'spooled';
  /** `told` is what happened in a few words: `noted`, `severity SEV1`. */
  readonly entries: readonly {
    readonly id: string;
    readonly hash: string;
    readonly type: string;
    readonly at: string;
    readonly told: string;
  }[];
  readonly redactions: number;
}

export interface OpenedView {
  readonly kind: 'opened';
  readonly incident: string;
  readonly title: string;
  readonly at: string;
  readonly zone: string;
  readonly severity: Severity | null;
  readonly drill: boolean;
  readonly current: boolean;
}

export interface IncidentView {
  readonly kind: 'incident';
  readonly incident: string;
  readonly title: string;
  readonly zone: string;
  readonly drill: boolean;
  readonly phase: Phase;
  readonly severity: Severity | null;
  readonly severities: readonly {
    readonly severity: Severity;
    readonly at: string;
    readonly reason?: string;
  }[];
  readonly services: readonly string[];
  readonly keyTimes: KeyTimes;
  readonly durations: readonly Duration[];
  readonly impacts: readonly {
    readonly text: string;
    readonly started?: string;
    readonly ended?: string;
    readonly at: string;
  }[];
  readonly roles: readonly RoleHolder[];
  readonly actions: readonly ActionItem[];
  readonly plans: readonly PlanRun[];
  readonly commands: readonly CommandRun[];
  readonly events: number;
  readonly digest: string;
}

/** `inc` alone. */
export interface CardView {
  readonly kind: 'card';
  readonly now: string;
  readonly incident: IncidentView | null;
  readonly latest: readonly Entry[];
  readonly unknown: readonly Entry[];
  readonly otherOpen: readonly string[];
}

export interface TimelineView {
  readonly kind: 'timeline';
  readonly incident: string;
  readonly title: string;
  readonly zone: string;
  readonly entries: readonly Entry[];
}

export interface ListView {
  readonly kind: 'list';
  readonly incidents: readonly {
    readonly incident: string;
    readonly title: string;
    readonly phase: Phase;
    readonly severity: Severity | null;
    readonly declared: string;
    readonly resolved: string | null;
    readonly drill: boolean;
    readonly current: boolean;
  }[];
}

export interface VerifiedView {
  readonly kind: 'verified';
  readonly incident: string;
  readonly events: number;
  readonly files: number;
  readonly bytes: number;
  readonly forks: number;
  readonly duplicates: number;
  readonly heads: readonly string[];
  readonly digest: string;
  readonly damage: readonly Damage[];
}

export interface SwitchedView {
  readonly kind: 'switched';
  readonly incident: string;
  readonly title: string;
}

export interface CheckRow {
  readonly check: string;
  readonly checkKind: string;
  readonly status: CheckStatus;
  readonly summary: string;
  readonly perfdata: readonly Perfdatum[];
  readonly ms: number;
  readonly output?: string;
}

export interface ChecksView {
  readonly kind: 'checks';
  /** Null: no incident was open, so nothing was recorded. */
  readonly incident: string | null;
  readonly status: CheckStatus;
  readonly checks: readonly CheckRow[];
}

export interface PlanStepView {
  readonly id: string;
  readonly title: string;
  readonly run: readonly string[] | string | null;
  readonly undo: readonly string[] | string | null;
  readonly danger: 'high' | 'normal';
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
}

export interface RunView {
  readonly kind: 'run';
  readonly incident: string;
  readonly run: string;
  readonly name: string;
  readonly title: string;
  readonly target: string;
  readonly verdict: PlanVerdict | 'refused' | 'not confirmed';
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
}

export interface PostmortemView {
  readonly kind: 'postmortem';
  readonly incident: string;
  readonly title: string;
  /** `-` when the text itself is the answer. */
  readonly file: string;
  readonly template: string;
  readonly state: 'created' | 'updated' | 'unchanged';
  readonly changed: readonly string[];
  readonly todos: number;
  readonly digest: string;
  readonly text?: string;
  readonly closed: boolean;
}

/** Short answers of the plumbing: what was done, and what to type next. */
export interface DoneView {
  readonly kind: 'done';
  readonly what: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly next: readonly string[];
}

export type View =
  | RecordedView
  | OpenedView
  | IncidentView
  | CardView
  | TimelineView
  | ListView
  | VerifiedView
  | SwitchedView
  | ChecksView
  | PlanView
  | RunView
  | CommandView
  | PostmortemView
  | DoneView;
