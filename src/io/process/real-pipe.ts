import { spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Both ends of a pipe(7): one to read here, one to give to a child and to close then. */
export interface RealPipe {
  readonly from: Readable;
  readonly to: number;
  /** Of the end to give away. */
  close(): void;
}

interface Ends {
  readonly from: number;
  readonly to: number;
}

/** The reading end first, without waiting: a writer would wait for it. */
function endsOf(path: string): Ends {
  const from = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    return { from, to: openSync(path, O_WRONLY) };
  } catch (error) {
    closeSync(from);
    throw error;
  }
}

/**
 * Node gives children sockets: there `echo x > /dev/stderr` fails with ENXIO, and a reader that goes away is no broken
 * pipe. Node cannot call pipe(2), so this makes named ones, whose names are gone when it returns.
 *
 * @returns undefined when they cannot be made: sockets are better than nothing.
 */
function made<T>(count: number, held: (path: string) => T): T[] | undefined {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(`${tmpdir()}/inc-pipe-`);
    const names = Array.from({ length: count }, (_, at) => `${folder ?? ''}/${at}`);
    if (spawnSync('mkfifo', ['-m', '600', ...names], { stdio: 'ignore' }).status !== 0) return undefined;
    return names.map(held);
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

const reading = (fd: number): Socket => new Socket({ fd, readable: true, writable: false });

/** @returns undefined when they cannot be had. */
export function realPipes(count: number): readonly RealPipe[] | undefined {
  if (count === 0) return [];
  return made(count, endsOf)?.map(({ from, to }) => ({
    from: reading(from),
    to,
    close: () => closeSync(to),
  }));
}

/** Names a file without opening it (open(2)); Linux only. */
const O_PATH = 0o10000000;
/** Descriptors of pipes that nobody holds an end of. */
const spare: number[] = [];
const most = 16;
let batch = 2;

/**
 * The same for who starts many children: mkfifo(1) costs as much as a child, so that a pipe is used again once all
 * its writers have closed it.
 */
function usedAgain(count: number): readonly RealPipe[] | undefined {
  if (!existsSync('/proc/self/fd')) return realPipes(count);
  if (spare.length < count) {
    const more = made(Math.max(batch, count), (path) => openSync(path, O_PATH));
    if (!more) return undefined;
    spare.push(...more);
    batch = most;
  }
  const open: RealPipe[] = [];
  try {
    for (const name of spare.splice(0, count)) {
      const { from, to } = endsOf(`/proc/self/fd/${name}`);
      const socket = reading(from);
      let ended = false;
      socket.once('end', () => (ended = true));
      // Without an end, somebody still writes to it.
      socket.once('close', () => (ended ? void spare.push(name) : closeSync(name)));
      open.push({ from: socket, to, close: () => closeSync(to) });
    }
    return open;
  } catch {
    for (const pipe of open) {
      pipe.close();
      pipe.from.destroy();
    }
    return undefined;
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

/** Closes what was opened for a child that never was. */
export function closed({ stdout, stderr }: { readonly stdout: Stream; readonly stderr: Stream }): void {
  stdout?.destroy();
  stderr?.destroy();
}

/** A pipe for each stream that is to be read; the other one is left as it is. `many`: more will be wanted soon. */
export function outletsFor(
  read: { readonly stdout: boolean; readonly stderr: boolean },
  many = false,
): Outlets {
  const pipes = (many ? usedAgain : realPipes)(Number(read.stdout) + Number(read.stderr));
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
      for (const pipe of pipes) pipe.close();
      return { stdout: out?.from ?? null, stderr: err?.from ?? null };
    },
  };
}
