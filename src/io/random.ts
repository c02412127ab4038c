import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes from the kernel: /dev/urandom costs a fraction of loading node:crypto. */
export function randomBytes(length: number): Uint8Array {
  const bytes = Buffer.alloc(length);
  const fd = openSync('/dev/urandom', 'r');
  try {
    readSync(fd, bytes, 0, length, null);
  } finally {
    closeSync(fd);
  }
  return bytes;
}
