import { correctionsOf } from '../core/incident/corrections.ts';
import type { Folding } from '../core/incident/fold.ts';
import type { World } from '../core/ports/ports.ts';
import { both, timedRows } from '../core/incident/timed-rows.ts';
import { timelineFold } from '../core/incident/timeline.ts';
import type { IncidentView } from '../render/views/incident.ts';
import type { RecordCard } from './glance.ts';
import { incidentFolding } from './reading.ts';

const latestRows = 5;

/** A card by a fold of its record. */
export const cardFolding =
  (name: string): Folding<RecordCard> =>
  (entries) => {
    const state = incidentFolding(name)(entries);
    const unended = timedRows(({ result }) => result === 'unknown');
    const rows = timelineFold(entries, both(timedRows(undefined, latestRows), unended), {
      corrections: correctionsOf(entries),
    });
    return {
      add(event) {
        state.add(event);
        rows.add(event);
      },
      end() {
        const [latest, unknown] = rows.end();
        return { incident: state.end(), latest, unknown };
      },
    };
  };

/**
 * How an incident stands: as its kept card says, which is of exactly this record; else by the record, whose card is
 * then kept. For what looks at thousands of them.
 */
export async function standing(
  incident: string,
  { cards, journal }: Pick<World, 'cards' | 'journal'>,
): Promise<IncidentView> {
  const { kept, keep } = cards.of(incident);
  if (kept !== undefined) return (kept as RecordCard).incident;
  const card = await journal.fold(incident, cardFolding(incident));
  // What is said of a damaged record stands beside its card, and would be lost.
  if (journal.damaged().every((damage) => damage.incident !== incident)) keep(card);
  return card.incident;
}
