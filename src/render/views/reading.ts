/** What was recorded, of one incident or of many. Plain values; see view.ts. */
import type { Phase, Severity } from '../../core/record/events.ts';
import type { ActionItem } from '../../core/incident/incident-state.ts';
import type { Damage, Verification } from '../../core/ports/record-ports.ts';
import type { Entry } from '../../core/incident/entry.ts';

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

/** What would go wrong in the next outage, by the catalogue and all records. */
export interface AuditView {
  readonly kind: 'audit';
  /** Null: there is none, so that only records were looked at. */
  readonly catalogue: string | null;
  readonly plans: number;
  readonly checks: number;
  readonly services: number;
  readonly incidents: number;
  /** How long a plan may go untried. */
  readonly olderMs: number;
  readonly findings: readonly {
    readonly rule:
      | 'no-catalogue'
      | 'plan-invalid'
      | 'plan-not-drilled'
      | 'plan-changed'
      | 'check-never-ok'
      | 'certificate-ends'
      | 'service-without-owner'
      | 'service-without-check'
      | 'service-without-plan'
      | 'action-overdue';
    /** `plan web`, `check disk`, … */
    readonly subject: string;
    readonly what: string;
    readonly why: string;
    /** What to type, or to write. */
    readonly next: string;
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
  readonly redacted: number;
  readonly heads: readonly string[];
  readonly digest: string;
  readonly damage: readonly Damage[];
  readonly counts: Verification['counts'];
  /** The seal that it was held against. */
  readonly seal?: JudgedSeal;
}

/** A signature, and what it is worth. */
export interface JudgedSeal {
  readonly file: string;
  readonly at: string;
  readonly by: string;
  readonly digest: string;
  readonly fingerprint: string;
  /** Who signed it, by the file of allowed signers; `null`: nobody who may. */
  readonly signer: string | null;
  /** Why it does not count; `null`: it does. */
  readonly why: string | null;
}
