import type { EventData } from '../record/events.ts';

const stampOf = (at: string): string => {
  const seconds = at.slice(17, 19);
  return `${at.slice(0, 10)} ${at.slice(11, 16)}${seconds === '00' ? '' : `:${seconds}`}`;
};
const offsetOf = (at: string): string => (at.endsWith('Z') ? '+00:00' : at.slice(-6));

/** RFC 3339, as a person reads it; anything else as it is. */
export const stamp = (at: string): string =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(at) ? `${stampOf(at)} ${offsetOf(at)}` : at;

/**
 * From when until when an impact was there, each with its date and offset, as both may be other ones than those of
 * the moment at which it was stated: `impact from 2026-11-22 23:34 +00:00 until 2026-11-23 00:30 +00:00`.
 *
 * @returns undefined when neither was stated.
 */
export function impactSpan({
  started,
  ended,
}: Pick<EventData['impact.stated'], 'started' | 'ended'>): string | undefined {
  const parts = [
    ...(started === undefined ? [] : [`from ${stamp(started)}`]),
    ...(ended === undefined ? [] : [`until ${stamp(ended)}`]),
  ];
  return parts.length === 0 ? undefined : `impact ${parts.join(' ')}`;
}
