import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { placeOf, type Recorded } from '../core/envelope.ts';
import type { Damage, DamageKind, Verification } from '../core/ports.ts';
import { blobPath } from './blobs.ts';
import { eventTable } from './event-table.ts';
import { readLines } from './lines.ts';
import { digest } from './bulk-hash.ts';
import { readEvent } from './record.ts';

const meanings: Record<DamageKind, readonly [Damage['level'], string]> = {
  'torn-tail': ['warning', 'a write that was cut off, or a line that was cut; kept, ignored'],
  fragment: ['warning', 'a piece of a write that was cut off, or of a line that was cut; kept, ignored'],
  'zero-filled': ['warning', 'bytes that never reached the disk before a crash; kept, ignored'],
  oversized: ['error', 'longer than a line of the record can be'],
  'not-utf8': ['error', 'the line was altered or damaged: not UTF-8'],
  'not-json': ['error', 'the line was altered or damaged: not JSON'],
  'bad-envelope': ['error', 'the line was altered or damaged: not an event'],
  'bad-hash': ['error', 'the line was altered or damaged: its hash does not fit its bytes'],
  'missing-parent': ['error', 'it refers to an event that is not here: never arrived, or removed'],
  'missing-blob': ['error', 'it refers to a stored output that is not here'],
  'bad-blob': ['error', 'a stored output was altered or damaged'],
  'id-reused': ['error', 'two different events claim the same id'],
  'no-opening': ['error', 'the event that opened the incident is not here: never arrived, or removed'],
  'not-a-file': ['error', 'something else stands in the place of a file of the record'],
  'extra-root': ['warning', 'a second beginning of the record'],
  'clock-order': [
    'warning',
    'its id is not greater than its parents’: a clock was wrong; the order is still known',
  ],
  'anchor-missing': ['error', 'the digest given is not in this record: something up to it was cut'],
};

/** Bytes of a short note's line: tells how many events to expect. */
const usualLine = 320;

const blobsOf = (event: Recorded): string[] => {
  const data = event.data as { blob?: unknown; plan?: unknown; output?: { blob?: unknown } };
  const named =
    event.type === 'plan.started' ? [data.plan, data.output?.blob] : [data.blob, data.output?.blob];
  return named.filter((blob): blob is string => typeof blob === 'string' && /^[0-9a-f]{64}$/.test(blob));
};

const digestOf = (hashes: readonly string[]): string => digest(hashes.toSorted().join('\n'));

/**
 * Streams every file: each line's hash, each parent, each blob. The anchor is a digest that was seen earlier:
 * the head of then must still be here, and with it, by its parents, all that came before; of several heads,
 * the event that joined them.
 */
export function verifyFiles(
  incident: string,
  { files, strange }: RecordFiles,
  anchor?: string,
): Verification {
  const damage: Damage[] = [];
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const table = eventTable(Math.ceil(bytes / usualLine));
  // Events that no other has referred to yet; the newest apart, because the next one mostly refers to it, and a Map
  // that is filled and emptied a million times costs V8 more memory than all the rest.
  const loose = new Map<number, string>();
  let newest = { event: -1, hash: '' };
  const wanted: Wanted[] = [];
  const wrong: { hash: string; file: string; line: number }[] = [];
  const checkedBlobs = new Map<string, 'missing-blob' | 'bad-blob' | 'fine'>();
  let [events, duplicates, forks] = [0, 0, 0];
  let opened = false;
  let anchored = anchor === undefined;

  const report = (kind: DamageKind, file: string, line: number, more = ''): void => {
    const [level, meaning] = meanings[kind];
    damage.push({
      kind,
      level,
      file: basename(file),
      line,
      meaning: more ? `${meaning} · ${more}` : meaning,
    });
  };
  const blobState = (blob: string): 'missing-blob' | 'bad-blob' | 'fine' => {
    const path = blobPath(incident, blob);
    if (!existsSync(path)) return 'missing-blob';
    return digest(readFileSync(path)) === blob ? 'fine' : 'bad-blob';
  };
  const refer = (parent: number, child: number, file: string, line: number): void => {
    if (table.refer(parent)) forks++;
    if (newest.event === parent) newest = { event: -1, hash: '' };
    else if (loose.size > 0) loose.delete(parent);
    if (!table.isAfter(child, parent)) report('clock-order', file, line);
  };
  const take = (event: Recorded, file: string, line: number): void => {
    const { id, hash, parents } = event;
    if (table.find(hash) >= 0) {
      duplicates++;
      return;
    }
    const { event: number, reused } = table.add(hash, id);
    if (reused) report('id-reused', file, line, id);
    events++;
    if (parents.length === 0) {
      if (event.type === 'incident.opened' && !opened) opened = true;
      else report('extra-root', file, line);
    }
    for (const parent of parents) {
      const found = table.find(parent);
      if (found >= 0) refer(found, number, file, line);
      else wanted.push({ parent, child: number, file, line });
    }
    if (newest.event >= 0) loose.set(newest.event, newest.hash);
    newest = { event: number, hash };
    if (anchor !== undefined && !anchored)
      anchored = hash.startsWith(anchor) || (parents.length > 1 && digestOf(parents) === anchor);
    for (const blob of blobsOf(event)) {
      const state = checkedBlobs.get(blob) ?? blobState(blob);
      checkedBlobs.set(blob, state);
      if (state !== 'fine') report(state, file, line, blob.slice(0, 12));
    }
  };

  for (const name of strange) report('not-a-file', name, 0);
  for (const file of files)
    for (const line of readLines(file)) {
      const event = readEvent(line);
      if (event === 'bad-hash')
        wrong.push({ hash: placeOf(line.bytes.toString('latin1'))?.hash ?? '', file, line: line.number });
      else if (typeof event === 'string') report(event, file, line.number);
      else if (event) take(event, file, line.number);
    }
  for (const { parent, child, file, line } of wanted) {
    const found = table.find(parent);
    if (found >= 0) refer(found, child, file, line);
    else report('missing-parent', file, line, parent.slice(0, 12));
  }
  // Two writes that met leave the beginning of one before the end of the other; both are repeated after it.
  for (const { hash, file, line } of wrong)
    report(table.find(hash) >= 0 ? 'fragment' : 'bad-hash', file, line);
  if (!opened) report('no-opening', '', 0);
  const heads = [...loose.values(), newest.hash].filter((hash) => hash !== '').toSorted();
  if (anchor !== undefined && !anchored && digestOf(heads) !== anchor)
    report('anchor-missing', '', 0, anchor.slice(0, 12));
  const [only, ...others] = heads;
  const names = files.map((file) => basename(file));
  damage.sort((a, b) => names.indexOf(a.file) - names.indexOf(b.file) || a.line - b.line);
  return {
    events,
    files: files.length,
    bytes,
    forks,
    duplicates,
    heads,
    digest: only !== undefined && others.length === 0 ? only : digestOf(heads),
    damage,
  };
}

/** A record's files, and the names of what stands among them and is none. */
export interface RecordFiles {
  readonly files: readonly string[];
  readonly strange: readonly string[];
}

interface Wanted {
  readonly parent: string;
  readonly child: number;
  readonly file: string;
  readonly line: number;
}
