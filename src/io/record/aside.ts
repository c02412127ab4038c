import { closeSync, constants, copyFileSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { syncFolder } from './append.ts';

/** Where a folder keeps what was taken out of the way, or what stood there before a repair. */
export interface Aside {
  /** A copy of the file as it is, synced. @returns its path. */
  readonly copy: (path: string) => string;
  /** Takes it away from where it stands, as it is; links are not followed. @returns its path. */
  readonly move: (path: string) => string;
}

/**
 * `<folder>/aside/<name>.<20261122T195825.305Z>`: nothing there is ever read, replaced or removed by `inc`.
 *
 * @param now epoch milliseconds.
 */
export function asideIn(folder: string, now: number): Aside {
  const home = `${folder}/aside`;
  const stamp = new Date(now).toISOString().replace(/[-:]/g, '');
  const free = (path: string): string => {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return `${home}/${basename(path)}.${stamp}`;
  };
  return {
    copy(path) {
      const to = free(path);
      copyFileSync(path, to, constants.COPYFILE_EXCL);
      const fd = openSync(to, 'r');
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      for (const changed of [home, folder]) syncFolder(changed);
      return to;
    },
    move(path) {
      const to = free(path);
      renameSync(path, to);
      for (const changed of [dirname(path), home, folder]) syncFolder(changed);
      return to;
    },
  };
}
