import type { Recorded } from './envelope.ts';
import type { EventData, Phase, PlanVerdict, Severity } from './events.ts';

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

type Mutable = {
  -readonly [K in keyof Incident]: Incident[K] extends readonly (infer T)[] ? T[] : Incident[K];
} & {
  keyTimes: { -readonly [K in KeyTimeName]?: string };
};

const initial = (): Mutable => ({
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

function evolve(state: Mutable, event: Recorded): void {
  const { at } = event;
  state.events++;
  state.last = event;
  const person = event.by.split('@')[0] ?? event.by;
  if (!state.people.includes(person)) state.people.push(person);
  switch (event.type) {
    case 'incident.opened': {
      const { data } = event;
      state.title = data.title;
      state.zone = data.zone;
      state.drill = data.drill === true;
      state.services = [...data.services];
      if (data.severity) setSeverity(state, data.severity, at);
      state.keyTimes.declared = at;
      if (data.started) state.keyTimes.started = data.started;
      if (data.detected) state.keyTimes.detected = data.detected;
      break;
    }
    case 'incident.acknowledged':
      earliest(state, 'acknowledged', at);
      break;
    case 'incident.mitigated':
      state.keyTimes.mitigated = at;
      if (state.phase !== 'resolved' && !isOver(state)) state.phase = 'monitoring';
      break;
    case 'incident.resolved':
      state.keyTimes.resolved = at;
      if (!isOver(state)) state.phase = 'resolved';
      break;
    case 'incident.closed':
      state.keyTimes.closed = at;
      state.phase = 'closed';
      break;
    case 'incident.cancelled':
      state.phase = 'cancelled';
      break;
    case 'incident.linked':
      state.links.push({ ...event.data, at });
      break;
    case 'file.attached': {
      const { blob, name, bytes } = event.data;
      state.attachments.push({ blob, name, bytes, at, by: event.by });
      break;
    }
    case 'incident.reopened':
      delete state.keyTimes.mitigated;
      delete state.keyTimes.resolved;
      delete state.keyTimes.closed;
      state.phase = 'investigating';
      break;
    case 'phase.changed':
      setPhase(state, event.data.phase, at);
      break;
    case 'severity.changed':
      setSeverity(state, event.data.severity, at, event.data.reason);
      break;
    case 'impact.stated': {
      const { data } = event;
      state.impacts.push({ ...data, at });
      if (data.started) state.keyTimes.started = data.started;
      break;
    }
    case 'role.assigned': {
      const holder = { role: event.data.role, person: event.data.person, at };
      state.roles = [...state.roles.filter((other) => other.role !== holder.role), holder];
      state.roleHistory.push(holder);
      break;
    }
    case 'review.written':
      state.reviews.push(event.data);
      break;
    case 'action.added':
      addAction(state, { ...event.data, hash: event.hash, state: 'open' });
      break;
    case 'note.added':
      if (event.data.kind === 'todo')
        addAction(state, {
          action: event.hash.slice(0, 7),
          hash: event.hash,
          title: event.data.text,
          state: 'open',
        });
      break;
    case 'action.changed': {
      const { action, of, state: now, owner, due, measure } = event.data;
      const change = {
        ...(now ? { state: now } : {}),
        ...(owner === undefined ? {} : { owner }),
        ...(due === undefined ? {} : { due }),
        ...(measure === undefined ? {} : { measure }),
      };
      state.actions = state.actions.map((item) =>
        (of === undefined ? item.action === action : item.hash === of) ? { ...item, ...change } : item,
      );
      break;
    }
    case 'check.finished':
      state.checks.push({ ...event.data, at, by: event.by });
      break;
    case 'command.started':
      state.commands.push({ ...event.data, at, by: event.by });
      break;
    case 'command.finished': {
      const { data } = event;
      state.commands = state.commands.map((command) =>
        command.run === data.run ? { ...command, ...data } : command,
      );
      break;
    }
    case 'plan.started': {
      const { run, name, title, kind, target, reason } = event.data;
      state.plans.push({ run, name, title, kind, target, reason, at, by: event.by });
      break;
    }
    case 'plan.finished': {
      const { data } = event;
      state.plans = state.plans.map((plan) =>
        plan.run === data.run ? { ...plan, ...data, ended: at } : plan,
      );
      break;
    }
    case 'plan.refused':
    case 'step.started':
    case 'step.spawned':
    case 'step.finished':
    case 'step.settled':
    case 'postmortem.built':
      break;
  }
}

/** Closed and cancelled are left by `reopened` alone: what is entered afterwards does not open it again. */
const isOver = ({ phase }: Mutable): boolean => phase === 'closed' || phase === 'cancelled';

/** Said again, the moment that came first counts, in whatever order they were recorded. */
function earliest(state: Mutable, name: 'acknowledged' | 'identified', at: string): void {
  const before = state.keyTimes[name];
  if (before === undefined || Date.parse(at) < Date.parse(before)) state.keyTimes[name] = at;
}

/**
 * A phase that comes after the resolution is a relapse: it was not resolved then, nor, when all is to be found out
 * again, mitigated. One that is entered late, of a moment before the resolution, takes nothing back.
 */
function setPhase(state: Mutable, phase: Phase, at: string): void {
  const { keyTimes } = state;
  if (phase === 'identified') earliest(state, 'identified', at);
  if (isOver(state)) return;
  const isAfter = (time: string | undefined): boolean =>
    time !== undefined && Date.parse(at) >= Date.parse(time);
  if (state.phase === 'resolved' && !isAfter(keyTimes.resolved)) return;
  state.phase = phase;
  if (phase === 'resolved' || phase === 'closed' || phase === 'cancelled') return;
  delete keyTimes.resolved;
  if (phase === 'investigating' && isAfter(keyTimes.mitigated)) delete keyTimes.mitigated;
}

/** Of two that were named alike on machines apart, the later in order is named by its hash. */
function addAction(state: Mutable, item: ActionItem): void {
  const taken = state.actions.some(({ action }) => action === item.action);
  state.actions.push(taken ? { ...item, action: item.hash.slice(0, 7) } : item);
}

function setSeverity(state: Mutable, severity: Severity, at: string, reason?: string): void {
  state.severity = severity;
  state.severities.push({ severity, at, ...(reason ? { reason } : {}) });
}

/** Folds a record, in its order, into what is so now. Unknown types only count. */
export function incidentOf(record: Iterable<Recorded>): Incident {
  const state = initial();
  for (const event of record) evolve(state, event);
  return state;
}
