import { kill } from 'node:process';
import type { Readable } from 'node:stream';
import { longestTimer } from '../../core/time/duration.ts';
import { bearersOf, identityOf, livingOf } from './process-identity.ts';
import { codeOf } from '../../core/trouble.ts';

/** A child in a process group of its own, however it was started (`detached`: setsid, so pid = group id). */
export interface GroupLeader {
  readonly pid?: number | undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  once(event: 'exit', listener: (exit: number | null, signal: NodeJS.Signals | null) => void): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
}

export interface Supervision {
  /** Milliseconds until the group is told to end; undefined: never. */
  readonly timeout?: number | undefined;
  /** Milliseconds between TERM and KILL. */
  readonly grace?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** KILL, without TERM and without waiting. */
  readonly kill?: AbortSignal | undefined;
  /** Variables that only this child and what it starts have: whoever left its group is known by them. */
  readonly marks?: Readonly<Record<string, string>> | undefined;
}

/** How the group ended. `error`: it never started. Neither exit nor signal: it survived even KILL for two seconds. */
export interface GroupEnd {
  readonly exit?: number;
  readonly signal?: string;
  readonly error?: Error;
  readonly timedOut: boolean;
  readonly aborted: boolean;
  /** Something outlived the leader and held its output open, or outlived the end of the group. */
  readonly leftover: boolean;
  /** Who that is, as far as it can be told. */
  readonly survivors: readonly number[];
}

const drain = 500;
const afterKill = 2000;
const look = 25;

/** Sends to every process of the group (kill(2), negative pid); false when nothing is left of it. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    kill(-group, signal);
    return true;
  } catch (error) {
    // EPERM: what is left runs as somebody else.
    return codeOf(error) === 'EPERM';
  }
}

const closed = (stream: Readable | null): Promise<void> =>
  new Promise((resolve) => {
    if (!stream || stream.closed || stream.readableEnded) resolve();
    else for (const event of ['end', 'close', 'error'] as const) stream.once(event, () => resolve());
  });

/**
 * Waits for the child, ends its whole group on a time-out or an abort (TERM, `grace`, KILL), and returns when
 * the leader is gone and its output is drained, or 0.5 s after the leader when something else holds the pipe
 * open. After a time-out or an abort nothing of the group is left; what left the group before (setsid(1)) is not ended,
 * but looked for and told. Never rejects. The streams must have readers; what is still open is destroyed at the end.
 */
export function superviseGroup(
  child: GroupLeader,
  { timeout, grace = 2000, signal, kill: killing, marks }: Supervision,
): Promise<GroupEnd> {
  const group = child.pid;
  const { start } = marks && group !== undefined ? identityOf(group) : { start: '' };
  return new Promise((resolve) => {
    const timers = new Set<NodeJS.Timeout>();
    let settled = false;
    let stopping: 'timeout' | 'abort' | undefined;
    let killed = false;
    let ended: Pick<GroupEnd, 'exit' | 'signal' | 'error'> | undefined;
    let silent = false;
    let leftover = false;
    let looking = false;

    const after = (ms: number, act: () => void): void => {
      if (!settled) timers.add(setTimeout(act, Math.min(ms, longestTimer)));
    };
    /** A search through all processes, so only where something may be left. */
    const living = (): readonly number[] => {
      if (group === undefined || !marks || !(stopping || leftover)) return [];
      return [...new Set([...livingOf(group, start), ...bearersOf(marks, start)])];
    };
    // What was killed takes a moment to go; what nobody reaps (a zombie) never does.
    const remains = (of: number): boolean =>
      killed ? start !== '' && livingOf(of, start).length > 0 : signalGroup(of, 0);
    const settle = (): void => {
      settled = true;
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      killing?.removeEventListener('abort', killNow);
      // An open pipe would keep this process alive; whoever still writes to it gets SIGPIPE from here on.
      child.stdout?.destroy();
      child.stderr?.destroy();
      const survivors = living();
      resolve({
        ...ended,
        timedOut: stopping === 'timeout',
        aborted: stopping === 'abort',
        leftover: leftover || survivors.length > 0,
        survivors,
      });
    };
    const finish = (): void => {
      if (settled || !ended || !silent) return;
      if (!stopping || group === undefined || !remains(group)) return settle();
      // No event tells that a group became empty.
      if (looking) return;
      looking = true;
      after(look, () => {
        looking = false;
        finish();
      });
    };
    const stop = (why: 'timeout' | 'abort') => (): void => {
      if (stopping || group === undefined || (ended && why === 'timeout')) return;
      stopping = why;
      signalGroup(group, 'SIGTERM');
      after(grace, killGroup);
    };
    const killGroup = (): void => {
      if (killed || group === undefined) return;
      signalGroup(group, 'SIGKILL');
      killed = true;
      finish();
      after(afterKill, settle);
    };
    const abort = stop('abort');
    const killNow = (): void => {
      stopping ??= 'abort';
      killGroup();
    };

    const givenUp = (): void => {
      leftover ||= !silent;
      silent = true;
      finish();
    };

    child.once('error', (error) => {
      // Also emitted when a signal could not be sent to a running child, which is no end of it.
      if (group !== undefined) return;
      ended = { error };
      settle();
    });
    child.once('exit', (exit, name) => {
      ended = exit === null ? { signal: name ?? 'SIGKILL' } : { exit };
      // What was already in the pipe is read first, even when this process itself was kept from running.
      after(drain, () => setImmediate(() => setImmediate(givenUp)));
      finish();
    });
    void Promise.all([closed(child.stdout), closed(child.stderr)]).then(() => {
      silent = true;
      finish();
    });
    if (timeout !== undefined) after(timeout, stop('timeout'));
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    if (killing?.aborted) killNow();
    else killing?.addEventListener('abort', killNow, { once: true });
  });
}
