import type { Cards } from '../core/incident/kept-card.ts';
import type { Finding } from '../core/ports/record-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { resolveIncident } from '../core/resolve.ts';
import { rfc3339 } from '../core/time/zone.ts';
import type { CardView, IncidentView } from '../render/views/incident.ts';
import { flagText, type Input, type Outcome } from './command.ts';

/** What a card shows of the record alone: the same until the record changes. */
export interface RecordCard extends Pick<CardView, 'latest' | 'unknown'> {
  readonly incident: IncidentView;
}

/** What a look at the current incident needs as long as its record was not changed. */
export type Glancing = Pick<World, 'clock' | 'zones' | 'env'> & {
  readonly store: Finding;
  readonly cards: Cards;
};

/** A card; or the incident whose card has to be made of its record, and then shown and kept. */
export type Glance =
  | (Outcome & { readonly view: CardView })
  | {
      readonly incident: string;
      readonly shown: (card: RecordCard) => Outcome & { readonly view: CardView };
      readonly keep: (card: RecordCard) => void;
    };

/** The status card without the record: nothing is open, or it was made before. Throws what `resolveIncident` does. */
export async function glance(input: Input, { store, cards, clock, zones, env }: Glancing): Promise<Glance> {
  const open = await store.open();
  const named = flagText(input, 'incident') ?? (env['INC_INCIDENT'] || undefined);
  const current = store.current();
  const chosen = named !== undefined || (current !== undefined && store.exists(current)) || open.length > 0;
  const now = clock.started;
  if (!chosen)
    return {
      view: { kind: 'card', now: rfc3339(now, 0), incident: null, latest: [], unknown: [], otherOpen: [] },
      verdict: 'ok',
    };
  const incident = await resolveIncident(store, named, undefined, 'status');
  const shown = (card: RecordCard): Outcome & { readonly view: CardView } => ({
    view: {
      kind: 'card',
      now: rfc3339(now, zones.offset(card.incident.zone, now)),
      ...card,
      otherOpen: open.filter((id) => id !== incident),
    },
    verdict: 'ok',
  });
  const { kept, keep } = cards.of(incident);
  return kept === undefined ? { incident, shown, keep } : shown(kept as RecordCard);
}
