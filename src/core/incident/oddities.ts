import type { Recorded } from '../record/envelope.ts';
import { stamp } from './impact-text.ts';
import type { Incident, KeyTimeName } from './incident-state.ts';

const before = (a: string, b: string): boolean => Date.parse(a) < Date.parse(b);
const same = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b);

/** What a stated impact does to the impact's start, and whether its times can be true together. */
function impactOddities(
  { keyTimes, impacts }: Incident,
  { started, ended }: { readonly started?: string; readonly ended?: string },
): string[] {
  const odd: string[] = [];
  const was = keyTimes.started;
  if (started !== undefined && was !== undefined && !same(started, was))
    odd.push(`impact start is now ${stamp(started)} (was ${stamp(was)})`);
  if (started !== undefined && keyTimes.detected !== undefined && before(keyTimes.detected, started))
    odd.push(`the impact starts after it was detected (${stamp(keyTimes.detected)})`);
  const start = started ?? was;
  const end = ended ?? impacts.findLast((impact) => impact.ended !== undefined)?.ended;
  if (start !== undefined && end !== undefined && (started ?? ended) !== undefined && before(end, start))
    odd.push(`the impact starts (${stamp(start)}) after it ends (${stamp(end)})`);
  return odd;
}

/** Two turns of which each is odd after, or before, the other one's key time. */
function orderOddities({ keyTimes }: Incident, { type, at }: Recorded): string[] {
  const odd: string[] = [];
  const earlier = (word: string, name: KeyTimeName): void => {
    const time = keyTimes[name];
    if (time !== undefined && before(at, time)) odd.push(`${word} before it was ${name} (${stamp(time)})`);
  };
  const later = (word: string, name: KeyTimeName): void => {
    const time = keyTimes[name];
    if (time !== undefined && before(time, at)) odd.push(`${word} after it was ${name} (${stamp(time)})`);
  };
  if (type === 'incident.resolved') {
    earlier('resolved', 'declared');
    earlier('resolved', 'mitigated');
  }
  if (type === 'incident.mitigated') {
    earlier('mitigated', 'declared');
    later('mitigated', 'resolved');
  }
  return odd;
}

/** A moment of which the first one counts, said again. */
function saidAgain({ keyTimes }: Incident, event: Recorded): string[] {
  const name =
    event.type === 'incident.acknowledged'
      ? 'acknowledged'
      : event.type === 'phase.changed' && event.data.phase === 'identified'
        ? 'identified'
        : undefined;
  const time = name && keyTimes[name];
  return time !== undefined && before(time, event.at)
    ? [`it was ${name} before, at ${stamp(time)}: that time stands`]
    : [];
}

/** A phase that takes back what was over: which key times it takes with it. */
function relapse({ keyTimes }: Incident, event: Recorded): string[] {
  if (event.type !== 'phase.changed') return [];
  const { phase } = event.data;
  return (phase === 'investigating' ? (['mitigated', 'resolved'] as const) : (['resolved'] as const)).flatMap(
    (name) => {
      const time = keyTimes[name];
      return time === undefined || before(event.at, time)
        ? []
        : [`it is ${phase} again: that it was ${name} at ${stamp(time)} no longer counts`];
    },
  );
}

/**
 * What is odd about an event, given how the incident stood before it. Any order is recorded, because real incidents
 * obey none; a slip of the hand is seen while it is easy to correct.
 */
export function oddities(incident: string, state: Incident, event: Recorded): string[] {
  if (event.type === 'impact.stated') return impactOddities(state, event.data);
  const turns = ['phase.changed', 'incident.acknowledged', 'incident.mitigated', 'incident.resolved'];
  if (!turns.includes(event.type)) return [];
  const { phase, keyTimes } = state;
  const over = phase === 'closed' || phase === 'cancelled';
  const late = keyTimes.closed !== undefined && before(event.at, keyTimes.closed);
  return [
    ...(over && !late
      ? [`${phase} already, and stays so: inc reopen -i ${incident} "why it is not over"`]
      : []),
    ...orderOddities(state, event),
    ...saidAgain(state, event),
    ...(over ? [] : relapse(state, event)),
  ];
}
