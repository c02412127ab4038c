/** How one incident stands, and what was just done to it. Plain values; see view.ts. */
import type { CheckStatus, NoteKind, Phase, Severity } from '../../core/record/events.ts';
import type {
  ActionItem,
  Attachment,
  CommandRun,
  Incident,
  KeyTimes,
  PlanRun,
  RoleHolder,
} from '../../core/incident/incident-state.ts';
import type { Duration } from '../../core/incident/metrics.ts';
import type { Hypothesis, Question } from '../../core/incident/standing.ts';
import type { Entry } from '../../core/incident/entry.ts';

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

export interface SwitchedView {
  readonly kind: 'switched';
  readonly incident: string;
  readonly title: string;
}

/** What `import` understood of a text or of exported lines; and what it then did. */
export interface ImportView {
  readonly kind: 'import';
  readonly incident: string;
  readonly title: string;
  /** Of rows that name none. */
  readonly zone: string;
  /** The incident is new in this store. */
  readonly opens: boolean;
  /** `imported` and `spooled`: the rows that are not `present` are recorded. */
  readonly state: 'preview' | 'imported' | 'spooled';
  readonly rows: readonly {
    /** 1-based, in what was given. */
    readonly line: number;
    /** Null: not recorded. */
    readonly id: string | null;
    readonly at: string;
    readonly until: string | null;
    readonly approx: boolean;
    readonly zone: string;
    readonly kind: NoteKind;
    readonly text: string;
    /** Recorded so many milliseconds after it happened; null: within a minute. */
    readonly late: number | null;
    /** An entry of this time and text is in the record: it is left out, unless `--again`. */
    readonly present: boolean;
    readonly notes: readonly string[];
  }[];
  /** Events of this record that were recorded elsewhere; null: there were none among the lines. */
  readonly events: {
    readonly added: readonly Entry[];
    /** How many, with those that are no entries of their own. */
    readonly count: number;
    readonly present: number;
    readonly replicas: readonly string[];
  } | null;
  /** Attachments and outputs that came along: how many were not here, and how many were; null: none came. */
  readonly files: { readonly added: number; readonly present: number } | null;
  readonly leftOut: readonly { readonly line: number; readonly text: string; readonly why: string }[];
  readonly notes: readonly string[];
  readonly redactions: number;
}
