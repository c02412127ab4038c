import { findEntry } from '../core/find-entry.ts';
import type { NoteKind } from '../core/events.ts';
import { stamp } from '../core/impact-text.ts';
import type { World } from '../core/ports.ts';
import { timeline } from '../core/timeline.ts';
import { incidentFor } from './asked-incident.ts';
import { askText } from './asking.ts';
import { flagText, type Command, type Input, type Outcome } from './command.ts';
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
  if (named === undefined && flagText(input, 'until') === undefined) return note(input, world);
  const incident = await resolveFrom(input, world, 'note');
  const re = named === undefined ? {} : { re: await entryNamed(named, incident, world) };
  const until = await happenedAt(input, world, incident, 'until');
  const words = input.args.join(' ');
  const text = words.trim() === '' || words === '-' ? await missingText(words, world) : words;
  const more = { ...re, ...(until ? { until: until.text } : {}) };
  const outcome = await note({ args: [text], flags: { ...input.flags, incident } }, adding(more, world));
  const began = outcome.view.kind === 'recorded' ? outcome.view.entries[0]?.at : undefined;
  const odd =
    until && began !== undefined && until.at.ms < Date.parse(began)
      ? [`inc: it ended (${stamp(until.text)}) before it began (${stamp(began)})`]
      : [];
  return { ...outcome, notes: [...(outcome.notes ?? []), ...(until?.notes ?? []), ...odd] };
}

const entryNamed = async (name: string, incident: string, world: World): Promise<string> =>
  findEntry(timeline(await world.journal.read(incident)), name).hash;

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
