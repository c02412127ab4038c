import { applied, correctionsOf, type Corrections } from './corrections.ts';
import type { Recorded } from '../record/envelope.ts';
import type { Severity } from '../record/events.ts';
import { folded, type Fold } from './fold.ts';
import { initial, type ActionItem, type Incident, type Mutable } from './incident-state.ts';
import { earliest, isOver, setPhase } from './phase.ts';

/** What every event counts for, also one that was retracted. */
function count(state: Mutable, event: Recorded): void {
  state.events++;
  const before = state.last;
  state.last = event;
  if (before?.by === event.by) return;
  const person = event.by.split('@')[0] ?? event.by;
  if (person !== '' && !state.people.includes(person)) state.people.push(person);
}

function evolve(state: Mutable, event: Recorded): void {
  const { at } = event;
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
      const { run, name, title, kind, target, reason, drill, rehearsal } = event.data;
      const marks = { ...(drill ? { drill } : {}), ...(rehearsal ? { rehearsal } : {}) };
      state.plans.push({ run, name, title, kind, target, reason, at, by: event.by, ...marks });
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
    case 'entry.amended':
    case 'entry.retracted':
    case 'entry.redacted':
      break;
  }
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

/** What is so now, by a record's events in its order, corrections included. Unknown types only count. */
export function incidentFold(corrections: Corrections): Fold<Incident> {
  const state = initial();
  return {
    add(event) {
      count(state, event);
      const standing = applied(event, corrections);
      if (standing) evolve(state, standing);
    },
    end: () => state,
  };
}

/**
 * The same of a record that is at hand.
 *
 * @param corrections those of the whole record; needed for a record that can be gone through only once.
 */
export function incidentOf(record: Iterable<Recorded>, corrections?: Corrections): Incident {
  const events = corrections || Array.isArray(record) ? record : [...record];
  return folded(events, incidentFold(corrections ?? correctionsOf(events)));
}
