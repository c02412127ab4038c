import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../record/append.ts';
import { randomBytes } from '../random.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** A file that is being written beside its place; nobody sees it there before it is whole. */
export interface Draft {
  write(content: string | Uint8Array): void;
  /** Sync, rename, sync of the folder. */
  settle(): void;
  /** Takes it away, unless it is settled. */
  discard(): void;
}

/**
 * Throws what the system says, as do the draft's own functions.
 *
 * @param mode permissions of the new file, as they are (no umask); undefined: those of any new file.
 */
export function draftOf(path: string, mode?: number): Draft {
  const folder = dirname(path);
  const draft = `${folder}/.inc-${Buffer.from(randomBytes(8)).toString('hex')}.tmp`;
  const fd = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode ?? 0o666);
  let state: 'open' | 'closed' | 'settled' = 'open';
  const close = (): void => {
    if (state !== 'open') return;
    state = 'closed';
    closeSync(fd);
  };
  return {
    write(content) {
      const bytes = Buffer.from(content);
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
    },
    settle() {
      if (mode !== undefined) fchmodSync(fd, mode);
      fsyncSync(fd);
      close();
      renameSync(draft, path);
      state = 'settled';
      syncFolder(folder);
    },
    discard() {
      if (state === 'settled') return;
      try {
        close();
      } finally {
        rmSync(draft, { force: true });
      }
    },
  };
}

/**
 * Puts a file in its place whole or not at all: a draft in the same folder, sync, rename, sync of the folder.
 * Throws what the system says.
 *
 * @param mode permissions of the new file, as they are (no umask); undefined: those of any new file.
 */
export function replaceFile(path: string, content: string | Uint8Array, mode?: number): void {
  const draft = draftOf(path, mode);
  try {
    draft.write(content);
    draft.settle();
  } finally {
    draft.discard();
  }
}
