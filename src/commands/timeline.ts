import type { World } from '../core/ports.ts';
import { byTime, timeline } from '../core/timeline.ts';
import type { Input, Outcome } from './command.ts';
import { chosenIncident } from './reading.ts';

/** `inc timeline`. */
export async function showTimeline(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'timeline');
  const opening = world.journal.opening(incident);
  const entries = byTime(timeline(await world.journal.read(incident)));
  return {
    view: { kind: 'timeline', incident, title: opening?.title ?? '', zone: opening?.zone ?? 'UTC', entries },
    verdict: 'ok',
  };
}
