/**
 * What commands answer: plain values, the contract of `--json`. Times are RFC 3339, durations integer
 * milliseconds. Terminal and JSON are sibling renderers of these; neither decides anything.
 */
import type { CheckStatus, EventData, Perfdatum, Phase, PlanVerdict, Severity } from '../core/events.ts';
import type {
  ActionItem,
  Attachment,
  CommandRun,
  Incident,
  KeyTimes,
  PlanRun,
  RoleHolder,
} from '../core/incident.ts';
import type { Duration } from '../core/metrics.ts';
import type { Damage, Examined } from '../core/ports.ts';
import type { Hypothesis, Question } from '../core/standing.ts';
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
  readonly links: Incident['links'];
  readonly attachments: readonly Attachment[];
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

/** Entries follow, one view each, as they are written. */
export interface FollowingView {
  readonly kind: 'following';
  readonly incident: string;
  readonly title: string;
}

/** One entry of a timeline that is followed; it comes again, under the same id, when it has changed. */
export interface EntryView {
  readonly kind: 'entry';
  readonly incident: string;
  readonly zone: string;
  /** Of another day, or with another offset, than the one before. */
  readonly newDay: boolean;
  readonly entry: Entry;
}

export interface ListView {
  readonly kind: 'list';
  readonly incidents: readonly {
    readonly incident: string;
    readonly title: string;
    readonly phase: Phase;
    readonly severity: Severity | null;
    readonly services: readonly string[];
    readonly declared: string;
    readonly resolved: string | null;
    readonly drill: boolean;
    readonly current: boolean;
  }[];
  /** How many there are, whatever was asked for. */
  readonly total: number;
}

export interface TodoRow extends ActionItem {
  readonly incident: string;
  readonly incidentTitle: string;
  readonly drill: boolean;
  /** Open, and its due date is before today in the incident's zone. */
  readonly overdue: boolean;
}

/** Action items across incidents, the first that is due first. */
export interface TodosView {
  readonly kind: 'todos';
  readonly items: readonly TodoRow[];
  /** Also those that are done or dropped. */
  readonly all: boolean;
}

/** For somebody who joins: where it stands, what was tried, what is open. */
export interface CatchupView {
  readonly kind: 'catchup';
  readonly now: string;
  readonly incident: string;
  readonly title: string;
  readonly zone: string;
  readonly drill: boolean;
  readonly phase: Phase;
  readonly severity: Severity | null;
  readonly services: readonly string[];
  /** How long it lasts, or lasted (milliseconds): `from` a key time `to` another, or to now. */
  readonly lasted: {
    readonly ms: number | null;
    readonly from: 'started' | 'declared';
    readonly fromAt: string | null;
    readonly to: 'resolved' | 'closed' | 'now';
    readonly toAt: string;
  };
  readonly impact: string | null;
  readonly keyTimes: KeyTimes;
  readonly roles: readonly RoleHolder[];
  readonly plans: readonly PlanRun[];
  readonly commands: readonly CommandRun[];
  /** The last answer of each check. */
  readonly checks: readonly {
    readonly check: string;
    readonly status: CheckStatus;
    readonly summary: string;
    readonly at: string;
  }[];
  readonly hypotheses: readonly Hypothesis[];
  /** Those without an answer. */
  readonly questions: readonly Question[];
  /** Started, and no end is recorded: running, or nobody knows. */
  readonly unfinished: readonly Entry[];
  readonly todos: readonly ActionItem[];
  /** The last three. */
  readonly decisions: readonly Entry[];
  readonly links: Incident['links'];
  readonly events: number;
  readonly digest: string;
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

export interface PlanStepView {
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

/** A script for a shell to read. */
export interface CompletionView {
  readonly kind: 'completion';
  readonly shell: 'bash' | 'zsh' | 'fish';
  readonly text: string;
}

/** What `inc doctor` looked at. */
export interface DoctorView {
  readonly kind: 'doctor';
  readonly problems: number;
  readonly warnings: number;
  readonly examined: readonly Examined[];
}

export interface SettingsView {
  readonly kind: 'settings';
  readonly file: string;
  /** `from`: where the value comes from; `origins`: every place that has one, the strongest first. */
  readonly settings: readonly {
    readonly name: string;
    readonly value: string;
    readonly from: string;
    readonly origins: readonly { readonly from: string; readonly value: string }[];
  }[];
}

/** What would be written of a text. */
export interface RedactionView {
  readonly kind: 'redaction';
  readonly text: string;
  /** How often each rule hid something, and whose rule it is. */
  readonly hidden: readonly { readonly rule: string; readonly from: string; readonly count: number }[];
}

export type View =
  | CompletionView
  | DoctorView
  | SettingsView
  | RedactionView
  | RecordedView
  | OpenedView
  | IncidentView
  | CardView
  | TimelineView
  | FollowingView
  | EntryView
  | TodosView
  | CatchupView
  | ListView
  | VerifiedView
  | SwitchedView
  | ChecksView
  | PlanView
  | DryRunView
  | RunView
  | CommandView
  | PostmortemView
  | DoneView;
