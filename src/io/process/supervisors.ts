import { spawn } from 'node:child_process';
import { closeSync, writeFileSync } from 'node:fs';
import { kill } from 'node:process';
import type { ActName, Supervised, Supervisors, Told, Watching } from '../../core/ports/supervise-ports.ts';
import { reasonOf } from '../../core/trouble.ts';
import { dutyOf } from './duty.ts';
import { liveFile, liveReader, openLive } from './live-output.ts';
import {
  bearersOf,
  fateOf,
  identityOf,
  livingOf,
  startedWith,
  type ProcessIdentity,
} from './process-identity.ts';

export interface SupervisorParts {
  readonly store: string;
  /** Node, and the built program. */
  readonly program: readonly [node: string, script: string];
  /** Flags that the supervisor must know as well. */
  readonly flags: readonly string[];
  readonly cwd: () => string;
  readonly env: NodeJS.ProcessEnv;
  /** Who is at this terminal. */
  readonly by: string;
  /** The process that asks, or that is the supervisor. */
  readonly self: number;
}

/** Milliseconds between two looks at what a step prints, and whether it lives. */
const look = 100;

/** By these its supervisor is known, to `ps` as well. */
const wordsOf = ({ run, role, step, attempt }: ActName): readonly string[] => [
  'supervise',
  run,
  role,
  step,
  String(attempt),
];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What the supervisor said, a line each; one that it was killed in says nothing. */
function toldIn(text: string): readonly Partial<Told>[] {
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isObject(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

export function supervisorsWith(parts: SupervisorParts): Supervisors {
  const { store, by } = parts;

  /** Who stops it stands beside its output before it hears of it. */
  function stopNote(file: string): void {
    try {
      writeFileSync(`${file}.stop`, by, { mode: 0o600 });
    } catch {
      // Then the record says that it was interrupted, and not by whom.
    }
  }

  /** Shows what is printed, and passes on what the person wants, until the answer is called. */
  function attend(
    file: string,
    { signal, kill: killing, onOutput }: Watching,
    pass: (name: 'SIGTERM' | 'SIGINT') => void,
  ): () => void {
    let fd: number | undefined;
    try {
      fd = openLive(file);
    } catch {
      // It is kept all the same.
    }
    const read = fd === undefined || !onOutput ? (): void => undefined : liveReader(fd, onOutput);
    const timer = setInterval(read, look);
    const stop = (): void => {
      stopNote(file);
      pass('SIGTERM');
    };
    const murder = (): void => pass('SIGINT');
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    killing?.addEventListener('abort', murder, { once: true });
    return () => {
      clearInterval(timer);
      signal.removeEventListener('abort', stop);
      killing?.removeEventListener('abort', murder);
      read();
      if (fd !== undefined) closeSync(fd);
    };
  }

  const leaving = (detach: AbortSignal | undefined): Promise<'detached'> =>
    new Promise((resolve) => detach?.addEventListener('abort', () => resolve('detached'), { once: true }));

  return {
    async run(order, watching) {
      const [node, script] = parts.program;
      const file = liveFile(store, order.incident, order);
      const child = spawn(node, [script, ...wordsOf(order), ...parts.flags], {
        cwd: parts.cwd(),
        env: parts.env,
        // A session of its own: neither Ctrl-C nor a hang-up of this terminal reaches it.
        detached: true,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      // It may be gone before it has read all; how it ended says so.
      child.stdin.on('error', () => undefined);
      const ended = new Promise<string | undefined>((resolve) => {
        child.once('error', (error) => resolve(`its supervisor could not be started: ${reasonOf(error)}`));
        child.once('close', (_, name) =>
          // Its handlers come before anything else that it does.
          resolve(name === 'SIGTERM' ? 'interrupted before it began' : undefined),
        );
      });
      child.stdin.end(JSON.stringify(order));
      const done = attend(file, watching, (name) => {
        if (child.pid !== undefined && child.exitCode === null) send(child.pid, name);
      });
      const how = await Promise.race([ended, leaving(watching.detach)]);
      done();
      const told = toldIn(said);
      const receipts = told.flatMap((each) => each.receipts ?? []);
      const never = how === 'detached' ? undefined : (told.find((each) => each.never)?.never ?? how);
      const fault = told.find((each) => each.fault)?.fault;
      if (how === 'detached') {
        child.stdout.destroy();
        child.unref();
      }
      const supervised: Supervised = {
        events: receipts.flatMap(({ events }) => events),
        troubles: receipts.flatMap(({ trouble }) => (trouble ? [trouble] : [])),
        ...(how === 'detached' ? { detached: true as const } : {}),
        ...(never === undefined ? {} : { never }),
        ...(fault ? { fault } : {}),
      };
      return supervised;
    },

    async follow({ incident, ...act }, { supervisors, others }, watching) {
      const [watchers, processes] = [supervisors.map(identityOf), others.map(identityOf)];
      const lives = (each: ProcessIdentity): boolean => fateOf(each) === 'alive';
      const pass = (name: 'SIGTERM' | 'SIGINT'): void => {
        const watched = watchers.filter(lives);
        for (const { pid } of watched) send(pid, name);
        // Nobody is left to tell what still runs.
        if (watched.length === 0)
          for (const { pid } of processes.filter(lives)) send(pid, name === 'SIGINT' ? 'SIGKILL' : name);
      };
      const done = attend(liveFile(store, incident, act), watching, pass);
      let timer: NodeJS.Timeout | undefined;
      const over = new Promise<'over'>((resolve) => {
        timer = setInterval(() => {
          if (![...watchers, ...processes].some(lives)) resolve('over');
        }, look);
      });
      const how = await Promise.race([over, leaving(watching.detach)]);
      clearInterval(timer);
      done();
      return how === 'detached' ? { detached: true } : {};
    },

    duty: (order) => dutyOf(order, parts),

    fate(act, known, begunOn) {
      const here = identityOf(parts.self);
      if (begunOn !== here.host) return 'unknown';
      const { pid = 0, start = '', boot = '', ns = '', host = '' } = known ?? {};
      if (known && fateOf({ pid, start, boot, ns, host }) === 'unknown') return 'unknown';
      const group = known && boot === here.boot ? livingOf(pid, start) : [];
      // What left the group, and what was begun by somebody who could not say so any more.
      const bearers = bearersOf({ INC_RUN: act.run, INC_STEP: act.step }, start || '0');
      return {
        supervisors: startedWith(wordsOf(act)),
        others: [...new Set([...group, ...bearers])].filter((each) => each !== parts.self),
      };
    },

    stop: (pid) => send(pid, 'SIGTERM'),
  };
}
