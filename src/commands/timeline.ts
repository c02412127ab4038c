import type { Recorded } from '../core/record/envelope.ts';
import { faultExit } from '../core/exit-codes.ts';
import { Fault, type Verdict } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Opening } from '../core/ports/record-ports.ts';
import { show } from '../core/text/screen-text.ts';
import { matcher, type EntryFilter } from '../core/incident/timeline-filter.ts';
import { both, timedRows } from '../core/incident/timed-rows.ts';
import { byTime, type Rows } from '../core/incident/rows.ts';
import { timeline, timelineFold } from '../core/incident/timeline.ts';
import type { Entry } from '../core/incident/entry.ts';
import type { View } from '../render/views/view.ts';
import { flagSet, flagText, flagTexts, type Input, type Outcome } from './command.ts';
import { periodOf } from './period.ts';
import { chosenIncident } from './reading.ts';

interface Wish extends EntryFilter {
  /** The last so many only. */
  readonly last?: number;
  readonly notes: readonly string[];
  /** With everything that was corrected, as it was first. */
  readonly history: boolean;
}

function wishOf(input: Input, zone: string, world: World): Wish {
  const by = flagText(input, 'by')?.replace(/^@/, '');
  const lines = flagText(input, 'lines');
  if (lines !== undefined && !/^\d{1,9}$/.test(lines))
    throw new Fault('USAGE', `'${lines}' is not a number of entries`, { hint: 'the last ten: -L 10' });
  return {
    ...periodOf(input, zone, world),
    kinds: flagTexts(input, 'kind').map((kind) => kind.toLowerCase()),
    tags: flagTexts(input, 'tag').map((tag) => tag.replace(/^#/, '')),
    ...(by === undefined ? {} : { by }),
    ...(lines === undefined ? {} : { last: Number(lines) }),
    history: flagSet(input, 'history'),
  };
}

/** The rows that were asked for, by when they happened. */
function chosen(entries: readonly Entry[], wish: Wish): Entry[] {
  const rows = byTime(entries).filter(matcher(wish));
  return wish.last === undefined ? rows : rows.slice(Math.max(0, rows.length - wish.last));
}

/** The kinds of a record's rows, in the order of their first ones. */
function kindsOf(): Rows<readonly string[]> {
  const first = new Map<string, number>();
  return {
    add: ({ kind }, index) => void first.set(kind, Math.min(index, first.get(kind) ?? index)),
    end: () => [...first].toSorted(([, a], [, b]) => a - b).map(([kind]) => kind),
  };
}

/** A kind that is nowhere in the record may be a slip of the fingers. */
function strangers(known: readonly string[], { kinds }: Wish): string[] {
  const strange = kinds.filter((kind) => !known.includes(kind));
  return strange.length === 0
    ? []
    : [`inc: there is no ${show(strange.join(', no '))} here; the kinds are: ${show(known.join(', '))}`];
}

/** `inc timeline`: everything, or what the flags leave; with `--follow` also what comes. */
export async function showTimeline(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'timeline');
  const opening = world.journal.opening(incident);
  const { title = '', zone = 'UTC' } = opening ?? {};
  const wish = wishOf(input, zone, world);
  if (flagSet(input, 'follow'))
    return {
      view: { kind: 'following', incident, title },
      verdict: 'ok',
      notes: wish.notes,
      more: followed(incident, opening, wish, world),
    };
  const [entries, kinds] = await world.journal.fold(incident, (early) =>
    timelineFold(early, both(timedRows(matcher(wish), wish.last), kindsOf()), wish),
  );
  return {
    view: { kind: 'timeline', incident, title, zone, entries },
    verdict: 'ok',
    notes: [...wish.notes, ...strangers(kinds, wish)],
  };
}

/** What was shown and has been retracted since; from then on it is as if it had never been shown. */
function takenBack(
  record: readonly Recorded[],
  entries: readonly Entry[],
  shown: Map<string, string>,
): readonly Entry[] {
  const here = new Set(entries.map(({ hash }) => hash));
  const gone = new Set([...shown.keys()].filter((hash) => !here.has(hash)));
  for (const hash of gone) shown.delete(hash);
  return gone.size === 0 ? [] : timeline(record, { history: true }).filter(({ hash }) => gone.has(hash));
}

/** An entry comes again when something about it has changed: a command that had started has ended, a text was amended, it was retracted. */
async function* followed(
  incident: string,
  opening: Opening | undefined,
  wish: Wish,
  world: World,
): AsyncGenerator<View, Verdict, void> {
  const shown = new Map<string, string>();
  const isNew = (entry: Entry): boolean => {
    const text = JSON.stringify(entry);
    if (shown.get(entry.hash) === text) return false;
    shown.set(entry.hash, text);
    return true;
  };
  const isWanted = matcher(wish);
  let day = '';
  let first = true;
  for await (const _ of await world.growth(incident)) {
    const record = await world.journal.read(incident);
    const entries = timeline(record, wish);
    const fresh = [...takenBack(record, entries, shown), ...entries.filter(isNew)];
    for (const entry of first ? chosen(fresh, wish) : fresh.filter(isWanted)) {
      const its = entry.at.slice(0, 10) + entry.at.slice(-6);
      yield { kind: 'entry', incident, zone: opening?.zone ?? 'UTC', newDay: its !== day, entry };
      day = its;
    }
    first = false;
  }
  const why: unknown = world.interruption.reason;
  return { exit: why instanceof Fault ? faultExit(why.code) : 129 };
}
