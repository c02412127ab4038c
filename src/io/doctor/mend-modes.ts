import { chmodSync, lstatSync, readdirSync } from 'node:fs';

/**
 * Closes a folder and what is in it to others, and opens it to its owner (0700, files 0600). Links, and what belongs
 * to somebody else, stay as they are.
 *
 * @returns how many were changed.
 */
export function mendModes(path: string, uid: number | undefined, depth: number): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || stat.isSymbolicLink() || (uid !== undefined && stat.uid !== uid)) return 0;
  const mode = (stat.mode & 0o700) | (stat.isDirectory() ? 0o700 : 0o600);
  const changed = mode === (stat.mode & 0o777) ? 0 : 1;
  if (changed > 0) chmodSync(path, mode);
  if (!stat.isDirectory() || depth === 0) return changed;
  return readdirSync(path).reduce((sum, name) => sum + mendModes(`${path}/${name}`, uid, depth - 1), changed);
}
