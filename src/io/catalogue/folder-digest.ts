import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync, type Dirent } from 'node:fs';
import { Fault } from '../../core/faults.ts';

const fileLimit = 2000;
const byteLimit = 64 * 1024 * 1024;

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** All that a folder's content says: SHA-256 over `path NUL sha256 LF`, by sorted relative path. */
export function folderDigest(folder: string, within: (relative: string) => boolean = () => true): string {
  const lines: string[] = [];
  let bytes = 0;
  const content = (path: string): string => {
    bytes += statSync(path).size;
    if (lines.length >= fileLimit || bytes > byteLimit)
      throw new Fault('CONFIG', `${folder} holds more than a catalogue: over ${fileLimit} files or 64 MiB`);
    return sha256(readFileSync(path));
  };
  const linked = (path: string): string => {
    const to = readlinkSync(path);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new Fault('CONFIG', `${path} is a link to a folder: what is behind it could change unseen`, {
        hint: 'put the files themselves into the catalogue',
      });
    // A link counts as where it points and what is there: either may be changed.
    return sha256(`${to}\n${statSync(path, { throwIfNoEntry: false })?.isFile() ? content(path) : ''}`);
  };
  const walk = (path: string, prefix: string): void => {
    const entries: Dirent[] = readdirSync(path, { withFileTypes: true });
    for (const entry of entries) {
      const relative = `${prefix}${entry.name}`;
      const full = `${path}/${entry.name}`;
      if (!within(relative)) continue;
      if (entry.isDirectory()) walk(full, `${relative}/`);
      else if (entry.isSymbolicLink()) lines.push(`${relative}\0${linked(full)}\n`);
      else if (entry.isFile()) lines.push(`${relative}\0${content(full)}\n`);
    }
  };
  walk(folder, '');
  return sha256(lines.toSorted().join(''));
}
