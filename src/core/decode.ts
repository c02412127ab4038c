import type { Recorded } from './envelope.ts';
import type { EventType } from './events.ts';

/**
 * Fields that folds rely on, by type of event: `text` a string, `n#` a number, `b?` a truth value, `list[]`, `map{}`;
 * one with `~` after it may be missing, but is nothing else when it is there.
 */
const fieldsOf: Record<EventType, string> = {
  'incident.opened': 'title services[] zone severity~ started~ detected~',
  'incident.acknowledged': 'text~',
  'incident.mitigated': 'text~',
  'incident.resolved': 'text~',
  'incident.closed': 'text~',
  'incident.reopened': 'text~',
  'incident.cancelled': 'text~',
  'incident.linked': 'to as hash~',
  'phase.changed': 'phase text~',
  'severity.changed': 'severity reason~',
  'impact.stated': 'text started~ ended~',
  'role.assigned': 'role person',
  'note.added': 'kind text tags[] until~ re~',
  'file.attached': 'blob name bytes# redactions#~',
  'command.started': 'run argv[] cwd',
  'command.finished': 'run ms# exit#~ signal~ output{}~',
  'check.finished': 'check kind status summary perfdata[] ms# run~ output{}~',
  'plan.started': 'run plan name title kind target digest scripts{} reason mode fence#~ overrides[]~',
  'plan.refused': 'plan why run~',
  'step.started': 'run step attempt# role title argv[]~',
  'step.spawned': 'run step attempt# role pid#',
  'step.finished': 'run step attempt# role ok? ms# summary exit#~ signal~ output{}~',
  'step.settled': 'run step attempt# role as why',
  'plan.finished': 'run verdict summary',
  'review.written': 'section text',
  'action.added': 'action title detail~ owner~ due~ measure~',
  'action.changed': 'action state~ owner~ due~ measure~ of~ text~',
  'postmortem.built': 'file template sha256',
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Field {
  readonly name: string;
  readonly kind: string;
  readonly optional: boolean;
}
/** `fieldsOf`, read once per type: it is asked for every line of a record. */
const read = new Map<string, readonly Field[]>();

function fieldsFor(type: EventType): readonly Field[] {
  const known = read.get(type);
  if (known) return known;
  const fields = fieldsOf[type].split(' ').map((text) => {
    const [, name = '', kind = '', optional = ''] = /^(\w+)(\W*?)(~?)$/.exec(text) ?? [];
    return { name, kind, optional: optional !== '' };
  });
  read.set(type, fields);
  return fields;
}

function fits(data: Record<string, unknown>, { name, kind, optional }: Field): boolean {
  if (!Object.hasOwn(data, name)) return optional;
  const value = data[name];
  switch (kind) {
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
}

/** @returns whether this version knows the type and finds every field that its folds rely on, each of its kind. */
export function isKnown({ type, data }: { readonly type: string; readonly data: unknown }): boolean {
  if (!Object.hasOwn(fieldsOf, type) || !isObject(data)) return false;
  for (const field of fieldsFor(type as EventType)) if (!fits(data, field)) return false;
  return true;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isHash = (value: unknown): boolean => isText(value) && value.length === 64;

/**
 * A line whose hash has been found right, as an event; or what is wrong with it.
 * A known type with missing or wrong fields becomes the type `malformed …`, so that no fold meets it.
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
  const known =
    typeof v === 'number' &&
    isText(id) &&
    id.length === 26 &&
    isText(rec) &&
    isText(rep) &&
    isText(by) &&
    isText(at) &&
    isText(type) &&
    isText(hash) &&
    Array.isArray(parents) &&
    parents.every(isHash) &&
    isObject(data) &&
    !Number.isNaN(Date.parse(at)) &&
    !Number.isNaN(Date.parse(rec));
  if (!known) return 'bad-envelope';
  const recorded = value as unknown as Recorded;
  if (Object.hasOwn(fieldsOf, recorded.type) && !isKnown(recorded))
    return { ...recorded, type: `malformed ${recorded.type}` } as unknown as Recorded;
  return recorded;
}
