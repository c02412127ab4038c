/**
 * Every fact an incident can hold. One event is one line of the record; everything that `inc` shows is a
 * fold of them. The list only grows: a reader keeps, hashes and shows types that it does not know.
 * Times inside `data` are RFC 3339 with an offset; durations (`ms`) are integer milliseconds.
 */
export type Phase =
  'investigating' | 'identified' | 'mitigating' | 'monitoring' | 'resolved' | 'closed' | 'cancelled';
export type Severity = 'sev1' | 'sev2' | 'sev3' | 'sev4' | 'sev5';
export type NoteKind = 'note' | 'observation' | 'action' | 'decision' | 'hypothesis' | 'question' | 'todo';
export type CheckStatus = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';
export type StepRole = 'preflight' | 'do' | 'verify' | 'undo' | 'ask' | 'after';
/**
 * How a step was judged whose end nobody saw, or what is to come of one that failed, or was not begun: `again`, it runs
 * once more; `undo`, all that was done is undone; `stop`, the run ends there.
 */
export type SettledAs = 'done' | 'failed' | 'skipped' | 'again' | 'undo' | 'stop';
export type PlanMode = 'automatic' | 'step' | 'dry-run';
/** How a plan is run for exercise: on targets of its own, or with its steps printed instead of run. */
export type Rehearsal = 'on targets' | 'printed';
/** What another incident is to this one. */
export type LinkKind = 'dup' | 'caused-by' | 'related';
export type PlanVerdict = 'verified' | 'unverified' | 'failed' | 'rolled back' | 'needs a human';

/** One number of a check's output: Nagios perfdata, or our own response time (label `time`, unit `s`). */
export interface Perfdatum {
  readonly label: string;
  readonly value: number | null;
  readonly unit: string;
  readonly warn?: string;
  readonly crit?: string;
  readonly min?: number;
  readonly max?: number;
}

/** Output kept as a blob: `bytes` are stored, `total` were printed, `omitted` were cut from the middle. */
export interface OutputRef {
  readonly blob: string;
  readonly bytes: number;
  readonly total: number;
  readonly omitted: number;
  readonly redactions: number;
}

/**
 * What a command printed, whole: bytes and SHA-256 of each stream that was kept. No digest where something was
 * redacted: it could confirm a guess of a short secret.
 */
export type StreamDigests = Readonly<
  Partial<Record<'stdout' | 'stderr', { readonly bytes: number; readonly sha256?: string }>>
>;

/** Digest of each file that a plan would run, taken when the run started; path relative to the plan's folder. */
type ScriptDigests = Readonly<Record<string, string>>;

export interface EventData {
  'incident.opened': {
    readonly title: string;
    readonly severity?: Severity;
    readonly services: readonly string[];
    readonly zone: string;
    readonly started?: string;
    readonly detected?: string;
    readonly drill?: true;
  };
  'incident.acknowledged': { readonly text?: string };
  'incident.mitigated': { readonly text?: string };
  'incident.resolved': { readonly text?: string };
  'incident.closed': { readonly text?: string };
  'incident.reopened': { readonly text?: string };
  'incident.cancelled': { readonly text?: string };
  /** `to` is the other's id; `hash`, that of its first event, is its identity, whatever it is called later. */
  'incident.linked': { readonly to: string; readonly as: LinkKind; readonly hash?: string };
  'phase.changed': { readonly phase: Phase; readonly text?: string };
  'severity.changed': { readonly severity: Severity; readonly reason?: string };
  'impact.stated': { readonly text: string; readonly started?: string; readonly ended?: string };
  'role.assigned': { readonly role: string; readonly person: string };
  'note.added': {
    readonly kind: NoteKind;
    readonly text: string;
    readonly tags: readonly string[];
    readonly approx?: true;
    readonly until?: string;
    /** Hash of the entry that this one is about: the answer to a question, the end of a hypothesis. */
    readonly re?: string;
  };
  /** `bytes` as stored; a text was redacted before, a binary file is what it was. */
  'file.attached': {
    readonly blob: string;
    readonly name: string;
    readonly bytes: number;
    readonly redactions?: number;
  };
  'command.started': { readonly run: string; readonly argv: readonly string[]; readonly cwd: string };
  'command.finished': {
    readonly run: string;
    readonly exit?: number;
    readonly signal?: string;
    readonly ms: number;
    readonly output?: OutputRef & { readonly streams?: StreamDigests };
  };
  'check.finished': {
    readonly check: string;
    readonly kind: string;
    readonly status: CheckStatus;
    readonly summary: string;
    readonly perfdata: readonly Perfdatum[];
    readonly ms: number;
    /** The run that asked, when a plan did. */
    readonly run?: string;
    readonly output?: OutputRef;
  };
  'plan.started': {
    readonly run: string;
    readonly plan: string;
    readonly name: string;
    readonly title: string;
    readonly kind: string;
    readonly target: string;
    readonly digest: string;
    readonly scripts: ScriptDigests;
    readonly reason: string;
    readonly mode: PlanMode;
    readonly fence?: number;
    /** What was set aside to run it: a preflight check, a cool-down, somebody's lock. */
    readonly overrides?: readonly string[];
    readonly drill?: true;
    /** It was asked for as a drill; without, a run in a drill is exactly what it would be in an outage. */
    readonly rehearsal?: Rehearsal;
  };
  'plan.refused': { readonly plan: string; readonly why: string; readonly run?: string };
  'step.started': {
    readonly run: string;
    readonly step: string;
    readonly attempt: number;
    readonly role: StepRole;
    readonly title: string;
    readonly argv?: readonly string[];
    /** It had the terminal: nothing of what it printed was kept. */
    readonly tty?: true;
  };
  /** `pid` is its process group's too. `start` (clock ticks), `boot` and `host` tell it from every other process. */
  'step.spawned': {
    readonly run: string;
    readonly step: string;
    readonly attempt: number;
    readonly role: StepRole;
    readonly pid: number;
    readonly start?: string;
    readonly boot?: string;
    readonly ns?: string;
    readonly host?: string;
    /** The process that records its end, whatever becomes of the one that began it. */
    readonly supervisor?: number;
  };
  'step.finished': {
    readonly run: string;
    readonly step: string;
    readonly attempt: number;
    readonly role: StepRole;
    readonly ok: boolean;
    readonly ms: number;
    readonly summary: string;
    readonly exit?: number;
    readonly signal?: string;
    readonly output?: OutputRef;
    /** Something that it started was still running afterwards. */
    readonly leftover?: true;
  };
  'step.settled': {
    readonly run: string;
    readonly step: string;
    readonly attempt: number;
    readonly role: StepRole;
    readonly as: SettledAs;
    readonly why: string;
  };
  'plan.finished': { readonly run: string; readonly verdict: PlanVerdict; readonly summary: string };
  'review.written': { readonly section: ReviewSection; readonly text: string };
  'action.added': {
    readonly action: string;
    readonly title: string;
    readonly detail?: string;
    readonly owner?: string;
    readonly due?: string;
    readonly measure?: string;
  };
  'action.changed': {
    readonly action: string;
    readonly state?: 'open' | 'done' | 'dropped';
    readonly owner?: string;
    readonly due?: string;
    readonly measure?: string;
    /** Hash of the event that added it: two machines may have given the same `action` to different items. */
    readonly of?: string;
    readonly text?: string;
  };
  'postmortem.built': { readonly file: string; readonly template: string; readonly sha256: string };
  /** The record up to `digest` was signed with the key of this fingerprint; the seal is kept as a blob. */
  'record.sealed': { readonly digest: string; readonly fingerprint: string; readonly blob: string };
  /** `of` is the hash of what is corrected; `at`: when that happened after all. */
  'entry.amended': {
    readonly of: string;
    readonly text?: string;
    readonly at?: string;
    readonly why?: string;
  };
  'entry.retracted': { readonly of: string; readonly why: string };
  /** `stub`: SHA-256 of what stands in the line's place, before `,"hash":"`. `blobs` went with it. */
  'entry.redacted': {
    readonly of: string;
    readonly why: string;
    readonly stub: string;
    readonly left?: Left;
    readonly blobs?: readonly string[];
  };
}

/** What may still be known of a redacted event: its envelope and its data, without any words. */
export interface Left {
  readonly rec: string;
  readonly rep: string;
  readonly by: string;
  readonly at: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type ReviewSection = 'summary' | 'impact' | 'root-cause' | 'conclusion' | 'factor' | 'lesson';
export type EventType = keyof EventData;
export type Event = { [T in EventType]: { readonly type: T; readonly data: EventData[T] } }[EventType];

/** What a person did, before it has a place in the record. `at` is epoch milliseconds plus the zone's offset. */
export type Happening = Event & { readonly at?: { readonly ms: number; readonly offset: number } };
