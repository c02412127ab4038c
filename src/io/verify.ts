import { basename } from 'node:path';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Recorded } from '../core/envelope.ts';
import type { Damage, DamageKind, Verification } from '../core/ports.ts';
import { blobPath } from './blobs.ts';
import { readLines } from './lines.ts';
import { digest, readEvent } from './record.ts';

const meanings: Record<DamageKind, readonly [Damage['level'], string]> = {
  'torn-tail': ['warning', 'a write that was cut off and never acknowledged; kept, ignored'],
  fragment: ['warning', 'a piece of a write that was cut off and never acknowledged; kept, ignored'],
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
  'extra-root': ['warning', 'a second beginning of the record'],
  'clock-order': [
    'warning',
    'its id is not greater than its parents’: a clock was wrong; the order is still known',
  ],
  'anchor-missing': ['error', 'the digest given is not in this record: something up to it was cut'],
};

/** The first 8 bytes of a hash as a number: enough to tell a million events apart, an eighth of the memory. */
const prefix = (hash: string): bigint => BigInt(`0x${hash.slice(0, 16)}`);

interface Seen {
  readonly id: string;
  readonly hash: string;
}

const blobsOf = (event: Recorded): string[] => {
  const data = event.data as { blob?: unknown; plan?: unknown; output?: { blob?: unknown } };
  const named =
    event.type === 'plan.started' ? [data.plan, data.output?.blob] : [data.blob, data.output?.blob];
  return named.filter((blob): blob is string => typeof blob === 'string' && /^[0-9a-f]{64}$/.test(blob));
};

/**
 * Streams every file: each line's hash, each parent, each blob. The anchor is a digest that was seen
 * earlier: the head of then must still be here, and with it, by its parents, all that came before.
 */
export function verifyFiles(incident: string, files: readonly string[], anchor?: string): Verification {
  const damage: Damage[] = [];
  const known = new Map<bigint, string>();
  const ids = new Map<string, bigint>();
  const referred = new Set<bigint>();
  const wanted: { parent: string; child: Seen; file: string; line: number }[] = [];
  const checkedBlobs = new Map<string, 'missing-blob' | 'bad-blob' | 'fine'>();
  let [events, bytes, duplicates, forks] = [0, 0, 0, 0];
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

  for (const file of files) {
    bytes += statSync(file).size;
    for (const line of readLines(file)) {
      const event = readEvent(line);
      if (event === undefined) continue;
      if (typeof event === 'string') {
        report(event, file, line.number);
        continue;
      }
      const key = prefix(event.hash);
      if (known.has(key)) {
        duplicates++;
        continue;
      }
      events++;
      known.set(key, event.id);
      const other = ids.get(event.id);
      if (other !== undefined && other !== key) report('id-reused', file, line.number, event.id);
      ids.set(event.id, key);
      if (anchor !== undefined && event.hash.startsWith(anchor)) anchored = true;
      if (event.parents.length === 0 && event.type !== 'incident.opened')
        report('extra-root', file, line.number);
      for (const parent of event.parents) {
        const parentKey = prefix(parent);
        if (referred.has(parentKey)) forks++;
        referred.add(parentKey);
        const parentId = known.get(parentKey);
        if (parentId === undefined) wanted.push({ parent, child: event, file, line: line.number });
        else if (parentId >= event.id) report('clock-order', file, line.number);
      }
      for (const blob of blobsOf(event)) {
        const state = checkedBlobs.get(blob) ?? blobState(blob);
        checkedBlobs.set(blob, state);
        if (state !== 'fine') report(state, file, line.number, blob.slice(0, 12));
      }
    }
  }
  for (const { parent, child, file, line } of wanted) {
    const parentId = known.get(prefix(parent));
    if (parentId === undefined) report('missing-parent', file, line, parent.slice(0, 12));
    else if (parentId >= child.id) report('clock-order', file, line);
  }
  const heads = headHashes(files, referred);
  if (!anchored && anchor !== undefined) {
    anchored = digest(heads.join('\n')) === anchor;
    if (!anchored) report('anchor-missing', files[0] ?? '', 0, anchor.slice(0, 12));
  }
  const [only, ...others] = heads;
  return {
    events,
    files: files.length,
    bytes,
    forks,
    duplicates,
    heads,
    digest: only !== undefined && others.length === 0 ? only : digest(heads.join('\n')),
    damage,
  };
}

/** A second pass for the full hashes of the few lines that nobody refers to, sorted. */
function headHashes(files: readonly string[], referred: ReadonlySet<bigint>): string[] {
  const heads = new Set<string>();
  for (const file of files)
    for (const line of readLines(file)) {
      const hash = /,"hash":"([0-9a-f]{64})"\}$/.exec(
        line.bytes.toString('latin1', Math.max(0, line.bytes.length - 75)),
      )?.[1];
      if (hash === undefined || referred.has(prefix(hash))) continue;
      const event = readEvent(line);
      if (typeof event === 'object') heads.add(event.hash);
    }
  return [...heads].toSorted();
}
