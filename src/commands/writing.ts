import type { World } from '../core/ports/ports.ts';
import type { Finding, Receipt } from '../core/ports/record-ports.ts';
import { resolveIncident } from '../core/resolve.ts';
import type { RecordedView } from '../render/views/incident.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import type { Happened } from './happened.ts';

/** What a verb needs that only adds to the record. */
export type Writing = Pick<World, 'clock' | 'zones' | 'env'> & {
  readonly store: Finding;
  readonly journal: Pick<World['journal'], 'append' | 'opening'>;
};

/** Which incident a writing verb is about; the answer names it again. */
export const resolveFrom = (
  input: Input,
  world: Pick<Writing, 'store' | 'env'>,
  verb: string,
): Promise<string> =>
  resolveIncident(world.store, flagText(input, 'incident'), world.env['INC_INCIDENT'], verb);

/** The `--at` (or another time) of a command line; undefined when it was not given: it happened now. */
export async function happenedAt(
  input: Input,
  world: Writing,
  incident: string,
  flag = 'at',
): Promise<Happened | undefined> {
  const text = flagText(input, flag);
  if (text === undefined) return undefined;
  const { readTime } = await import('./happened.ts');
  return readTime(text, world.journal.opening(incident)?.zone ?? 'UTC', world);
}

/** The answer of a verb that only adds to the record. */
export type Written = Outcome & { readonly view: RecordedView };

/** The acknowledgement of what an append wrote, or the truth about what it could not. */
export function written(
  world: Writing,
  incident: string,
  receipt: Receipt,
  told: readonly string[],
  notes: readonly string[] = [],
): Written {
  const { where, events, redactions, trouble } = receipt;
  return {
    view: {
      kind: 'recorded',
      incident,
      title: world.journal.opening(incident)?.title ?? '',
      where,
      entries: events.map(({ hash, type, at }, index) => ({
        id: hash.slice(0, 7),
        hash,
        type,
        at,
        told: told[index] ?? type,
      })),
      redactions,
    },
    verdict: where === 'home' ? 'ok' : 'spooled',
    notes: [...notes, ...(trouble?.told ?? [])],
  };
}
