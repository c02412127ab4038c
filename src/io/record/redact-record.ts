import { readdirSync, rmSync } from 'node:fs';
import { decode } from '../../core/record/decode.ts';
import { placeOf, type Recorded } from '../../core/record/envelope.ts';
import type { EventData, Happening } from '../../core/record/events.ts';
import type { Receipt, Redacted } from '../../core/ports/record-ports.ts';
import { blobsOf, isRedactable, leftOf, redactionsIn } from '../../core/redaction/redacted.ts';
import { stubDigest, stubOf } from '../../core/redaction/stub.ts';
import { codeOf, reasonOf } from '../../core/trouble.ts';
import { readLines } from './lines.ts';
import { readEvent } from './record.ts';
import { wipeBlobs, wipeLines, type Target } from './wipe.ts';

interface Found {
  readonly event: Recorded;
  readonly line: string;
}

/** The lines of these events that still stand, each once, in the order of `hashes`. */
function linesOf(files: readonly string[], hashes: readonly string[]): Found[] {
  const wanted = new Set(hashes);
  const found = new Map<string, Found>();
  for (const file of files)
    for (const raw of readLines(file)) {
      const hash = raw.bytes.toString(
        'latin1',
        Math.max(0, raw.end - raw.start - 66),
        raw.end - raw.start - 2,
      );
      if (!wanted.has(hash) || found.has(hash)) continue;
      const line = raw.bytes.toString();
      const event = readEvent(raw);
      if (typeof event === 'object' && isRedactable(event) && typeof decode(line) === 'object')
        found.set(hash, { event, line });
    }
  return hashes.flatMap((hash) => found.get(hash) ?? []);
}

/** The event that says what was taken out of a line, and what may still be known of it. */
function redactionOf({ event, line }: Found, why: string): EventData['entry.redacted'] {
  const place = placeOf(line);
  const blobs = blobsOf(event);
  return {
    of: event.hash,
    why,
    stub: place ? stubDigest(stubOf(place, Buffer.byteLength(line))) : '',
    left: leftOf(event),
    ...(blobs.length > 0 ? { blobs } : {}),
  };
}

/** Disposable files that may repeat what the record said: all but which catalogue the incident was opened with. */
function dropCache(incident: string): readonly string[] {
  try {
    for (const name of readdirSync(`${incident}/cache`))
      if (name !== 'catalogue') rmSync(`${incident}/cache/${name}`, { force: true, recursive: true });
    return [];
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? [] : [`${incident}/cache: ${reasonOf(error)}`];
  }
}

/** Copies that a repair has made of the record's files. */
function copiesIn(incident: string): string[] {
  try {
    const entries = readdirSync(`${incident}/aside`, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => `${incident}/aside/${name}`);
  } catch {
    return [];
  }
}

type Reading = () => Promise<readonly Recorded[]>;

/**
 * Overwrites the lines, and the blobs that belong to nothing else, and drops what may repeat them.
 *
 * @param incident the incident's folder.
 * @param read the record as it may be shown, once the lines are gone: tells to what else the blobs belong.
 */
async function wipe(
  incident: string,
  files: readonly string[],
  found: readonly Found[],
  read: Reading,
): Promise<Omit<Redacted, 'receipt'>> {
  const targets: readonly Target[] = found.map(({ event }) => event);
  const lines = wipeLines([...files, ...copiesIn(incident)], targets);
  const caches = dropCache(incident);
  const blobs = [...new Set(found.flatMap(({ event }) => blobsOf(event)))];
  const owners = new Map<string, string>();
  if (blobs.length > 0) {
    const gone = new Set(targets.map(({ hash }) => hash));
    const record = await read();
    // What was redacted before holds nothing any more.
    const redacted = redactionsIn(record);
    for (const event of record)
      if (!gone.has(event.hash) && !redacted.has(event.hash))
        for (const blob of blobsOf(event)) owners.set(blob, event.hash);
  }
  const kept = wipeBlobs(
    incident,
    blobs.filter((blob) => !owners.has(blob)),
  );
  return {
    lines: lines.count,
    blobs: kept.count,
    shared: [...new Set(blobs.flatMap((blob) => owners.get(blob) ?? []))],
    trouble: [...lines.trouble, ...kept.trouble, ...caches],
  };
}

/**
 * Records that, and why, the words of these events go; then, when that is durable, takes them out of every file here.
 *
 * @param files the record's files, as they are when asked.
 */
export async function redactIn(
  incident: string,
  files: () => readonly string[],
  hashes: readonly string[],
  why: string,
  append: (happenings: readonly Happening[]) => Promise<Receipt>,
  read: Reading,
): Promise<Redacted> {
  const found = linesOf(files(), hashes);
  if (found.length === 0)
    return {
      receipt: { where: 'home', events: [], redactions: 0 },
      lines: 0,
      blobs: 0,
      shared: [],
      trouble: [],
    };
  const receipt = await append(
    found.map((each) => ({ type: 'entry.redacted', data: redactionOf(each, why) })),
  );
  return { receipt, ...(await wipe(incident, files(), found, read)) };
}

/** Takes out what a redaction in the record says is gone. What cannot be overwritten stays until somebody can. */
export async function takeOut(
  incident: string,
  files: readonly string[],
  standing: readonly Target[],
  read: Reading,
): Promise<void> {
  const found = linesOf(
    files,
    standing.map(({ hash }) => hash),
  );
  await wipe(incident, files, found, read);
}
