import type { World } from '../core/ports/ports.ts';
import { parseWhen } from '../core/time/when.ts';
import { rfc3339 } from '../core/time/zone.ts';

/** When something happened, as a person said it: for the envelope, for `data`, and what to tell them about it. */
export interface Happened {
  readonly at: { readonly ms: number; readonly offset: number };
  /** RFC 3339. */
  readonly text: string;
  readonly notes: readonly string[];
  readonly approx?: true;
}

/** A time as it was typed, in the zone of the incident unless it names one. */
export function readTime(text: string, zone: string, world: Pick<World, 'clock' | 'zones'>): Happened {
  const {
    ms,
    zone: named,
    notes,
    approx,
  } = parseWhen(text, { now: world.clock.started, zone, zones: world.zones });
  const offset = world.zones.offset(named ?? zone, ms);
  return { at: { ms, offset }, text: rfc3339(ms, offset), notes, ...(approx ? { approx } : {}) };
}
