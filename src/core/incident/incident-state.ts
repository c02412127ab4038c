import type { Recorded } from '../record/envelope.ts';
import type { EventData, Phase, PlanVerdict, Rehearsal, Severity } from '../record/events.ts';

/** The moments that durations are made of, in the order of an outage. */
export const keyTimeNames = [
  'started',
  'detected',
  'declared',
  'acknowledged',
  'identified',
  'mitigated',
  'resolved',
  'closed',
] as const;
export type KeyTimeName = (typeof keyTimeNames)[number];

/** RFC 3339 as recorded; a moment that nobody stated is absent, never guessed. */
export type KeyTimes = Readonly<Partial<Record<KeyTimeName, string>>>;

export interface ActionItem {
  /** What a person types to name it, unique in its incident. */
  readonly action: string;
  /** Of the event that added it. */
  readonly hash: string;
  readonly title: string;
  readonly detail?: string;
  readonly owner?: string;
  readonly due?: string;
  readonly measure?: string;
  readonly state: 'open' | 'done' | 'dropped';
}

export interface RoleHolder {
  readonly role: string;
  readonly person: string;
  readonly at: string;
}

export interface PlanRun {
  readonly run: string;
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly target: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
  readonly drill?: true;
  readonly rehearsal?: Rehearsal;
  readonly ended?: string;
  /** Absent: started, and no end is recorded. */
  readonly verdict?: PlanVerdict;
  readonly summary?: string;
}

export interface CommandRun {
  readonly run: string;
  readonly argv: readonly string[];
  readonly at: string;
  readonly by: string;
  readonly exit?: number;
  readonly signal?: string;
  /** Milliseconds; absent while no end is recorded. */
  readonly ms?: number;
}

export interface Attachment {
  readonly blob: string;
  readonly name: string;
  readonly bytes: number;
  readonly at: string;
  readonly by: string;
}

/** The state of one incident: a fold of its record and of nothing else. */
export interface Incident {
  readonly title: string;
  readonly zone: string;
  readonly drill: boolean;
  readonly phase: Phase;
  readonly severity?: Severity;
  readonly severities: readonly {
    readonly severity: Severity;
    readonly at: string;
    readonly reason?: string;
  }[];
  readonly services: readonly string[];
  readonly keyTimes: KeyTimes;
  readonly impacts: readonly {
    readonly text: string;
    readonly started?: string;
    readonly ended?: string;
    readonly at: string;
  }[];
  /** Who holds each role now; of two who took it, the later in the record's order. */
  readonly roles: readonly RoleHolder[];
  readonly roleHistory: readonly RoleHolder[];
  readonly actions: readonly ActionItem[];
  readonly reviews: readonly EventData['review.written'][];
  readonly plans: readonly PlanRun[];
  readonly commands: readonly CommandRun[];
  readonly checks: readonly (EventData['check.finished'] & { readonly at: string; readonly by: string })[];
  readonly links: readonly (EventData['incident.linked'] & { readonly at: string })[];
  readonly attachments: readonly Attachment[];
  readonly people: readonly string[];
  readonly events: number;
  readonly last?: Recorded;
}

/** What the fold builds. */
export type Mutable = {
  -readonly [K in keyof Incident]: Incident[K] extends readonly (infer T)[] ? T[] : Incident[K];
} & {
  keyTimes: { -readonly [K in KeyTimeName]?: string };
};

/** Of a record without events. */
export const initial = (): Mutable => ({
  title: '',
  zone: 'UTC',
  drill: false,
  phase: 'investigating',
  severities: [],
  services: [],
  keyTimes: {},
  impacts: [],
  roles: [],
  roleHistory: [],
  actions: [],
  reviews: [],
  plans: [],
  commands: [],
  checks: [],
  links: [],
  attachments: [],
  people: [],
  events: 0,
});
