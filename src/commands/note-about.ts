import { findEntry } from '../core/find-entry.ts';
import type { NoteKind } from '../core/events.ts';
import type { World } from '../core/ports.ts';
import { timeline } from '../core/timeline.ts';
import { askText } from './asking.ts';
import { flagText, type Command, type Input, type Outcome } from './command.ts';
import { missingText } from './note-input.ts';
import { note } from './note.ts';
import { resolveFrom, type Writing } from './writing.ts';

/** Notes whose event says, beside what `note` writes, which entry they are about. */
function about(hash: string, { clock, zones, env, store, journal }: World): Writing {
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
              ? { ...happening, data: { ...happening.data, re: hash } }
              : happening,
          ),
        ),
    },
  };
}

/**
 * `inc note` with everything that a note can have. What needs the record (`--re`) is here and not in note.ts,
 * which the fast path loads.
 */
export async function noteAbout(input: Input, world: World): Promise<Outcome> {
  const named = flagText(input, 're');
  if (named === undefined) return note(input, world);
  const incident = await resolveFrom(input, world, 'note');
  const { hash } = findEntry(timeline(await world.journal.read(incident)), named);
  const words = input.args.join(' ');
  const text = words.trim() === '' || words === '-' ? await missingText(words, world) : words;
  return note({ args: [text], flags: { ...input.flags, incident } }, about(hash, world));
}

/** A note whose kind is its verb. */
const ofKind =
  (verb: string, kind: NoteKind, question: string, example: string): Command =>
  async (input, world) => {
    const incident = await resolveFrom(input, world, verb);
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
