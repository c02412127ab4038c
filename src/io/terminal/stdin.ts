import { readSync } from 'node:fs';
import { Fault } from '../../core/faults.ts';

/** Whole of standard input; undefined when it holds more than `limit` bytes. */
export function stdinBytes(limit: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(65_536);
    let got: number;
    try {
      got = readSync(0, chunk, 0, chunk.length, null);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EOF') break;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      continue;
    }
    if (got === 0) break;
    total += got;
    if (total > limit) return undefined;
    chunks.push(chunk.subarray(0, got));
  }
  return Buffer.concat(chunks);
}

/** Whole of standard input as UTF-8 text; more than `limit` bytes is a fault, and nothing of it is taken. */
export function readStdin(limit: number): string {
  const bytes = stdinBytes(limit);
  if (bytes) return bytes.toString('utf8');
  throw new Fault('USAGE', `standard input holds more than ${limit} bytes, too much for one entry`, {
    hint: `note its beginning: … | head -c ${limit} | inc note -; all of it: … | inc attach -`,
  });
}
