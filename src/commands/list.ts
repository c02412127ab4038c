import { incidentOf } from '../core/incident.ts';
import type { World } from '../core/ports.ts';
import { flagSet, type Input, type Outcome } from './command.ts';

/** `inc list`: newest first. */
export async function list(input: Input, world: World): Promise<Outcome> {
  const current = world.store.current();
  const ids = flagSet(input, 'open')
    ? world.store.open().filter((id) => world.store.exists(id))
    : world.store.incidents();
  const incidents = [];
  for (const incident of ids) {
    const { title, phase, severity, keyTimes, drill } = incidentOf(await world.journal.read(incident));
    incidents.push({
      incident,
      title,
      phase,
      severity: severity ?? null,
      declared: keyTimes.declared ?? '',
      resolved: keyTimes.resolved ?? null,
      drill,
      current: incident === current,
    });
  }
  return { view: { kind: 'list', incidents }, verdict: 'ok' };
}
