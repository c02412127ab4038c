import type { Correction } from './corrections.ts';
import type { Recorded } from '../record/envelope.ts';
import type { EventData, LinkKind } from '../record/events.ts';
import { impactSpan } from './impact-text.ts';
import { gone, type Redaction } from '../redaction/redacted.ts';
import { sizeText } from '../text/size-text.ts';
import { unknownRedacted } from '../redaction/stub.ts';

/** `: text`, or nothing. */
export const tail = (text: string | undefined, lead = ': '): string => (text ? lead + text : '');
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

/** The kind of an entry, and its words, of an event that stands for itself. */
export function plainText(event: Recorded): [kind: string, text: string] {
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
    case 'record.sealed':
      return ['sealed', `Sealed: digest ${event.data.digest.slice(0, 12)}, key ${event.data.fingerprint}`];
    case 'step.settled':
      return [
        'settled',
        `Step ${event.data.step} ${event.data.as === 'skipped' ? '' : 'judged '}${event.data.as}: ${event.data.why}`,
      ];
    default: {
      const type: string = event.type;
      return type === unknownRedacted ? ['redacted', gone] : ['unknown', `unknown event ${type}`];
    }
  }
}

/**
 * A correction as a row of a history.
 *
 * @param target what it corrects; undefined: that is not in this record.
 */
export function correctionText(
  { type, data }: Correction | Redaction,
  target: Recorded | undefined,
): [kind: string, text: string] {
  const lead = target ? '' : 'an entry that is not here: ';
  if (type !== 'entry.amended')
    return [type === 'entry.retracted' ? 'retracted' : 'redacted', lead + data.why];
  const { text, at, why } = data;
  const now = [text, at && `at ${at}`].filter(Boolean).join(', ');
  return ['amended', `${lead}now ${now || 'nothing'}${tail(why, ' — ')}`];
}

/** What a row says of a step, by what the step is for. */
export const stepWords: Record<EventData['step.started']['role'], string> = {
  preflight: 'Preflight of',
  do: 'Step',
  verify: 'Verify',
  undo: 'Undo of',
  ask: 'Asked',
  after: 'After rollback',
};
