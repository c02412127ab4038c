import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../core/faults.ts';
import type { Files } from '../core/file-ports.ts';
import { replaceFile } from './replace-file.ts';
import { codeOf, reasonOf } from '../core/trouble.ts';

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'a part of its path is not a folder',
  ELOOP: 'its symbolic links go in circles',
};
const why = (error: unknown): string => reasons[codeOf(error)] ?? reasonOf(error);

const missing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (missing(error)) return undefined;
    throw new Fault('IO', `${path} cannot be read: ${why(error)}`, { cause: error });
  }
}

/** A link is written through, not replaced; the permissions of what stands there stay. */
function target(path: string): { readonly path: string; readonly mode?: number } {
  try {
    const real = realpathSync(path);
    return { path: real, mode: statSync(real).mode & 0o7777 };
  } catch (error) {
    if (missing(error)) return { path };
    throw error;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const files: Files = {
  read: (path) => bytesOf(path)?.toString(),
  write(path, text) {
    try {
      const to = target(path);
      mkdirSync(dirname(to.path), { recursive: true });
      replaceFile(to.path, text, to.mode);
    } catch (error) {
      throw new Fault('CANT_WRITE', `${path} cannot be written: ${why(error)}`, { cause: error });
    }
  },
  create(path, text) {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      throw new Fault('CANT_WRITE', `${path} cannot be written: ${why(error)}`, { cause: error });
    }
  },
  digest(path) {
    const bytes = files.kind(path) === 'folder' ? undefined : bytesOf(path);
    return bytes && createHash('sha256').update(bytes).digest('hex');
  },
  kind(path) {
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) return 'folder';
      if (!stat.isFile()) return 'other';
      return isExecutable(path) ? 'executable' : 'file';
    } catch {
      return 'missing';
    }
  },
  inPath: (name, path) =>
    path.split(':').some((folder) => files.kind(`${folder || '.'}/${name}`) === 'executable'),
};
