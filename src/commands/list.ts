import type { Phase } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import type { World } from '../core/ports/ports.ts';
import type { IncidentView } from '../render/views/incident.ts';
import { flagSet, flagText, flagTexts, type Input, type Outcome } from './command.ts';
import { periodOf, type Period } from './period.ts';
import { standing } from './record-card.ts';
import { severityOf } from './sev.ts';

const phases: readonly Phase[] = [
  'investigating',
  'identified',
  'mitigating',
  'monitoring',
  'resolved',
  'closed',
  'cancelled',
];

function phaseOf(text: string): Phase {
  const phase = phases.find((known) => known === text.toLowerCase());
  if (phase) return phase;
  const meant = nearest(text, phases);
  throw new Fault('USAGE', `'${text}' is not a phase`, {
    hint: meant ? `did you mean: --phase ${meant}` : `one of: ${phases.join(', ')}`,
  });
}

/** An incident is in a period by when it was declared. */
function wanted(
  input: Input,
  { since = -Infinity, until = Infinity }: Period,
): (state: IncidentView) => boolean {
  const severities = flagTexts(input, 'sev').map(severityOf);
  const services = flagTexts(input, 'service').map((name) => name.toLowerCase());
  const named = flagText(input, 'phase');
  const phase = named === undefined ? undefined : phaseOf(named);
  const drill = flagSet(input, 'drill') ? true : flagSet(input, 'noDrill') ? false : undefined;
  return (state) => {
    const declared = Date.parse(state.keyTimes.declared ?? '');
    return (
      (severities.length === 0 || severities.some((severity) => severity === state.severity)) &&
      (services.length === 0 || state.services.some((name) => services.includes(name.toLowerCase()))) &&
      (phase === undefined || state.phase === phase) &&
      (drill === undefined || state.drill === drill) &&
      !(declared < since) &&
      !(declared > until)
    );
  };
}

/** By the record: the index of open incidents is disposable. */
const isOver = ({ phase }: IncidentView): boolean => phase === 'closed' || phase === 'cancelled';

/** `inc list`: newest first; every flag narrows it. */
export async function list(input: Input, world: World): Promise<Outcome> {
  const current = world.store.current();
  const period = periodOf(input, world.machineZone, world);
  const isWanted = wanted(input, period);
  const ids = await world.store.incidents();
  const incidents = [];
  for (const [at, incident] of ids.entries()) {
    await world.progress(at, ids.length, 'incidents');
    const state = await standing(incident, world);
    if (!isWanted(state) || (flagSet(input, 'open') && isOver(state))) continue;
    const { title, phase, severity, services, keyTimes, drill } = state;
    incidents.push({
      incident,
      title,
      phase,
      severity,
      services,
      declared: keyTimes.declared ?? '',
      resolved: keyTimes.resolved ?? null,
      drill,
      current: incident === current,
    });
  }
  // The store knows the day alone; those of one day stand by the minute. An unreadable time keeps its place.
  incidents.sort((a, b) => Date.parse(b.declared) - Date.parse(a.declared) || 0);
  return {
    view: { kind: 'list', incidents, total: ids.length },
    verdict: 'ok',
    notes: period.notes,
  };
}
