import { incidentOf } from '../core/incident.ts';
import type { World } from '../core/ports.ts';
import { resolveIncident } from '../core/resolve.ts';
import { byTime, timeline } from '../core/timeline.ts';
import { rfc3339 } from '../core/zone.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { incidentView } from './reading.ts';

const shown = 5;

/** `inc` alone: the current incident on one screen; with none open, how to open one. */
export async function card(input: Input, world: World): Promise<Outcome> {
  const { store } = world;
  const open = await store.open();
  const named = flagText(input, 'incident') ?? (world.env['INC_INCIDENT'] || undefined);
  const current = store.current();
  const chosen = named !== undefined || (current !== undefined && store.exists(current)) || open.length > 0;
  const now = world.clock.started;
  if (!chosen)
    return {
      view: { kind: 'card', now: rfc3339(now, 0), incident: null, latest: [], unknown: [], otherOpen: [] },
      verdict: 'ok',
    };
  const incident = await resolveIncident(store, named, undefined, 'status');
  const record = await world.journal.read(incident);
  const state = incidentOf(record);
  const entries = byTime(timeline(record));
  return {
    view: {
      kind: 'card',
      now: rfc3339(now, world.zones.offset(state.zone, now)),
      incident: incidentView(incident, record, state),
      latest: entries.slice(-shown),
      unknown: entries.filter((entry) => entry.result === 'unknown'),
      otherOpen: open.filter((id) => id !== incident),
    },
    verdict: 'ok',
  };
}
