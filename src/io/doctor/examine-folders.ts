import { readdirSync, realpathSync, lstatSync } from 'node:fs';
import type { Examined } from '../../core/ports/ports.ts';
import { reasonOf } from '../../core/trouble.ts';
import type { Patient } from './examine.ts';
import { mendModes } from './mend-modes.ts';
import { readText } from '../files/read-text.ts';

const network = /^(?:nfs4?|cifs|smb[23]?|smbfs|9p|fuse\.sshfs|afs|ceph|glusterfs|fuse\.glusterfs)$/;
const memory = /^(?:tmpfs|ramfs)$/;

/** Type of the file system that holds a path, by the text of /proc/mounts (proc(5)): the longest mount point wins. */
export function fileSystemOf(path: string, mounts: string): string | undefined {
  let best: { readonly point: string; readonly type: string } | undefined;
  for (const line of mounts.split('\n')) {
    const [, point = '', type = ''] = line.split(' ');
    const plain = point.replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    if (plain === '' || !(path === plain || plain === '/' || path.startsWith(`${plain}/`))) continue;
    if (!best || plain.length >= best.point.length) best = { point: plain, type };
  }
  return best?.type;
}

interface Loose {
  readonly open: string[];
  readonly closed: string[];
  readonly foreign: string[];
}

/** Files and folders that others may use, that their owner may not, or that are somebody else's; links are not followed. */
function looseIn(
  path: string,
  uid: number | undefined,
  depth: number,
  found: Loose = { open: [], closed: [], foreign: [] },
): Loose {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return found;
  if ((stat.mode & 0o077) !== 0) found.open.push(path);
  if (uid !== undefined && stat.uid !== uid) found.foreign.push(path);
  const needed = stat.isDirectory() ? 0o700 : 0o600;
  if ((stat.mode & needed) !== needed) {
    found.closed.push(path);
    return found;
  }
  if (stat.isDirectory() && depth > 0)
    for (const name of readdirSync(path)) looseIn(`${path}/${name}`, uid, depth - 1, found);
  return found;
}

const some = (paths: readonly string[]): string =>
  paths.length === 1 ? (paths[0] ?? '') : `${paths[0]} and ${paths.length - 1} more`;

/** A path as a shell takes it. */
const typed = (path: string): string =>
  /^[\w./@%+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;

const depth = 5;

function folder(
  subject: string,
  path: string,
  patient: Patient,
  mounts: string,
  repair: boolean,
): Examined[] {
  const { uid } = patient;
  if (!lstatSync(path, { throwIfNoEntry: false }))
    return [{ subject, level: 'ok', told: `${path}: not there yet, made when it is needed` }];
  const found: Examined[] = [];
  const mended = repair ? mendModes(path, uid, depth) : 0;
  const { open, closed, foreign } = looseIn(path, uid, depth);
  if (foreign.length > 0)
    found.push({
      subject,
      level: 'problem',
      told: `belongs to somebody else: ${some(foreign)}`,
      next: `sudo chown -R "$(id -un)" ${typed(path)}`,
    });
  if (open.length > 0)
    found.push({
      subject,
      level: 'problem',
      told: `others on this machine may look into it: ${some(open)}`,
      next: `chmod -R go= ${typed(path)}`,
    });
  if (closed.length > 0)
    found.push({
      subject,
      level: 'problem',
      told: `you may not read or write it: ${some(closed)}`,
      next: `chmod -R u+rwX ${typed(path)}`,
    });
  const type = fileSystemOf(realpathSync(path), mounts) ?? '';
  if (network.test(type))
    found.push({
      subject,
      level: 'warning',
      told: `${path} is on a network file system (${type}): slow, and away when the network is`,
      next: 'keep records on this machine: export INC_HOME=/a/local/folder',
    });
  if (memory.test(type) && subject !== 'cache')
    found.push({
      subject,
      level: 'warning',
      told: `${path} is in memory (${type}): gone when the machine restarts`,
      next: 'keep it on a disk: export INC_HOME=/a/local/folder',
    });
  const told = mended > 0 ? `; mended: permissions of ${mended} of its files and folders` : '';
  return found.length > 0
    ? found
    : [{ subject, level: 'ok', told: `${path}${type ? ` (${type})` : ''}${told}` }];
}

export function examineFolders(patient: Patient, repair: boolean): readonly Examined[] {
  const mounts = readText('/proc/mounts') ?? '';
  const { store, state, cache } = patient.paths;
  return Object.entries({ store, state, cache }).flatMap(([subject, path]) => {
    try {
      return folder(subject, path, patient, mounts, repair);
    } catch (error) {
      return [
        {
          subject,
          level: 'problem' as const,
          told: `${path} cannot be looked at: ${reasonOf(error)}`,
          next: `ls -ld ${typed(path)}`,
        },
      ];
    }
  });
}
