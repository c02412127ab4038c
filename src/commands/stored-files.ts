import type { World } from '../core/ports/ports.ts';
import type { GivenRecord, SetAside } from '../core/ports/record-ports.ts';
import { neededBlobs, redactedBlobs } from '../core/record/blob-pieces.ts';
import type { Recorded } from '../core/record/envelope.ts';
import type { LeftOut } from '../core/pasted/rows.ts';

/** What came of the stored files that were among the lines of a record. */
export interface StoredFiles {
  /** Events of the record refer to them, and they are not here. */
  readonly lacking: readonly SetAside[];
  readonly present: number;
  /** They went with the words of an entry that was redacted here: they are not brought back. */
  readonly redacted: number;
  readonly leftOut: readonly LeftOut[];
}

const each = (count: number): string => (count === 1 ? '1 stored file' : `${count} stored files`);

/**
 * @param record as it was before. @param added what comes along. A file that was shared with a redacted entry is taken
 * where that redaction comes along, too: then whoever sent both knew that it stays.
 */
export function storedFiles(
  incident: string | undefined,
  { blobs, refused }: Pick<GivenRecord, 'blobs' | 'refused'>,
  record: readonly Recorded[],
  added: readonly Recorded[],
  world: World,
): StoredFiles {
  if (blobs.length === 0) return { lacking: [], present: 0, redacted: 0, leftOut: refused };
  const needed = neededBlobs([...record, ...added]);
  const gone = redactedBlobs(record);
  const known = redactedBlobs(added);
  const lacking: SetAside[] = [];
  const leftOut: LeftOut[] = [...refused];
  let [present, redacted] = [0, 0];
  for (const [blob, aside] of new Map(blobs.map((one) => [one.blob, one]))) {
    if (incident !== undefined && world.journal.hasBlob(incident, blob)) present++;
    else if (gone.has(blob) || (!needed.has(blob) && known.has(blob))) redacted++;
    else if (needed.has(blob)) lacking.push(aside);
    else
      leftOut.push({
        line: aside.line,
        text: `{"blob":"${blob}",…}`,
        why: 'no event here refers to this stored file',
      });
  }
  return { lacking, present, redacted, leftOut };
}

/** Puts into the record what it lacks. Throws Fault CANT_WRITE. */
export async function keepLacking(incident: string, { lacking }: StoredFiles, world: World): Promise<void> {
  if (lacking.length === 0) return;
  // Somebody may have redacted one of them since they were looked at.
  const record = await world.journal.read(incident);
  const needed = neededBlobs(record);
  for (const aside of lacking)
    if (needed.has(aside.blob) && !world.journal.hasBlob(incident, aside.blob))
      world.journal.keepBlob(incident, aside);
}

export function redactedNote({ redacted }: StoredFiles): readonly string[] {
  return redacted === 0
    ? []
    : [
        `${each(redacted)} went with an entry that was redacted, and ${redacted === 1 ? 'is' : 'are'} not brought back`,
      ];
}

/** What these events refer to, and nobody sent. */
export function missingNote(
  incident: string,
  added: readonly Recorded[],
  record: readonly Recorded[],
  world: World,
): readonly string[] {
  const needed = neededBlobs(record);
  const gone = redactedBlobs(record);
  const named = neededBlobs(added);
  const count = [...named].filter(
    (blob) => needed.has(blob) && !gone.has(blob) && !world.journal.hasBlob(incident, blob),
  ).length;
  return count === 0
    ? []
    : [
        `inc: ${each(count)} that these events refer to did not come with them: inc verify names ${count === 1 ? 'it' : 'them'}`,
      ];
}
