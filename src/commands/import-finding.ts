import type { Recorded } from '../core/record/envelope.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { GivenRecord, Merged } from '../core/ports/record-ports.ts';
import { flagSet, type Input } from './command.ts';
import { presentIn, understand, type Understood } from './import-rows.ts';
import type { Subject } from './import-subject.ts';
import { redactedNote, storedFiles, type StoredFiles } from './stored-files.ts';

/** What is to be imported, against what is there already. */
export interface Found extends Understood {
  readonly incident: string;
  /** The event that opens it, when it is not in this store yet. */
  readonly opens: Recorded | undefined;
  readonly record: readonly Recorded[];
  /** Of the rows, as they would be recorded. */
  readonly texts: readonly string[];
  readonly present: readonly boolean[];
  readonly merged: Merged | undefined;
  readonly stored: StoredFiles;
}

/** Reads what was given and compares it with the record; writes nothing. Throws USAGE when it is empty, DATA when its beginning was altered. */
export async function look(input: Input, given: GivenRecord, subject: Subject, world: World): Promise<Found> {
  const { text } = given;
  if (text.trim() === '' && given.blobs.length + given.refused.length === 0)
    throw new Fault('USAGE', 'there is nothing to import', { hint: 'inc import FILE, or: … | inc import -' });
  const { incident, opens, zone, record: events } = subject;
  const understood = await understand(input, text, zone, events, world);
  const { rows, recorded } = understood;
  const texts = await world.redactDeep(rows.map((row) => row.text));
  const lines = recorded.map((one) => one.text);
  const merged =
    lines.length === 0
      ? undefined
      : opens
        ? await world.journal.adopt(incident, lines, { look: true })
        : await world.journal.merge(incident, lines, { look: true });
  if (opens && merged?.added.every(({ hash }) => hash !== opens.hash))
    throw new Fault('DATA', 'the line that opens the incident was altered: nothing can be joined to it', {
      hint: 'export it once more, or name an incident to import the rest into: -i ID',
    });
  const refused = (merged?.refused ?? []).map(({ index, why }) => ({
    line: recorded[index]?.line ?? 0,
    text: lines[index] ?? '',
    why,
  }));
  const stored = storedFiles(opens ? undefined : incident, given, events, merged?.added ?? [], world);
  return {
    ...understood,
    notes: [...understood.notes, ...redactedNote(stored)],
    leftOut: [...understood.leftOut, ...refused, ...stored.leftOut].toSorted((a, b) => a.line - b.line),
    stored,
    incident,
    opens,
    record: events,
    texts,
    merged,
    present: flagSet(input, 'again') ? rows.map(() => false) : presentIn(events, rows, texts),
  };
}
