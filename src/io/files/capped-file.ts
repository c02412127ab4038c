import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Fault } from '../../core/faults.ts';
import { codeOf, reasonOf } from '../../core/trouble.ts';

const { O_NONBLOCK, O_RDONLY } = constants;

/**
 * The first `limit` bytes of a regular file; undefined when there is none. Throws Fault IO when it cannot be
 * read. A pipe or a device in its place is never waited for.
 */
export function readCapped(path: string, limit: number): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Fault('IO', `${path} cannot be read (${reasonOf(error)})`, { cause: error });
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new Fault('IO', `${path} is not a file`);
    const bytes = Buffer.alloc(Math.min(limit, stat.size + 1));
    let filled = 0;
    for (let got = 1; got > 0 && filled < bytes.length; filled += got)
      got = readSync(fd, bytes, filled, bytes.length - filled, null);
    return bytes.subarray(0, filled);
  } finally {
    closeSync(fd);
  }
}
