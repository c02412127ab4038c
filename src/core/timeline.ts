import type { Recorded } from './envelope.ts';
import { impactSpan } from './impact-text.ts';
import { shellWords } from './shell-words.ts';
import { sizeText } from './size-text.ts';
import type { EventData, LinkKind, OutputRef } from './events.ts';

/**
 * One row of the timeline. A command's start and end fold into one entry; a plan has one for itself and one
 * for each of its steps, indented below it. `at` and `ended` are RFC 3339 with the incident's offset.
 */
export interface Entry {
  /** First seven digits of the hash: what a person types to name the entry. */
  readonly id: string;
  readonly hash: string;
  readonly at: string;
  readonly rec: string;
  readonly by: string;
  /** The event's subject in one word: note kinds, `phase`, `check`, `command`, `failover`, `step` … */
  readonly kind: string;
  readonly text: string;
  /** `ok`, `failed`, `unknown` (started, and no end is recorded), or undefined when nothing can fail. */
  readonly result?: 'ok' | 'failed' | 'unknown';
  readonly ended?: string;
  readonly until?: string;
  readonly approx?: true;
  readonly tags: readonly string[];
  /** Recorded this many milliseconds after it happened; only from a minute up. */
  readonly late?: number;
  readonly level: 0 | 1;
  readonly run?: string;
  /** Hash of the entry that this one is about. */
  readonly re?: string;
  readonly output?: OutputRef;
}

const lateFrom = 60_000;

type Fold = { -readonly [K in keyof Entry]: Entry[K] };

const seconds = (ms: number): string =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
const tail = (text: string | undefined, lead = ': '): string => (text ? lead + text : '');
const parenthesis = (text: string | undefined): string => (text ? ` (${text})` : '');
const changeOf = ({ state, owner, due, measure }: EventData['action.changed']): string =>
  [state, owner && `owner ${owner}`, due && `due ${due}`, measure].filter(Boolean).join(', ') || 'changed';

/** @returns what an exit, a signal or a time-out looks like in a sentence. */
export const ending = (data: { readonly exit?: number; readonly signal?: string }): string =>
  data.signal ? `stopped by ${data.signal}` : `exit ${data.exit ?? 'unknown'}`;

const linkWords: Readonly<Record<LinkKind, string>> = {
  dup: 'Duplicate of',
  'caused-by': 'Caused by',
  related: 'Related to',
};

/** `Caused by 2026-11-22-db-down`. */
export const linkText = ({ as, to }: Pick<EventData['incident.linked'], 'as' | 'to'>): string =>
  `${Object.hasOwn(linkWords, as) ? linkWords[as] : 'Linked to'} ${to}`;

/** `pods.txt (12 kB, sha256 3f9a2c1b0d4e)`. */
export const attachmentText = ({
  name,
  bytes,
  blob,
}: Pick<EventData['file.attached'], 'name' | 'bytes' | 'blob'>): string =>
  `${name} (${sizeText(bytes)}, sha256 ${blob.slice(0, 12)})`;

function plainText(event: Recorded): [kind: string, text: string] {
  switch (event.type) {
    case 'incident.opened':
      return ['opened', `${event.data.drill ? 'Drill' : 'Incident'} declared: ${event.data.title}`];
    case 'incident.acknowledged':
      return ['acknowledged', `Acknowledged${tail(event.data.text)}`];
    case 'incident.mitigated':
      return ['mitigated', event.data.text ?? 'Mitigated: impact stopped'];
    case 'incident.resolved':
      return ['resolved', event.data.text ?? 'Resolved'];
    case 'incident.closed':
      return ['closed', event.data.text ?? 'Closed'];
    case 'incident.reopened':
      return ['reopened', `Reopened${tail(event.data.text)}`];
    case 'incident.cancelled':
      return ['cancelled', `Cancelled${tail(event.data.text)}`];
    case 'incident.linked':
      return ['link', linkText(event.data)];
    case 'file.attached':
      return ['attachment', `Attached ${attachmentText(event.data)}`];
    case 'phase.changed':
      return [event.data.phase, event.data.text ?? `Status: ${event.data.phase}`];
    case 'severity.changed':
      return ['severity', `Severity ${event.data.severity.toUpperCase()}${tail(event.data.reason)}`];
    case 'impact.stated':
      return ['impact', `${event.data.text}${parenthesis(impactSpan(event.data))}`];
    case 'role.assigned':
      return ['role', `${event.data.person} is ${event.data.role}`];
    case 'note.added':
      return [event.data.kind, event.data.text];
    case 'check.finished':
      return ['check', `Check ${event.data.check}: ${event.data.status}${tail(event.data.summary, ', ')}`];
    case 'plan.refused':
      return ['refused', `${event.data.plan} refused: ${event.data.why}`];
    case 'review.written':
      return ['review', `${event.data.section}: ${event.data.text}`];
    case 'action.added':
      return ['action-item', `Action item: ${event.data.title}`];
    case 'action.changed':
      return [
        'action-item',
        `Action item ${event.data.action}: ${changeOf(event.data)}${tail(event.data.text)}`,
      ];
    case 'postmortem.built':
      return ['postmortem', `Post-mortem written: ${event.data.file}`];
    case 'step.settled':
      return ['settled', `Step ${event.data.step} judged ${event.data.as}: ${event.data.why}`];
    default:
      return ['unknown', `unknown event ${event.type}`];
  }
}

const stepWords: Record<EventData['step.started']['role'], string> = {
  preflight: 'Preflight of',
  do: 'Step',
  verify: 'Verify',
  undo: 'Undo of',
  ask: 'Asked',
  after: 'After rollback',
};

/** Folds the record into rows, in the record's order. A run that has no end stays `unknown`: it is never hidden. */
export function timeline(record: readonly Recorded[]): Entry[] {
  const entries: Fold[] = [];
  const open = new Map<string, Fold>();

  const row = (event: Recorded, kind: string, text: string): Fold => {
    const late = Date.parse(event.rec) - Date.parse(event.at);
    const entry: Fold = {
      id: event.hash.slice(0, 7),
      hash: event.hash,
      at: event.at,
      rec: event.rec,
      by: event.by,
      kind,
      text,
      tags: [],
      level: 0,
      ...(late >= lateFrom ? { late } : {}),
    };
    entries.push(entry);
    return entry;
  };
  const finish = (key: string, event: Recorded, ok: boolean, text: string, output?: OutputRef): void => {
    const entry = open.get(key) ?? row(event, 'unknown', 'an end without a start');
    open.delete(key);
    entry.ended = event.at;
    entry.result = ok ? 'ok' : 'failed';
    entry.text += text;
    if (output) entry.output = output;
  };

  for (const event of record) {
    switch (event.type) {
      case 'command.started': {
        const entry = row(event, 'command', shellWords(event.data.argv));
        open.set(event.data.run, Object.assign(entry, { result: 'unknown', run: event.data.run }));
        break;
      }
      case 'command.finished': {
        const { data } = event;
        finish(data.run, event, data.exit === 0, ` (${ending(data)}, ${seconds(data.ms)})`, data.output);
        break;
      }
      case 'plan.started': {
        const { data } = event;
        const entry = row(
          event,
          data.kind,
          `${data.title || data.name}${data.drill ? ' (drill)' : ''}: ${data.reason}${tail(data.overrides?.join('; '), ' — set aside: ')}`,
        );
        open.set(data.run, Object.assign(entry, { result: 'unknown', run: data.run }));
        break;
      }
      case 'plan.finished': {
        const { data } = event;
        finish(data.run, event, data.verdict === 'verified', ` — ${data.verdict}${tail(data.summary, ', ')}`);
        break;
      }
      case 'step.started': {
        const { data } = event;
        const entry = row(event, 'step', `${stepWords[data.role]}: ${data.title}`);
        open.set(stepKey(data), Object.assign(entry, { result: 'unknown', run: data.run, level: 1 }));
        break;
      }
      case 'step.spawned':
        break;
      case 'step.finished': {
        const { data } = event;
        finish(stepKey(data), event, data.ok, ` — ${data.summary} (${seconds(data.ms)})`, data.output);
        break;
      }
      default: {
        const [kind, text] = plainText(event);
        const entry = row(event, kind, text);
        if (event.type === 'note.added') {
          entry.tags = event.data.tags;
          if (event.data.approx) entry.approx = true;
          if (event.data.until) entry.until = event.data.until;
          if (event.data.re) entry.re = event.data.re;
        }
        if (event.type === 'check.finished') {
          entry.result = event.data.status === 'OK' ? 'ok' : 'failed';
          if (event.data.run) Object.assign(entry, { run: event.data.run, level: 1 });
          if (event.data.output) entry.output = event.data.output;
        }
      }
    }
  }
  return entries;
}

const stepKey = (data: {
  readonly run: string;
  readonly role: string;
  readonly step: string;
  readonly attempt: number;
}): string => `${data.run} ${data.role} ${data.step} ${data.attempt}`;

/** The same rows by when they happened; rows of one moment keep the record's order. */
export const byTime = (entries: readonly Entry[]): Entry[] =>
  entries
    .map((entry, index) => ({ entry, index, ms: Date.parse(entry.at) }))
    .toSorted((a, b) => a.ms - b.ms || a.index - b.index)
    .map(({ entry }) => entry);
