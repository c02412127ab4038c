import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { Fault } from '../../core/faults.ts';
import { reasonOf } from '../../core/trouble.ts';
import { syncFolder } from './append.ts';
import { digestOfFile } from './bulk-hash.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

export const blobPath = (incident: string, blob: string): string =>
  `${incident}/blobs/${blob.slice(0, 2)}/${blob}`;

/** Content-addressed and immutable: the same bytes are stored once, and never seen half-written. */
export function putBlob(incident: string, bytes: Uint8Array, name: string, draftName: string): void {
  const path = blobPath(incident, name);
  const folder = `${incident}/blobs/${name.slice(0, 2)}`;
  const settle = (): void => {
    for (const changed of [folder, `${incident}/blobs`, incident]) syncFolder(changed);
  };
  // It may have got its name a moment ago, from somebody who has not synced yet; a damaged one is replaced.
  if (existsSync(path) && digestOfFile(path) === name) {
    settle();
    return;
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${folder}/.${name}.${draftName}`;
  const fd = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
  settle();
}

/** Moves a file, of the same file system and synced, to the place of the blob that it is. Throws Fault CANT_WRITE. */
export function keepBlob(incident: string, file: string, name: string): void {
  const folder = `${incident}/blobs/${name.slice(0, 2)}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    renameSync(file, blobPath(incident, name));
    for (const changed of [folder, `${incident}/blobs`, incident]) syncFolder(changed);
  } catch (error) {
    throw new Fault('CANT_WRITE', `stored files could not be kept: ${reasonOf(error)} · ${folder}`, {
      hint: 'the events that refer to them are recorded; repeat the import for the rest',
      cause: error,
    });
  }
}

export function getBlob(incident: string, blob: string): Uint8Array | undefined {
  const path = blobPath(incident, blob);
  return existsSync(path) ? readFileSync(path) : undefined;
}
