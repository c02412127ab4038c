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
  'step.spawned': 'run step attempt# role pid# start~ boot~ ns~ host~ supervisor#~',
  'step.finished': 'run step attempt# role ok? ms# summary exit#~ signal~ output{}~',
  'step.settled': 'run step attempt# role as why',
  'plan.finished': 'run verdict summary',
  'review.written': 'section text',
  'action.added': 'action title detail~ owner~ due~ measure~',
  'action.changed': 'action state~ owner~ due~ measure~ of~ text~',
  'postmortem.built': 'file template sha256',
  'record.sealed': 'digest fingerprint blob',
  'entry.amended': 'of text~ at~ why~',
  'entry.retracted': 'of why',
  'entry.redacted': 'of why stub left{}~ blobs[]~',
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that folds rely on; `kind`: `''` a string, `#` a number, `?` a truth value, `[]` a list, `{}` an object. */
export interface Field {
  readonly name: string;
  readonly kind: string;
  readonly optional: boolean;
}
/** `fieldsOf`, read once per type: it is asked for every line of a record. */
const read = new Map<string, readonly Field[]>();

/** @returns those of a type; none of one that is not known. */
export const fieldsFor = (type: string): readonly Field[] => knownFields(type) ?? [];

function knownFields(type: string): readonly Field[] | undefined {
  const known = read.get(type);
  if (known) return known;
  if (!Object.hasOwn(fieldsOf, type)) return undefined;
  const fields = fieldsOf[type as EventType].split(' ').map((text) => {
    const [, name = '', kind = '', optional = ''] = /^(\w+)(\W*?)(~?)$/.exec(text) ?? [];
    return { name, kind, optional: optional !== '' };
  });
  read.set(type, fields);
  return fields;
}

function fits(data: Record<string, unknown>, { name, kind, optional }: Field): boolean {
  const value = data[name];
  if (value === undefined) return optional;
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
  const fields = knownFields(type);
  return fields !== undefined && isObject(data) && fitsAll(data, fields);
}

function fitsAll(data: Record<string, unknown>, fields: readonly Field[]): boolean {
  for (const field of fields) if (!fits(data, field)) return false;
  return true;
}

/** A time as it is mostly written: to recognise it takes a fraction of what reading it does. */
const usualTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const isTime = (text: string): boolean => usualTime.test(text) || !Number.isNaN(Date.parse(text));

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
    isTime(at) &&
    isTime(rec);
  if (!known) return 'bad-envelope';
  const recorded = value as unknown as Recorded;
  const fields = knownFields(type);
  if (fields && !fitsAll(data, fields))
    return { ...recorded, type: `malformed ${recorded.type}` } as unknown as Recorded;
  return recorded;
}
