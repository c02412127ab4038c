import type { IncomingMessage } from 'node:http';

/** More of a body is not read: enough to find a word in it. */
const bodyLimit = 1024 * 1024;

export interface Body {
  readonly found: boolean;
  /** What was read, when it was to be kept; `whole`: there was no more. */
  readonly text: string;
  readonly whole: boolean;
  /** How many bytes came before the connection was lost; undefined: it was not. */
  readonly lostAfter?: number;
}

/**
 * Reads until the body ends, 1 MiB has gone by, or nothing more can be learnt: of an answer that does not say how long
 * it is (a stream may never end), once the text is found. Unless it is to be kept, never holds more than the text's
 * length.
 */
export function bodyOf(response: IncomingMessage, wanted: string | undefined, keep: boolean): Promise<Body> {
  const needle = wanted === undefined ? undefined : Buffer.from(wanted);
  const measured = response.headers['content-length'] !== undefined;
  return new Promise((resolve) => {
    const kept: Buffer[] = [];
    let carried = Buffer.alloc(0);
    let read = 0;
    let found = needle === undefined;
    const done = (more: Pick<Body, 'whole'> & { lostAfter?: number }): void =>
      resolve({ found, text: Buffer.concat(kept).subarray(0, bodyLimit).toString(), ...more });
    const enough = (): boolean => read >= bodyLimit || (found && !measured && !keep);
    if (enough()) return done({ whole: false });
    response.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (keep) kept.push(chunk);
      if (needle && !found) {
        const joined = Buffer.concat([carried, chunk]);
        found = joined.includes(needle);
        carried = joined.subarray(Math.max(0, joined.length - needle.length + 1));
      }
      if (enough()) done({ whole: false });
    });
    response.once('end', () => done(response.complete ? { whole: true } : { whole: false, lostAfter: read }));
    response.once('error', () => done({ whole: false, lostAfter: read }));
  });
}
