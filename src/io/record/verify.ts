import { statSync } from 'node:fs';
import type { Recorded } from '../../core/record/envelope.ts';
import type { Verification } from '../../core/ports/record-ports.ts';
import { blobsOf } from '../../core/redaction/redacted.ts';
import { codeOf } from '../../core/trouble.ts';
import { blobPath } from './blobs.ts';
import { digest, digestOfFile } from './bulk-hash.ts';
import { damageList } from './damage.ts';
import { eventTable, prefixOf } from './event-table.ts';
import { readLines } from './lines.ts';
import { numberRows } from './number-rows.ts';
import { breath, usualLine, type Progress } from '../terminal/progress.ts';
import { readEvent } from './record.ts';
import { statedHash } from './stated-hash.ts';
import { redactionReckoning } from './redaction-reckoning.ts';

const inHex = (word: number): string => word.toString(16).padStart(8, '0');

const digestOf = (hashes: readonly string[]): string => digest(hashes.toSorted().join('\n'));

/**
 * Streams every file: each line's hash, each parent, each blob. An anchor is a digest that was seen earlier:
 * the head of then must still be here, and with it, by its parents, all that came before; of several heads,
 * the event that joined them.
 */
export async function verifyFiles(
  incident: string,
  { files, strange }: RecordFiles,
  anchors: readonly string[] = [],
  progress?: Progress,
): Promise<Verification> {
  const { report, found } = damageList();
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const table = eventTable(Math.ceil(bytes / usualLine));
  // Events that no other has referred to yet; the newest apart, because the next one mostly refers to it, and a Map
  // that is filled and emptied a million times costs V8 more memory than all the rest.
  const loose = new Map<number, string>();
  const nobody = { event: -1, hash: '' };
  let newest = nobody;
  // What can only be judged when all lines are known: parents that come later, by hash, child, file and line; and
  // lines whose hash is wrong, by hash, file and line.
  const wanted = numberRows(5);
  const wrong = numberRows(4);
  const redactions = redactionReckoning();
  const checkedBlobs = new Map<string, 'missing-blob' | 'bad-blob' | 'fine'>();
  let [events, duplicates, forks] = [0, 0, 0];
  let opened = false;
  const sought = new Set(anchors);

  const blobState = (blob: string): 'missing-blob' | 'bad-blob' | 'fine' => {
    const path = blobPath(incident, blob);
    try {
      return digestOfFile(path) === blob ? 'fine' : 'bad-blob';
    } catch (error) {
      return codeOf(error) === 'ENOENT' ? 'missing-blob' : 'bad-blob';
    }
  };
  const refer = (parent: number, child: number, file: number, line: number): void => {
    if (table.refer(parent)) forks++;
    if (newest.event === parent) newest = nobody;
    else if (loose.size > 0) loose.delete(parent);
    if (!table.isAfter(child, parent)) report('clock-order', files[file] ?? '', line);
  };
  const take = (event: Recorded, at: number, line: number): void => {
    const file = files[at] ?? '';
    const { id, hash, parents } = event;
    const number = table.add(hash, id);
    if (number < 0) {
      duplicates++;
      return;
    }
    if (table.reused) report('id-reused', file, line, id);
    events++;
    redactions.took(event, at, line);
    if (parents.length === 0) {
      if (event.type === 'incident.opened' && !opened) opened = true;
      else report('extra-root', file, line);
    }
    for (const parent of parents) {
      const known = parent === newest.hash ? newest.event : table.find(parent);
      if (known >= 0) refer(known, number, at, line);
      else wanted.push([...prefixOf(parent), number, at, line]);
    }
    if (newest.event >= 0) loose.set(newest.event, newest.hash);
    newest = { event: number, hash };
    for (const anchor of sought)
      if (hash.startsWith(anchor) || (parents.length > 1 && digestOf(parents) === anchor))
        sought.delete(anchor);
    for (const blob of blobsOf(event)) {
      const state = checkedBlobs.get(blob) ?? blobState(blob);
      checkedBlobs.set(blob, state);
      if (state !== 'fine') redactions.lost(blob, state, at, line);
    }
  };

  for (const name of strange) report('not-a-file', name, 0);
  let [lines, done] = [0, 0];
  for (const [at, file] of files.entries())
    for (const line of readLines(file)) {
      done += line.end - line.start + 1;
      if (++lines % breath === 0) await progress?.read(lines, done, bytes);
      const event = readEvent(line);
      if (event === 'bad-hash') {
        const stated = statedHash(line.bytes);
        wrong.push([...prefixOf(stated), at, line.number]);
      } else if (typeof event === 'string') report(event, file, line.number);
      else if (event) take(event, at, line.number);
    }
  progress?.end();
  for (const [high = 0, low = 0, child = 0, file = 0, line = 0] of wanted) {
    const known = table.findWords(high, low);
    if (known >= 0) refer(known, child, file, line);
    else report('missing-parent', files[file] ?? '', line, inHex(high) + inHex(low).slice(0, 4));
  }
  // Two writers that met leave the beginning of one before the end of the other; both are repeated after it.
  for (const [high = 0, low = 0, file = 0, line = 0] of wrong)
    report(table.findWords(high, low) >= 0 ? 'fragment' : 'bad-hash', files[file] ?? '', line);
  const redacted = redactions.end(files, (hash) => table.find(hash) >= 0, report);
  if (!opened) report('no-opening', '', 0);
  const heads = [...loose.values(), newest.hash].filter((hash) => hash !== '').toSorted();
  for (const anchor of sought)
    if (digestOf(heads) !== anchor) report('anchor-missing', '', 0, anchor.slice(0, 12));
  const [only, ...others] = heads;
  return {
    events,
    files: files.length,
    bytes,
    forks,
    duplicates,
    redacted,
    heads,
    digest: only !== undefined && others.length === 0 ? only : digestOf(heads),
    ...found(files),
  };
}

/** A record's files, and the names of what stands among them and is none. */
export interface RecordFiles {
  readonly files: readonly string[];
  readonly strange: readonly string[];
}
