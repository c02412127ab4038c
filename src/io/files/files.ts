import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { Fault } from '../../core/faults.ts';
import type { Files } from '../../core/ports/file-ports.ts';
import { draftOf, replaceFile, type Draft } from './replace-file.ts';
import { codeOf, reasonOf } from '../../core/trouble.ts';

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
  async writeAll(path, pieces, { replace }) {
    const taken = (): Fault =>
      new Fault('CANT_WRITE', `${path} is in the way, and was left as it is`, {
        hint: 'name another file: -o FILE; or write over it: --force',
      });
    let draft: Draft | undefined;
    try {
      if (!replace && files.kind(path) !== 'missing') throw taken();
      const to = target(path);
      mkdirSync(dirname(to.path), { recursive: true });
      draft = draftOf(to.path, to.mode ?? 0o600);
      for await (const piece of pieces) draft.write(piece);
      if (!replace && files.kind(path) !== 'missing') throw taken();
      draft.settle();
    } catch (error) {
      if (error instanceof Fault || codeOf(error) === '') throw error;
      throw new Fault('CANT_WRITE', `${path} cannot be written: ${why(error)}`, { cause: error });
    } finally {
      draft?.discard();
    }
  },
  async scratch(use) {
    const folder = mkdtempSync(`${tmpdir()}/inc-`);
    try {
      return await use(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
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
  names(folder) {
    try {
      return readdirSync(folder).toSorted();
    } catch (error) {
      if (missing(error)) return [];
      throw new Fault('IO', `${folder} cannot be read: ${why(error)}`, { cause: error });
    }
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
