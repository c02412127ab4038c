/** What it asks of processes. Implemented by `io` (and `render`), plugged in by `main`; see ports.ts. */
import type { StreamDigests } from '../record/events.ts';

export interface Spawn {
  /** argv without a shell; argv[0] is looked up in PATH, or relative to cwd when it holds a slash. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the whole process group gets TERM, then (grace) KILL. */
  readonly timeout?: number;
  readonly grace?: number;
  readonly signal?: AbortSignal;
  /** Ends the group with KILL, at once. */
  readonly kill?: AbortSignal;
  /** The process has begun; its id is also that of its group. @returns called when it has ended. */
  readonly onSpawn?: (pid: number) => () => void;
  /** Called with each redacted piece of output, as it comes. */
  readonly onOutput?: (text: string, from: 'stdout' | 'stderr') => void;
}

/** How a process ended. Exactly one of exit, signal, failure is set; `timedOut` tells why a signal. */
export interface Ended {
  readonly exit?: number;
  readonly signal?: string;
  readonly failure?: { readonly code: 'not-found' | 'not-executable' | 'other'; readonly message: string };
  readonly timedOut: boolean;
  readonly ms: number;
  /** Redacted text: the first 64 KiB and the last 192 KiB of stdout and stderr together. */
  readonly output: string;
  readonly total: number;
  readonly omitted: number;
  readonly redactions: number;
  /** Something outlived the process: held its output open, or left its group and survived a time-out or an abort. */
  readonly leftover: boolean;
  /** Process ids of what outlived it, as far as they can be told; absent: none. */
  readonly survivors?: readonly number[];
}

export interface Runner {
  /** Own session, no terminal, stdin from /dev/null, output captured with bounded memory. */
  run(spawn: Spawn): Promise<Ended>;
  /**
   * The terminal, signals and exit code are the command's own. `keep`: what it prints is kept as well, of the streams
   * that are no terminal, or of both: then, if all is one terminal, from one of the command's own.
   */
  attach(
    spawn: Pick<Spawn, 'argv' | 'cwd' | 'env'> & { readonly keep?: 'off-terminal' | 'both' },
  ): Promise<Attached>;
}

/** How a command at the terminal ended. `signalNumber` is what this system calls the signal (signal(7)). */
export interface Attached extends Pick<Ended, 'exit' | 'signal' | 'failure' | 'ms'> {
  readonly signalNumber?: number;
  readonly kept?: Teed;
}

/** What was kept of streams that were passed on; as of an ended process, with the digests of the whole. */
export interface Teed extends Pick<Ended, 'output' | 'total' | 'omitted' | 'redactions' | 'leftover'> {
  readonly streams: StreamDigests;
}
