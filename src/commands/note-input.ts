import type { NoteKind } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { noteKinds } from '../core/incident/note-kinds.ts';
import type { World } from '../core/ports/ports.ts';
import { askText, inviteText } from './asking.ts';

/** Leaves room for the envelope in a line of 64 KiB, also when every character is escaped. */
const limit = 10_000;

/** The text of a note that has no words: standard input for `-`, else a question, on a terminal only. */
export async function missingText(words: string, world: World): Promise<string> {
  if (words === '-') inviteText(world);
  const given = words === '-' ? (await world.stdin(limit)).replace(/\r?\n$/, '') : undefined;
  return askText(given, 'Note:', 'the note has no text', 'inc note db-1 disk is at 97%', world);
}

export function kindNamed(name: string): NoteKind {
  const kind = noteKinds.find((known) => known === name);
  if (!kind)
    throw new Fault('USAGE', `'${name}' is not a kind of note`, { hint: `one of: ${noteKinds.join(', ')}` });
  return kind;
}
