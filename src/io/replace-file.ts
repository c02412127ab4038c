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
import { syncFolder } from './append.ts';
import { randomBytes } from './random.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Puts a file in its place whole or not at all: a draft in the same folder, sync, rename, sync of the folder.
 * Throws what the system says.
 *
 * @param mode permissions of the new file, as they are (no umask); undefined: those of any new file.
 */
export function replaceFile(path: string, content: string | Uint8Array, mode?: number): void {
  const folder = dirname(path);
  const draft = `${folder}/.inc-${Buffer.from(randomBytes(8)).toString('hex')}.tmp`;
  const bytes = Buffer.from(content);
  const fd = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode ?? 0o666);
  try {
    try {
      if (mode !== undefined) fchmodSync(fd, mode);
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(folder);
}
