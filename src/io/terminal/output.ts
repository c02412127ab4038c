import { writeSync } from 'node:fs';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/**
 * Writes all of it to a descriptor before it returns, without `process.stdout` (whose loading costs more than
 * the write). A reader that went away (`| head`) ends the output silently; a full pipe is waited for.
 *
 * @returns whether somebody still reads. Throws the system's error, marked `unheard`, when stdout takes no more.
 */
export function write(fd: 1 | 2, text: string): boolean {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(fd, bytes, done, bytes.length - done);
    } catch (error) {
      const code = codeOf(error);
      // What cannot be said on stderr cannot be said anywhere.
      if (code === 'EPIPE' || code === 'EIO' || (fd === 2 && code !== 'EAGAIN')) return false;
      if (code !== 'EAGAIN') throw Object.assign(error as Error, { unheard: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return true;
}
