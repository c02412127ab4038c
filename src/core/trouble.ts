import { Fault } from './faults.ts';

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'a symbolic link stands in its place',
  EIO: 'input/output error',
  EFBIG: 'the file is larger than this process may write',
  EMFILE: 'too many open files',
  ENOENT: 'the folder is gone',
  ENOTDIR: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where a file should be',
  ENOTEMPTY: 'a folder stands where a file should be',
};

/** The system's error code, `''` when it is not the system's. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/** The same in words (errno(3)). */
export const reasonOf = (error: unknown): string =>
  reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));

/** Faults of our own (a newer record, a line too long) are answers; the system's troubles are worked around. */
export const isTrouble = (error: unknown): boolean => !(error instanceof Fault) || error.code === 'IO';

/**
 * What the system refused, as a fault that names the path; undefined: the error is not the system's. A refusal that
 * nobody on the way could work around is no bug of ours.
 */
export function systemFault(error: unknown): Fault | undefined {
  const code = codeOf(error);
  if (code === '' || !(error instanceof Error) || !('syscall' in error)) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const denied = code === 'EACCES' || code === 'EPERM';
  const reason = code === 'ENOENT' ? 'it is not there' : reasonOf(error);
  return new Fault(denied ? 'PERMISSION' : 'IO', path === undefined ? reason : `${reason} · ${path}`, {
    hint: denied
      ? `whose it is: ls -ld ${path ?? ''}; records can be kept elsewhere: INC_HOME=FOLDER inc …`
      : 'look at that path; records can be kept elsewhere: INC_HOME=FOLDER inc …',
    cause: error,
  });
}
