import { isCorrection } from '../core/incident/corrections.ts';
import type { Recorded } from '../core/record/envelope.ts';
import { Fault } from '../core/faults.ts';
import { findEntry } from '../core/incident/find-entry.ts';
import { incidentOf } from '../core/incident/incident.ts';
import type { World } from '../core/ports/ports.ts';
import { show } from '../core/text/screen-text.ts';
import { timeline } from '../core/incident/timeline.ts';
import { incidentFor } from './asked-incident.ts';
import { flagText, type Input } from './command.ts';

/** What a correction is about. */
export interface Target {
  readonly incident: string;
  readonly record: readonly Recorded[];
  readonly event: Recorded;
  /** Its short id. */
  readonly id: string;
}

/**
 * The entry that the first word names; corrections have ids too (`inc timeline --history`). `last` is the last one
 * that the same person wrote on the same machine, so that nobody corrects what a colleague has written meanwhile.
 *
 * @param isMeant which entries `last` can mean.
 * @param options `evenRetracted`: `last` means also what was retracted, and by a correction what it corrects: for a
 *   verb that cannot be undone, and that must not miss its mark and hit the entry before.
 */
export async function targetOf(
  input: Input,
  world: World,
  verb: string,
  isMeant: (event: Recorded) => boolean,
  { evenRetracted = false }: { readonly evenRetracted?: boolean } = {},
): Promise<Target> {
  const incident = await incidentFor(input, world, verb);
  const [name = ''] = input.args;
  const record = await world.journal.read(incident);
  const byHash = new Map(record.map((event) => [event.hash, event]));
  const { by } = world.identity;
  const mine = timeline(record, { history: evenRetracted }).filter((entry) => {
    const event = byHash.get(entry.hash);
    return event !== undefined && event.by === by && isMeant(event);
  });
  if (name === 'last' && mine.length === 0)
    throw new Fault('NOT_FOUND', `${by} has written nothing here that inc ${verb} could be about`, {
      hint: `name the entry by its id: inc timeline, then: inc ${verb} ID …`,
    });
  if (name !== 'last') {
    const { hash, id } = findEntry(timeline(record, { history: true }), name);
    return { incident, record, event: byHash.get(hash) as Recorded, id };
  }
  const event = correctedBy(byHash.get(findEntry(mine, name).hash) as Recorded, byHash);
  return { incident, record, event, id: event.hash.slice(0, 7) };
}

/** What a correction is about in the end; any other event is itself. */
function correctedBy(event: Recorded, byHash: ReadonlyMap<string, Recorded>): Recorded {
  const of = isCorrection(event) ? byHash.get(event.data.of) : undefined;
  return of ? correctedBy(of, byHash) : event;
}

/** On a terminal the entry is shown before anything is asked: `last` may be another one than was meant. */
export function remind(
  { record, event, id }: Target,
  { terminal, watcher }: Pick<World, 'terminal' | 'watcher'>,
): void {
  if (!terminal.interactive) return;
  const entry = timeline(record, { history: true }).find(({ hash }) => hash === event.hash);
  watcher.told(
    `${id}  ${show(entry?.at ?? event.at)}  ${show(entry?.by ?? event.by)}  ${show(entry?.text ?? event.type)}`,
  );
}

/** Why something is taken back: `--why`, else asked for on a terminal. */
export async function whyOf(
  input: Input,
  world: Pick<World, 'terminal' | 'prompt'>,
  question: string,
  example: string,
): Promise<string> {
  const given = flagText(input, 'why')?.trim();
  const why =
    given ?? (world.terminal.interactive ? (await (await world.prompt()).text(question)).trim() : '');
  if (why === '') throw new Fault('USAGE', 'no reason was given', { hint: example });
  return why;
}

/** The index of open incidents, after a correction that may have changed whether this one is over. */
export async function remark(incident: string, world: Pick<World, 'journal' | 'store'>): Promise<void> {
  const { phase } = incidentOf(await world.journal.read(incident));
  world.store.mark(incident, phase === 'closed' || phase === 'cancelled' ? 'closed' : 'open');
}
