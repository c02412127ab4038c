import { constants, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { ActName } from '../../core/ports/supervise-ports.ts';
import { sha256 } from '../../core/record/sha256.ts';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDWR } = constants;

/** Bytes after which the file begins anew: who watches reads ten times a second. */
const most = 4 * 1024 * 1024;

/** The file in which a running step's redacted output is shown; `.stop` beside it names who stops it. Disposable. */
export function liveFile(store: string, incident: string, { run, role, step, attempt }: ActName): string {
  const name = sha256(new TextEncoder().encode(`${run} ${role} ${step} ${attempt}`)).slice(0, 24);
  return `${store}/incidents/${incident}/cache/live-${name}`;
}

/** Only its owner may read it. It is made where it is not there. */
export function openLive(file: string): number {
  mkdirSync(file.replace(/\/[^/]*$/, ''), { recursive: true, mode: 0o700 });
  return openSync(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
}

/** @returns writes a piece; what cannot be shown is not, and kept all the same. */
export function liveWriter(fd: number): (text: string) => void {
  let size = 0;
  return (text) => {
    const bytes = Buffer.from(text);
    try {
      if (size > most) {
        ftruncateSync(fd);
        size = 0;
      }
      size += bytes.length;
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
    } catch {
      // A full disk must not stop the step.
    }
  };
}

/** @returns reads what is new, and shows it. */
export function liveReader(fd: number, show: (text: string) => void): () => void {
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(64 * 1024);
  let at = 0;
  return () => {
    if (fstatSync(fd).size < at) at = 0;
    for (let got = 1; got > 0; at += got) {
      got = readSync(fd, buffer, 0, buffer.length, at);
      if (got > 0) show(decoder.write(buffer.subarray(0, got)));
    }
  };
}
