import type { World } from '../core/ports/ports.ts';
import type { Receipt } from '../core/ports/record-ports.ts';
import { lateFrom } from '../core/incident/entry.ts';
import { timeline } from '../core/incident/timeline.ts';
import { rfc3339 } from '../core/time/zone.ts';
import type { ImportView } from '../render/views/incident.ts';
import type { Found } from './import-finding.ts';

/** What is shown of an import. @param receipt absent: a preview. */
export function viewOf(found: Found, world: World, receipt?: Receipt): ImportView {
  const { incident, rows, texts, present, merged, leftOut, notes, record: events } = found;
  const opening = found.opens?.type === 'incident.opened' ? found.opens.data : undefined;
  const { title = '', zone = 'UTC' } = opening ?? world.journal.opening(incident) ?? {};
  const added = new Set(merged?.added.map(({ hash }) => hash));
  const ids = [...(receipt?.events ?? [])];
  return {
    kind: 'import',
    incident,
    title,
    zone,
    opens: found.opens !== undefined,
    state: receipt === undefined ? 'preview' : receipt.where === 'home' ? 'imported' : 'spooled',
    rows: rows.map((row, index) => {
      const event = present[index] ? undefined : ids.shift();
      const late = (event ? Date.parse(event.rec) : world.clock.started) - row.at.ms;
      return {
        line: row.line,
        id: event?.hash.slice(0, 7) ?? null,
        at: rfc3339(row.at.ms, row.at.offset),
        until: row.until ? rfc3339(row.until.ms, row.until.offset) : null,
        approx: row.approx === true,
        zone: row.zone,
        kind: row.kind,
        text: texts[index] ?? row.text,
        late: late >= lateFrom ? late : null,
        present: present[index] === true,
        notes: row.notes,
      };
    }),
    events: merged
      ? {
          added: timeline([...events, ...merged.added]).filter(({ hash }) => added.has(hash)),
          count: merged.added.length,
          present: merged.present,
          replicas: [...new Set(merged.added.map(({ rep }) => rep))].toSorted(),
        }
      : null,
    files:
      found.stored.lacking.length + found.stored.present > 0
        ? { added: found.stored.lacking.length, present: found.stored.present }
        : null,
    leftOut,
    notes,
    redactions: receipt?.redactions ?? 0,
  };
}
