import { Fault } from '../core/faults.ts';
import { findEntry } from '../core/incident/find-entry.ts';
import type { NoteKind } from '../core/record/events.ts';
import { stamp } from '../core/incident/impact-text.ts';
import type { World } from '../core/ports/ports.ts';
import { show } from '../core/text/screen-text.ts';
import { hypothesesIn } from '../core/incident/standing.ts';
import { timeline } from '../core/incident/timeline.ts';
import type { Entry } from '../core/incident/entry.ts';
import { incidentFor } from './asked-incident.ts';
import { askText } from './asking.ts';
import { flagSet, flagText, flagTexts, type Command, type Input, type Outcome } from './command.ts';
import { missingText } from './note-input.ts';
import { note } from './note.ts';
import { happenedAt, resolveFrom, type Writing } from './writing.ts';

/** Notes whose event says, beside what `note` writes, which entry they are about, or when it ended. */
function adding(
  more: { readonly re?: string; readonly until?: string },
  { clock, zones, env, store, journal }: World,
): Writing {
  return {
    clock,
    zones,
    env,
    store,
    journal: {
      opening: (incident) => journal.opening(incident),
      append: (incident, happenings) =>
        journal.append(
          incident,
          happenings.map((happening) =>
            happening.type === 'note.added'
              ? { ...happening, data: { ...happening.data, ...more } }
              : happening,
          ),
        ),
    },
  };
}

/**
 * `inc note` with everything that a note can have. What needs the record (`--re`) is here and not in note.ts,
 * which the fast path loads; so is `--until`, which is rare.
 */
export async function noteAbout(input: Input, world: World): Promise<Outcome> {
  const named = flagText(input, 're');
  const settled = settledBy(input);
  if (named === undefined && !settled && flagText(input, 'until') === undefined) return note(input, world);
  const incident = await resolveFrom(input, world, 'note');
  const about = named === undefined && !settled ? undefined : await entryMeant(named, incident, world);
  const until = await happenedAt(input, world, incident, 'until');
  const typed = input.args.join(' ');
  const words = typed.trim() === '' ? (settled?.text ?? '') : typed;
  const text = words === '' || words === '-' ? await missingText(words, world) : words;
  const more = { ...(about ? { re: about.hash } : {}), ...(until ? { until: until.text } : {}) };
  const flags = {
    ...input.flags,
    incident,
    ...(settled ? { tag: [...flagTexts(input, 'tag'), settled.tag] } : {}),
  };
  const outcome = await note({ args: [text], flags }, adding(more, world));
  const began = outcome.view.kind === 'recorded' ? outcome.view.entries[0]?.at : undefined;
  const odd =
    until && began !== undefined && until.at.ms < Date.parse(began)
      ? [`inc: it ended (${stamp(until.text)}) before it began (${stamp(began)})`]
      : [];
  const idle =
    settled && about && about.kind !== 'hypothesis'
      ? [`inc: ${about.id} is no hypothesis (${about.kind}): nothing is ${settled.text.toLowerCase()} by it`]
      : [];
  return { ...outcome, notes: [...(outcome.notes ?? []), ...(until?.notes ?? []), ...odd, ...idle] };
}

/** What `--ruled-out` and `--confirmed` add to a note: how core/incident/standing.ts knows it, and words where there are none. */
function settledBy(input: Input): { readonly tag: string; readonly text: string } | undefined {
  const [out, confirmed] = [flagSet(input, 'ruledOut'), flagSet(input, 'confirmed')];
  if (out && confirmed)
    throw new Fault('USAGE', 'a hypothesis is not ruled out and confirmed at once', {
      hint: 'leave out one of the two',
    });
  if (out) return { tag: 'ruled-out', text: 'Ruled out' };
  return confirmed ? { tag: 'confirmed', text: 'Confirmed' } : undefined;
}

/** The entry that was named; of a hypothesis that was not, the only one that is open. */
async function entryMeant(name: string | undefined, incident: string, world: World): Promise<Entry> {
  const entries = timeline(await world.journal.read(incident));
  if (name !== undefined) return findEntry(entries, name);
  const open = hypothesesIn(entries).filter(({ standing }) => standing === 'open');
  const [only, ...others] = open;
  if (only && others.length === 0) return only.entry;
  throw new Fault('USAGE', only ? 'several hypotheses are open' : 'no hypothesis is open', {
    hint: only
      ? open.map(({ entry }) => `--re ${entry.id}  ${show(entry.text)}`).join('\n')
      : 'name the entry: --re ID; inc timeline --kind hypothesis lists them',
  });
}

/** A note whose kind is its verb. */
const ofKind =
  (verb: string, kind: NoteKind, question: string, example: string): Command =>
  async (input, world) => {
    const incident = await incidentFor(input, world, verb);
    const words = input.args.join(' ').trim();
    const text =
      words === '-'
        ? words
        : await askText(words || undefined, question, `inc ${verb} needs a text`, example, world);
    return noteAbout({ args: [text], flags: { ...input.flags, kind, incident } }, world);
  };

/** `inc decide TEXT`. */
export const decide = ofKind(
  'decide',
  'decision',
  'What was decided?',
  'inc decide "rolling restart; bo executes"',
);

/** `inc ask TEXT`: open until something is noted about it. */
export const ask = ofKind('ask', 'question', 'What do you want to know?', 'inc ask "why was nobody paged?"');
