import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { write } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Teed } from '../../core/ports/process-ports.ts';
import type { RedactionRule } from '../../core/redaction/redact.ts';
import { captureOutput } from './captured-output.ts';
import { codeOf } from '../../core/trouble.ts';

type Name = 'stdout' | 'stderr';

/** A child whose streams are pipes where they are to be kept, null where they are ours. */
export interface Teeing {
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

/** How long a stream may stay silent after the command's end before it counts as held by something else. */
const drain = 500;

/** Writes all of it, without keeping this process from hearing signals; false: nothing more can be written there. */
async function passed(fd: number, bytes: Buffer): Promise<boolean> {
  for (let done = 0; done < bytes.length;) {
    try {
      done += await new Promise<number>((resolve, reject) => {
        write(fd, bytes, done, bytes.length - done, null, (error, count) => {
          if (error) reject(error);
          else resolve(count);
        });
      });
    } catch (error) {
      const code = codeOf(error);
      // A full pipe that does not block, shared with somebody who wanted it so.
      if (code === 'EAGAIN') await sleep(5);
      // Gone, or full: without us the child would have met the same.
      else return false;
    }
  }
  return true;
}

/**
 * Passes a child's streams on to ours, byte for byte and at the reader's pace, and keeps the head and the tail of what
 * they said, redacted, in constant memory. A reader who goes away is the child's to notice: its pipe is closed.
 *
 * @returns called once the child has ended; resolves when everything that it printed is through, or when something
 *   else holds its output open and is silent.
 */
export function teeOutput(child: Teeing, rules: readonly RedactionRule[]): () => Promise<Teed> {
  let moves = 0;
  let writing = 0;
  const taps = { stdout: new EventEmitter(), stderr: new EventEmitter() };
  const captured = captureOutput(taps, rules);
  const names = (['stdout', 'stderr'] as const).filter((name) => child[name] !== null);
  const digests = new Map(names.map((name) => [name, { hash: createHash('sha256'), bytes: 0 }]));

  async function pass(name: Name, from: Readable): Promise<void> {
    const seen = digests.get(name);
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        moves++;
        writing++;
        const open = await passed(name === 'stdout' ? 1 : 2, chunk);
        writing--;
        if (seen) {
          seen.hash.update(chunk);
          seen.bytes += chunk.length;
        }
        taps[name].emit('data', chunk);
        if (!open) return;
      }
    } catch (error) {
      // Closed by us, while something still held it open.
      if (!from.destroyed) throw error;
    }
  }

  let open = true;
  const all = Promise.all(names.map((name) => pass(name, child[name] as Readable))).finally(() => {
    open = false;
  });
  // Looked at when the child has ended; until then nobody listens.
  all.catch(() => undefined);

  return async () => {
    let leftover = false;
    while (open && !leftover) {
      const before = moves;
      await Promise.race([all, sleep(drain, undefined, { ref: true })]);
      leftover = open && writing === 0 && moves === before;
    }
    for (const name of names) child[name]?.destroy();
    await all;
    const { redactionsIn, ...kept } = captured();
    const streams = Object.fromEntries(
      [...digests].map(([name, { hash, bytes }]) => [
        name,
        { bytes, ...(redactionsIn[name] === 0 ? { sha256: hash.digest('hex') } : {}) },
      ]),
    );
    return { ...kept, streams, leftover };
  };
}
