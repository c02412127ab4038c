import { correctionsOf } from '../core/incident/corrections.ts';
import { headsFold } from '../core/record/dag.ts';
import { together, type Folding } from '../core/incident/fold.ts';
import { incidentFold } from '../core/incident/incident.ts';
import type { Incident } from '../core/incident/incident-state.ts';
import { durationsOf } from '../core/incident/metrics.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { findIncident } from '../core/candidates.ts';
import { resolveIncident } from '../core/resolve.ts';
import { sha256 } from '../core/record/sha256.ts';
import type { IncidentView } from '../render/views/incident.ts';
import { flagText, type Input } from './command.ts';

/** The incident that a reading verb is about: its first word, or as for every other verb. */
export async function chosenIncident(
  input: Input,
  world: Pick<World, 'store' | 'env'>,
  verb: string,
): Promise<string> {
  const [word] = input.args;
  const flag = flagText(input, 'incident');
  if (word !== undefined && flag !== undefined)
    throw new Fault('USAGE', `two incidents are named: '${word}' and -i ${flag}`, {
      hint: `name one: inc ${verb} ${word}`,
    });
  return word === undefined
    ? resolveIncident(world.store, flag, world.env['INC_INCIDENT'], verb)
    : findIncident(world.store, word, verb);
}

/** The head's hash; of several heads, SHA-256 of the sorted hashes joined by line feeds. */
export function digestOf(heads: readonly string[]): string {
  const [only, ...others] = heads;
  return only !== undefined && others.length === 0
    ? only
    : sha256(new TextEncoder().encode(heads.toSorted().join('\n')));
}

/** One incident as it stands, by a fold of its record. */
export const incidentFolding =
  (incident: string): Folding<IncidentView> =>
  (entries) => {
    const folds = together({ state: incidentFold(correctionsOf(entries)), heads: headsFold() });
    return {
      add: (event) => folds.add(event),
      end() {
        const { state, heads } = folds.end();
        return incidentView(incident, heads, state);
      },
    };
  };

function incidentView(incident: string, heads: readonly string[], state: Incident): IncidentView {
  const {
    title,
    zone,
    drill,
    phase,
    severity,
    severities,
    services,
    keyTimes,
    impacts,
    roles,
    actions,
    plans,
    commands,
    links,
    attachments,
  } = state;
  return {
    kind: 'incident',
    incident,
    title,
    zone,
    drill,
    phase,
    severity: severity ?? null,
    severities,
    services,
    keyTimes,
    durations: durationsOf(keyTimes),
    impacts,
    roles,
    actions,
    plans,
    commands,
    links,
    attachments,
    events: state.events,
    digest: digestOf(heads),
  };
}
