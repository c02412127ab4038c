import type { Recorded } from './envelope.ts';
import type { EventType } from './events.ts';

/** Fields that must be there, by type of event: `text` a string, `n#` a number, `b?` a truth value, `list[]`, `map{}`. */
const required: Record<EventType, string> = {
  'incident.opened': 'title services[] zone',
  'incident.acknowledged': '',
  'incident.mitigated': '',
  'incident.resolved': '',
  'incident.closed': '',
  'incident.reopened': '',
  'incident.cancelled': '',
  'incident.linked': 'to as',
  'phase.changed': 'phase',
  'severity.changed': 'severity',
  'impact.stated': 'text',
  'role.assigned': 'role person',
  'note.added': 'kind text tags[]',
  'file.attached': 'blob name bytes#',
  'command.started': 'run argv[] cwd',
  'command.finished': 'run ms#',
  'check.finished': 'check kind status summary perfdata[] ms#',
  'plan.started': 'run plan name title kind target digest scripts{} reason mode',
  'plan.refused': 'plan why',
  'step.started': 'run step attempt# role title',
  'step.spawned': 'run step attempt# role pid#',
  'step.finished': 'run step attempt# role ok? ms# summary',
  'step.settled': 'run step attempt# role as why',
  'plan.finished': 'run verdict summary',
  'review.written': 'section text',
  'action.added': 'action title',
  'action.changed': 'action',
  'postmortem.built': 'file template sha256',
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fits(data: Record<string, unknown>, fields: string): boolean {
  return fields.split(' ').every((field) => {
    if (field === '') return true;
    const name = field.replace(/\W+$/, '');
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    switch (field.slice(name.length)) {
      case '#':
        return typeof value === 'number';
      case '?':
        return typeof value === 'boolean';
      case '[]':
        return Array.isArray(value);
      case '{}':
        return isObject(value);
      default:
        return typeof value === 'string';
    }
  });
}

/** @returns whether this version knows the type and finds every field that its folds rely on. */
export const isKnown = (event: { readonly type: string; readonly data: unknown }): boolean =>
  Object.hasOwn(required, event.type) &&
  isObject(event.data) &&
  fits(event.data, required[event.type as EventType]);

/**
 * A line whose hash has been found right, as an event; or what is wrong with it.
 * A known type with missing fields becomes the type `malformed …`, so that no fold meets it.
 */
export function decode(line: string): Recorded | 'not-json' | 'bad-envelope' {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not-json';
  }
  if (!isObject(value)) return 'bad-envelope';
  const { v, id, parents, rec, rep, by, at, type, data, hash } = value;
  const texts = [id, rec, rep, by, at, type, hash];
  const known =
    typeof v === 'number' &&
    texts.every((text) => typeof text === 'string') &&
    /^[0-9A-Z]{26}$/.test(id as string) &&
    Array.isArray(parents) &&
    parents.every((parent) => typeof parent === 'string' && /^[0-9a-f]{64}$/.test(parent)) &&
    isObject(data) &&
    !Number.isNaN(Date.parse(at as string)) &&
    !Number.isNaN(Date.parse(rec as string));
  if (!known) return 'bad-envelope';
  const recorded = value as unknown as Recorded;
  if (Object.hasOwn(required, recorded.type) && !isKnown(recorded))
    return { ...recorded, type: `malformed ${recorded.type}` } as unknown as Recorded;
  return recorded;
}
