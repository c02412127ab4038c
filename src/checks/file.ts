import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { CheckResult, FileCheck, Probing } from '../core/checks/check.ts';
import { compactDuration, duration } from '../core/time/duration.ts';
import { sizeText } from '../core/text/size-text.ts';
import { codeOf, reasonOf } from '../core/trouble.ts';
import { inTime } from './in-time.ts';
import { resultOf, type Seen } from './seen.ts';

/** More of a file is not read to find a text in it (bytes). */
const readLimit = 64 * 1024 * 1024;
const pieceSize = 64 * 1024;

type Sight = Omit<Seen, 'ms'>;

/** Whether a text stands in the first 64 MiB, in bounded memory. */
async function holds(path: string, wanted: string, signal: AbortSignal): Promise<boolean> {
  const needle = Buffer.from(wanted);
  // A named pipe that has taken the file's place must not block.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const piece = Buffer.alloc(pieceSize + needle.length);
    let carried = 0;
    for (let read = 0; read < readLimit && !signal.aborted;) {
      const { bytesRead } = await file.read(piece, carried, pieceSize, null);
      if (bytesRead === 0) return false;
      read += bytesRead;
      const filled = carried + bytesRead;
      if (piece.subarray(0, filled).includes(needle)) return true;
      const kept = Math.min(filled, needle.length - 1);
      piece.copy(piece, 0, filled - kept, filled);
      carried = kept;
    }
    return false;
  } finally {
    await file.close();
  }
}

function measured(found: Stats, now: number): Required<Sight> & { readonly what: string } {
  // A clock that was set back must not make a file younger than new.
  const age = Math.max(0, now - found.mtimeMs);
  const size = found.isFile() ? [{ label: 'size', value: found.size, unit: 'B', min: 0 }] : [];
  const what = found.isFile() ? sizeText(found.size) : found.isDirectory() ? 'a folder' : 'no ordinary file';
  return {
    status: 'OK',
    text: `${what}, changed ${duration(age)} ago`,
    what,
    perfdata: [{ label: 'age', value: Math.floor(age / 1000), unit: 's', min: 0 }, ...size],
  };
}

async function looked(
  { path, exists, contains }: FileCheck,
  now: number,
  signal: AbortSignal,
): Promise<Sight> {
  let found: Stats;
  try {
    found = await stat(path);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      return { status: 'UNKNOWN', text: `${path} cannot be looked at: ${reasonOf(error)}` };
    return exists
      ? { status: 'CRITICAL', text: `there is no ${path}` }
      : { status: 'OK', text: `there is no ${path}, as expected` };
  }
  const { what, text, ...sight } = measured(found, now);
  if (!exists) return { ...sight, status: 'CRITICAL', text: `${path} must not be there: ${text}` };
  if (contains === undefined) return { ...sight, text: `${path}: ${text}` };
  if (!found.isFile()) return { ...sight, status: 'UNKNOWN', text: `${path} cannot be read: it is ${what}` };
  try {
    if (await holds(path, contains, signal)) return { ...sight, text: `${path}: ${text}` };
  } catch (error) {
    return { ...sight, status: 'UNKNOWN', text: `${path} cannot be read: ${reasonOf(error)}` };
  }
  const where = found.size > readLimit ? ` in its first ${sizeText(readLimit)}` : '';
  return { ...sight, status: 'CRITICAL', text: `${path} does not hold "${contains}"${where}: ${text}` };
}

/**
 * Looks at a file or folder: whether it is there, its age (since its content changed) and size, a text in it. What
 * cannot be looked at, in time or at all, is UNKNOWN.
 */
export async function probeFile(check: FileCheck, probing: Probing): Promise<CheckResult> {
  const since = probing.mono();
  const seen = await inTime(check, probing, (signal) => looked(check, probing.now(), signal));
  const ms = probing.mono() - since;
  if (seen === 'interrupted') return resultOf(check, { status: 'UNKNOWN', text: 'interrupted', ms });
  const text = `${check.path} did not answer within ${compactDuration(check.timeout)}`;
  return resultOf(check, { ...(seen === 'late' ? { status: 'UNKNOWN' as const, text } : seen), ms });
}
