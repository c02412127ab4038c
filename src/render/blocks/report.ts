import { corrected, correctionsOf } from '../../core/incident/corrections.ts';
import { headsOf } from '../../core/record/dag.ts';
import type { Recorded } from '../../core/record/envelope.ts';
import type { OutputRef } from '../../core/record/events.ts';
import { incidentOf } from '../../core/incident/incident.ts';
import type { Incident } from '../../core/incident/incident-state.ts';
import { byTime } from '../../core/incident/rows.ts';
import { timeline } from '../../core/incident/timeline.ts';
import type { Entry } from '../../core/incident/entry.ts';
import type { Zones } from '../../core/time/zone.ts';
import { formatIn, type Format } from './format.ts';

/** Everything that a block may show: folds of one record, and nothing else. */
export interface Report {
  readonly id: string;
  readonly incident: Incident;
  /** By when they happened. */
  readonly entries: readonly Entry[];
  /** By hash, as corrected. */
  readonly events: ReadonlyMap<string, Recorded>;
  readonly heads: readonly string[];
  /** What the record should hold and does not; undefined: it is whole. */
  readonly lacking: string | undefined;
  readonly format: Format;
  /** The text of captured output; undefined when the record does not hold it here. */
  output(ref: OutputRef): string | undefined;
}

/**
 * Events that building writes itself are left out, else each document would change the next one. Their
 * parents take their place, so that the heads stay true.
 */
function withoutBuilds(record: readonly Recorded[]): Recorded[] {
  const parentsOf = new Map<string, readonly string[]>();
  const kept: Recorded[] = [];
  for (const event of record) {
    const { size } = parentsOf;
    const parents =
      size === 0 ? event.parents : event.parents.flatMap((parent) => parentsOf.get(parent) ?? [parent]);
    if (event.type === 'postmortem.built') parentsOf.set(event.hash, parents);
    else kept.push(size === 0 ? event : { ...event, parents });
  }
  return kept;
}

/** @param record in its order, as `Journal.read` gives it. */
export function reportOf(
  id: string,
  record: readonly Recorded[],
  zones: Zones,
  blob: (name: string) => Uint8Array | undefined,
  lacking?: string,
): Report {
  const events = withoutBuilds(record);
  const corrections = correctionsOf(events);
  const incident = incidentOf(events, corrections);
  return {
    id,
    incident,
    entries: byTime(timeline(events, { corrections })),
    events: new Map(corrected(events, corrections).map((event) => [event.hash, event])),
    heads: headsOf(events),
    lacking,
    format: formatIn(incident.zone, zones),
    output(ref) {
      const bytes = blob(ref.blob);
      return bytes && new TextDecoder().decode(bytes);
    },
  };
}
