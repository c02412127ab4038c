import { Fault } from '../core/faults.ts';

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
};

/** The system's error code, `''` when it is not the system's. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** The same in words (errno(3)). */
export const reasonOf = (error: unknown): string =>
  reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));

/** Faults of our own (a newer record, a line too long) are answers; the system's troubles are worked around. */
export const isTrouble = (error: unknown): boolean => !(error instanceof Fault) || error.code === 'IO';
