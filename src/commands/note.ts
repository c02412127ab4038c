import type { NoteKind } from '../core/record/events.ts';
import type { World } from '../core/ports/ports.ts';
import { flagText, flagTexts, type Input } from './command.ts';
import { happenedAt, resolveFrom, written, type Writing, type Written } from './writing.ts';

/** `inc note TEXT…`: needs no state, so it never folds, and is accepted in every phase. */
export async function note(input: Input, world: Writing): Promise<Written> {
  const incident = await resolveFrom(input, world, 'note');
  const words = input.args.join(' ');
  const text =
    words.trim() === '' || words === '-'
      ? await (await import('./note-input.ts')).missingText(words, world as World)
      : words;
  const kind = await kindOf(flagText(input, 'kind'), text);
  const at = await happenedAt(input, world, incident);
  const receipt = await world.journal.append(incident, [
    {
      type: 'note.added',
      data: {
        kind,
        text,
        tags: flagTexts(input, 'tag'),
        ...(at?.approx ? { approx: true } : {}),
      },
      ...(at ? { at: at.at } : {}),
    },
  ]);
  return written(world, incident, receipt, [kind === 'note' ? 'noted' : kind], at?.notes);
}

const kindOf = async (named: string | undefined, text: string): Promise<NoteKind> =>
  named === undefined
    ? text.startsWith('TODO:')
      ? 'todo'
      : 'note'
    : (await import('./note-input.ts')).kindNamed(named);
