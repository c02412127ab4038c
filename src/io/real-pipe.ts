import { spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Both ends of a pipe(7): one to read here, one to give to a child and to close then. */
interface RealPipe {
  readonly from: Readable;
  readonly to: number;
}

/**
 * Pipes for a child's output. Node itself gives children sockets: there `echo x > /dev/stderr` fails with ENXIO, and a
 * reader that goes away is no broken pipe. Node cannot call pipe(2), so this makes named ones, whose names are gone
 * when it returns.
 *
 * @returns undefined when they cannot be made: sockets are better than nothing.
 */
function realPipes(count: number): readonly RealPipe[] | undefined {
  if (count === 0) return [];
  let folder: string | undefined;
  const open: number[] = [];
  try {
    folder = mkdtempSync(`${tmpdir()}/inc-pipe-`);
    const names = Array.from({ length: count }, (_, at) => `${folder ?? ''}/${at}`);
    if (spawnSync('mkfifo', ['-m', '600', ...names], { stdio: 'ignore' }).status !== 0) return undefined;
    const ends = names.map((name) => {
      // The reading end first, without waiting: a writer would wait for it.
      const from = openSync(name, O_RDONLY | O_NONBLOCK);
      open.push(from);
      const to = openSync(name, O_WRONLY);
      open.push(to);
      return { from, to };
    });
    return ends.map(({ from, to }) => ({
      from: new Socket({ fd: from, readable: true, writable: false }),
      to,
    }));
  } catch {
    for (const fd of open) closeSync(fd);
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

type Stream = Readable | null;

/** Any descriptor: execa takes all of them, its types know those up to 9. */
type Descriptor = 9;

/** What a child gets as standard output and error, and what of it is read here. */
export interface Outlets {
  readonly stdout: Descriptor | 'pipe' | 'inherit';
  readonly stderr: Descriptor | 'pipe' | 'inherit';
  /** Once the child was started, or could not be: its ends are closed here, so that the reader sees its end. */
  readonly started: (child: { readonly stdout: Stream; readonly stderr: Stream }) => {
    readonly stdout: Stream;
    readonly stderr: Stream;
  };
}

/** A pipe for each stream that is to be read; the other one is left as it is. */
export function outletsFor(read: { readonly stdout: boolean; readonly stderr: boolean }): Outlets {
  const pipes = realPipes(Number(read.stdout) + Number(read.stderr));
  if (!pipes)
    return {
      stdout: read.stdout ? 'pipe' : 'inherit',
      stderr: read.stderr ? 'pipe' : 'inherit',
      started: ({ stdout, stderr }) => ({ stdout, stderr }),
    };
  const left = [...pipes];
  const out = read.stdout ? left.shift() : undefined;
  const err = read.stderr ? left.shift() : undefined;
  return {
    stdout: (out?.to as Descriptor | undefined) ?? 'inherit',
    stderr: (err?.to as Descriptor | undefined) ?? 'inherit',
    started() {
      for (const { to } of pipes) closeSync(to);
      return { stdout: out?.from ?? null, stderr: err?.from ?? null };
    },
  };
}
