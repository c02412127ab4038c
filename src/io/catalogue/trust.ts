import { closeSync, constants, mkdirSync, openSync, readFileSync } from 'node:fs';
import { Fault } from '../../core/faults.ts';
import type { Trust } from '../../core/ports/file-ports.ts';
import { replaceFile } from '../files/replace-file.ts';
import { reasonOf } from '../../core/trouble.ts';

/** Digests kept for one folder: going back to a branch that was allowed before asks nobody again. */
const kept = 16;

type Allowed = Readonly<Record<string, readonly string[]>>;

const isAllowed = (value: unknown): value is { readonly folders: Allowed } =>
  typeof value === 'object' &&
  value !== null &&
  'folders' in value &&
  typeof value.folders === 'object' &&
  value.folders !== null &&
  Object.values(value.folders).every(Array.isArray);

/** A file that cannot be read, is a symbolic link, or is damaged allows nothing. */
function read(file: string): Allowed {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const value: unknown = JSON.parse(readFileSync(fd, 'utf8'));
      return isAllowed(value) ? value.folders : {};
    } finally {
      closeSync(fd);
    }
  } catch {
    return {};
  }
}

/** What people have allowed to run, by the folder's absolute path and its content, in `<state>/trusted.json`. */
export function trustAt(state: string): Trust {
  const file = `${state}/trusted.json`;
  const of = (allowed: Allowed, root: string): readonly string[] =>
    Object.hasOwn(allowed, root) ? (allowed[root] ?? []) : [];
  return {
    trusted: (root, digest) => of(read(file), root).includes(digest),
    allow(root, digest) {
      const before = read(file);
      const digests = [digest, ...of(before, root).filter((each) => each !== digest)].slice(0, kept);
      const folders = Object.fromEntries([...Object.entries(before), [root, digests]]);
      try {
        mkdirSync(state, { recursive: true, mode: 0o700 });
        replaceFile(file, `${JSON.stringify({ v: 1, folders }, null, 1)}\n`, 0o600);
      } catch (error) {
        throw new Fault('CANT_WRITE', `what is allowed cannot be kept in ${file}: ${reasonOf(error)}`, {
          cause: error,
        });
      }
    },
  };
}
