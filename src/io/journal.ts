import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../core/faults.ts';
import type { Journal, RecordDamage } from '../core/ports.ts';
import { append, syncFolder } from './append.ts';
import type { Appender, AppenderParts, Composed } from './appender.ts';
import { getBlob, putBlob } from './blobs.ts';
import { digest } from './bulk-hash.ts';
import { readRecord } from './record.ts';
import { recordFiles } from './record-files.ts';
import { codeOf, isTrouble, reasonOf } from '../core/trouble.ts';
import { verifyFiles, type RecordFiles } from './verify.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function discard(draft: string): void {
  try {
    rmSync(draft, { recursive: true, force: true });
  } catch {
    // What kept it from being made also keeps it from being removed; nobody sees it, its name begins with a dot.
  }
}

/** The whole journal, around the appender that `note` uses alone. */
export function journalAt(parts: AppenderParts, appender: Appender): Journal {
  const incidents = `${parts.store}/incidents`;
  const home = (incident: string): string => `${incidents}/${incident}`;

  const filesOf = (incident: string): RecordFiles => recordFiles(parts.store, parts.state, incident);
  const damaged = new Map<string, RecordDamage>();

  /** A file of the spool can go home while it is being read: then all is read once more. */
  function withFiles<T>(incident: string, read: (files: RecordFiles) => T): T {
    try {
      return read(filesOf(incident));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      return read(filesOf(incident));
    }
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
    async read(incident) {
      const { events, leftOut, missing } = withFiles(incident, ({ files }) => readRecord(files));
      if (leftOut + missing > 0) damaged.set(incident, { incident, leftOut, missing });
      else damaged.delete(incident);
      return events;
    },
    damaged: () => [...damaged.values()],
    async verify(incident, anchor) {
      return withFiles(incident, (files) => verifyFiles(home(incident), files, anchor));
    },
    putBlob(incident, bytes) {
      const name = digest(bytes);
      putBlob(home(incident), bytes, name, hex(parts.random(6)));
      return name;
    },
    getBlob: (incident, blob) => getBlob(home(incident), blob),
    folder: home,
  };
}
