import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Recorded } from '../core/envelope.ts';
import { Fault } from '../core/faults.ts';
import type { Fold, Folding } from '../core/fold.ts';
import type { Journal, RecordDamage } from '../core/record-ports.ts';
import { sha256 } from '../core/sha256.ts';
import { append, syncFolder } from './append.ts';
import type { Appender, AppenderParts, Composed } from './appender.ts';
import { getBlob, putBlob } from './blobs.ts';
import type { Progress } from './progress.ts';
import { recordFiles } from './record-files.ts';
import { codeOf, isTrouble, reasonOf } from '../core/trouble.ts';
import type { RecordFiles } from './verify.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function discard(draft: string): void {
  try {
    rmSync(draft, { recursive: true, force: true });
  } catch {
    // What kept it from being made also keeps it from being removed; nobody sees it, its name begins with a dot.
  }
}

function allOfIt(): Fold<readonly Recorded[]> {
  const events: Recorded[] = [];
  return { add: (event) => void events.push(event), end: () => events };
}

/** The whole journal, around the appender that `note` uses alone. */
export function journalAt(parts: AppenderParts, appender: Appender, progress?: Progress): Journal {
  const incidents = `${parts.store}/incidents`;
  const home = (incident: string): string => `${incidents}/${incident}`;

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
    await takeOut(home(incident), filesOf(incident).files, standing, () => fold(incident, allOfIt));
    obeyed.delete(incident);
  }

  /** Moves the finished folder to its name: whoever sees the incident sees its first event. */
  function settle(draft: string, id: string): string {
    for (let n = 1; ; n++) {
      const name = n === 1 ? id : `${id}-${n}`;
      if (existsSync(home(name))) continue;
      try {
        renameSync(draft, home(name));
        return name;
      } catch (error) {
        if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
      }
    }
  }

  return {
    ...appender,
    async open(id, opened) {
      const { happenings, count } = await parts.redact(undefined, [opened]);
      const replica = await parts.replica();
      const zone = opened.type === 'incident.opened' ? opened.data.zone : 'UTC';
      const draft = `${incidents}/.${id}.${hex(parts.random(6))}`;
      let composed: Composed[] = [];
      try {
        const made = mkdirSync(`${draft}/log`, { recursive: true, mode: 0o700 }) ?? draft;
        append(`${draft}/log`, `${replica}.jsonl`, parts.now(), (heads) => {
          composed = appender.compose(replica, zone, happenings, heads);
          return composed.map(({ line }) => line);
        });
        syncFolder(draft);
        const name = settle(draft, id);
        // Where the store is new, also the folders above it, up to the one that was there.
        const top = dirname(resolve(made));
        for (let folder = resolve(incidents); folder.startsWith(top); folder = dirname(folder)) {
          syncFolder(folder);
          if (folder === '/') break;
        }
        return { ...appender.receipt(name, composed, count), id: name };
      } catch (error) {
        discard(draft);
        if (!isTrouble(error)) throw error;
        throw new Fault(
          'CANT_WRITE',
          `the incident could not be opened: ${reasonOf(error)} · ${parts.store}`,
          {
            hint: 'keep it somewhere else: INC_HOME=/tmp/inc inc open …',
            cause: error,
          },
        );
      }
    },
    async merge(incident, lines, { look } = { look: false }) {
      const { mergeLines, sift } = await import('./merge.ts');
      const { taken, ...merged } = sift(await fold(incident, allOfIt), lines);
      if (!look) mergeLines(`${home(incident)}/log`, taken, parts.now());
      return merged;
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
    async verify(incident, anchor) {
      const { verifyFiles } = await import('./verify.ts');
      return withFiles(incident, (files) => verifyFiles(home(incident), files, anchor, progress));
    },
    putBlob(incident, bytes) {
      // Plans, and output cut to a quarter of a MiB: less work than loading OpenSSL, and possible at once.
      const name = sha256(bytes);
      putBlob(home(incident), bytes, name, hex(parts.random(6)));
      return name;
    },
    getBlob: (incident, blob) => getBlob(home(incident), blob),
    folder: home,
  };
}
