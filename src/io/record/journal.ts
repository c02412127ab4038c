import type { Recorded } from '../../core/record/envelope.ts';
import type { Fold, Folding } from '../../core/incident/fold.ts';
import type { Journal, RecordDamage } from '../../core/ports/record-ports.ts';
import { sha256 } from '../../core/record/sha256.ts';
import { append } from './append.ts';
import type { Appender, AppenderParts, Composed } from './appender.ts';
import { blobPieces, isWhole } from './blob-pieces.ts';
import { blobPath, getBlob, keepBlob, putBlob } from './blobs.ts';
import { newIncident } from './new-incident.ts';
import type { Progress } from '../terminal/progress.ts';
import { recordFiles } from './record-files.ts';
import { codeOf } from '../../core/trouble.ts';
import type { RecordFiles } from './verify.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function allOfIt(): Fold<readonly Recorded[]> {
  const events: Recorded[] = [];
  return { add: (event) => void events.push(event), end: () => events };
}

/** The whole journal, around the appender that `note` uses alone. */
export function journalAt(parts: AppenderParts, appender: Appender, progress?: Progress): Journal {
  const incidents = `${parts.store}/incidents`;
  const home = (incident: string): string => `${incidents}/${incident}`;
  const draftName = (): string => hex(parts.random(6));

  const filesOf = (incident: string): RecordFiles => recordFiles(parts.store, parts.state, incident);
  const damaged = new Map<string, RecordDamage>();
  const obeyed = new Set<string>();

  /** A file of the spool can go home while it is being read: then all is read once more. */
  async function withFiles<T>(incident: string, read: (files: RecordFiles) => Promise<T>): Promise<T> {
    try {
      return await read(filesOf(incident));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      return read(filesOf(incident));
    }
  }

  async function fold<T>(incident: string, begin: Folding<T>): Promise<T> {
    const { foldRecord } = await import('./fold-record.ts');
    const { value, leftOut, missing, standing } = await withFiles(incident, ({ files }) =>
      foldRecord(files, begin, progress),
    );
    if (standing.length > 0) await obey(incident, standing);
    if (leftOut + missing > 0) damaged.set(incident, { incident, leftOut, missing });
    else damaged.delete(incident);
    return value;
  }

  /**
   * Another replica redacted what stands here still. Its line goes at once, by whatever reads the record first; where
   * nothing can be written, `verify` goes on to name it.
   */
  async function obey(incident: string, standing: readonly Pick<Recorded, 'id' | 'hash'>[]): Promise<void> {
    if (obeyed.has(incident)) return;
    obeyed.add(incident);
    const { takeOut } = await import('./redact-record.ts');
    try {
      await takeOut(home(incident), filesOf(incident).files, standing, () => fold(incident, allOfIt));
    } catch (error) {
      // Whoever only reads is not kept from it.
      if (codeOf(error) === '') throw error;
    } finally {
      obeyed.delete(incident);
    }
  }

  return {
    ...appender,
    async open(id, opened) {
      const { happenings, count } = await parts.redact(undefined, [opened]);
      const replica = await parts.replica();
      const zone = opened.type === 'incident.opened' ? opened.data.zone : 'UTC';
      let composed: Composed[] = [];
      const name = newIncident(parts.store, id, draftName(), (log) =>
        append(log, `${replica}.jsonl`, parts.now(), (heads) => {
          composed = appender.compose(replica, zone, happenings, heads);
          return composed.map(({ line }) => line);
        }),
      );
      return { ...appender.receipt(name, composed, count), id: name };
    },
    async merge(incident, lines, { look } = { look: false }) {
      const { mergeLines, sift } = await import('./merge.ts');
      const { taken, ...merged } = sift(await fold(incident, allOfIt), lines);
      if (look) return merged;
      mergeLines(`${home(incident)}/log`, taken, parts.now());
      // What they redact is obeyed at once.
      if (taken.some(({ event }) => event.type === 'entry.redacted')) await fold(incident, allOfIt);
      return merged;
    },
    async adopt(id, lines, { look } = { look: false }) {
      const { mergeLines, sift } = await import('./merge.ts');
      const { taken, ...merged } = sift([], lines);
      if (look || taken.length === 0) return { ...merged, id };
      const name = newIncident(parts.store, id, draftName(), (log) => mergeLines(log, taken, parts.now()));
      return { ...merged, id: name };
    },
    async lines(incident) {
      const { rawLines } = await import('./raw-lines.ts');
      let begun = 0;
      await fold(incident, () => {
        begun++;
        return { add: () => undefined, end: () => undefined };
      });
      return rawLines(filesOf(incident).files, begun === 1);
    },
    fold,
    read: (incident) => fold(incident, allOfIt),
    async redact(incident, hashes, why) {
      const { redactIn } = await import('./redact-record.ts');
      const files = (): readonly string[] => filesOf(incident).files;
      return redactIn(
        home(incident),
        files,
        hashes,
        why,
        (happenings) => appender.append(incident, happenings),
        () => fold(incident, allOfIt),
      );
    },
    damaged: () => [...damaged.values()],
    async verify(incident, anchors) {
      const { verifyFiles } = await import('./verify.ts');
      return withFiles(incident, (files) => verifyFiles(home(incident), files, anchors, progress));
    },
    putBlob(incident, bytes) {
      // Plans, and output cut to a quarter of a MiB: less work than loading OpenSSL, and possible at once.
      const name = sha256(bytes);
      putBlob(home(incident), bytes, name, hex(parts.random(6)));
      return name;
    },
    getBlob: (incident, blob) => getBlob(home(incident), blob),
    hasBlob: (incident, blob) => isWhole(blobPath(home(incident), blob), blob),
    keepBlob: (incident, { blob, path }) => keepBlob(home(incident), path, blob),
    blobPieces(incident, blob) {
      const path = blobPath(home(incident), blob);
      return isWhole(path, blob) ? blobPieces(path, blob) : undefined;
    },
    heard(incident, events) {
      appender.receipt(
        incident,
        events.map((event) => ({ line: '', event })),
        0,
      );
    },
    folder: home,
  };
}
