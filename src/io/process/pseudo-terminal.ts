import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { resolve as absolute } from 'node:path';
import { performance } from 'node:perf_hooks';
import { kill } from 'node:process';
import { isatty } from 'node:tty';
import type { Attached, Spawn } from '../../core/ports/process-ports.ts';
import type { RedactionRule } from '../../core/redaction/redact.ts';
import { shellWords } from '../../core/text/shell-words.ts';
import { captureOutput } from './captured-output.ts';
import { realPipes } from './real-pipe.ts';
import { typescriptOf, withoutReturns } from './typescript.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A command in a terminal of its own, shown in ours. */
export interface Inner {
  /** To the command, not to what stands between. */
  kill(name: NodeJS.Signals): boolean;
  readonly ended: Promise<Attached>;
}

/** Holds the command for the shell that script(1) starts; gone before the command itself begins. */
const variable = 'INC_TERMINAL';
/** The longest text that execve(2) takes in one piece is 128 KiB (MAX_ARG_STRLEN). */
const longest = 120_000;
/** How long the log may stay open after its end (milliseconds). */
const drain = 500;

/** Options that are used here came with util-linux 2.35; other systems' script(1) have other ones. */
function scriptIn(env: Environment): boolean {
  const { stdout } = spawnSync('script', ['--version'], {
    env: { ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [, major = 0, minor = 0] = /util-linux (\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 35);
}

/** In the background, a terminal's settings are somebody else's (proc(5): pgrp and tpgid in stat). */
function inForeground(): boolean {
  try {
    const text = readFileSync('/proc/self/stat', 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}

/** Whether execve(2) would find it: what cannot start is told before a shell could say it in its own words. */
function canStart(command: string, cwd: string, env: Environment): boolean {
  const places = command.includes('/')
    ? [command]
    : (env['PATH'] ?? '').split(':').map((at) => `${at || '.'}/${command}`);
  return places.some((place) => {
    try {
      const path = absolute(cwd, place);
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
}

/** What script(1) has started. Where the kernel does not tell, it is script itself. */
function childrenOf(pid: number): readonly number[] {
  try {
    const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
    return pids.length > 0 ? pids : [pid];
  } catch {
    return [pid];
  }
}

/**
 * Runs a command in a pseudo-terminal, by script(1) of util-linux, and keeps the head and the tail of what it shows,
 * redacted. What is logged goes through a pipe: nothing touches a disk before it is redacted.
 *
 * @param env the whole environment of the command.
 * @returns undefined when that cannot be: no terminal on all three of ours, in the background, no such script(1), or a
 *   command that cannot be started or put into one line. Nothing has been started then.
 */
export function startInTerminal(
  { argv, cwd }: Pick<Spawn, 'argv' | 'cwd'>,
  env: Environment,
  rules: readonly RedactionRule[],
): Inner | undefined {
  const [command = ''] = argv;
  const { SHELL: shell } = env;
  // script runs `$SHELL -c`: a shell that is known to understand the line; the command gets back the person's own.
  const own = shell === undefined ? 'unset SHELL' : `SHELL=${shellWords([shell])}`;
  const line = `exec 3>&-; unset ${variable}; ${own}; exec ${shellWords(argv)}`;
  if (![0, 1, 2].every((fd) => isatty(fd)) || !inForeground()) return undefined;
  if (command.startsWith('-') || line.includes('\0') || Buffer.byteLength(line) > longest) return undefined;
  if (!canStart(command, cwd, env) || !scriptIn(env)) return undefined;
  const [log] = realPipes(1) ?? [];
  if (!log) return undefined;

  const started = performance.now();
  const child = spawn('script', ['-q', '-e', '-f', '-O', '/dev/fd/3', '-c', `eval "$${variable}"`], {
    cwd,
    env: { ...env, SHELL: '/bin/sh', [variable]: line },
    stdio: ['inherit', 'inherit', 'inherit', log.to],
  });
  log.close();
  const ended = new Promise<Attached>((resolve) => {
    const tap = new EventEmitter();
    const captured = captureOutput({ stdout: tap, stderr: null }, rules);
    const hash = createHash('sha256');
    const typescript = typescriptOf();
    const plain = withoutReturns();
    let bytes = 0;
    const take = (piece: Buffer): void => {
      if (piece.length === 0) return;
      hash.update(piece);
      bytes += piece.length;
      tap.emit('data', plain(piece));
    };
    log.from.on('data', (chunk: Buffer) => take(typescript.push(chunk)));
    const closed = new Promise<boolean>((told) => {
      log.from.on('error', () => undefined).once('close', () => told(true));
    });
    child.once('error', (error) => {
      log.from.destroy();
      resolve({
        failure: { code: 'other', message: `script could not be started: ${error.message}` },
        ms: 0,
      });
    });
    child.once('exit', (exit, signal) => {
      const ms = Math.round(performance.now() - started);
      // It had no time to set the terminal back.
      if (signal) spawnSync('stty', ['sane'], { stdio: ['inherit', 'ignore', 'ignore'] });
      const late = setTimeout(() => log.from.destroy(), drain);
      void closed.then(() => {
        clearTimeout(late);
        take(typescript.end(signal === null));
        if (!typescript.begun && signal === null)
          return resolve({
            failure: {
              code: 'other',
              message: `script gave ${command} no terminal; whether it ran is not known`,
            },
            ms,
          });
        const how = signal ? { signal, signalNumber: system.signals[signal] } : { exit: exit ?? 125 };
        const { redactionsIn, ...kept } = captured();
        const digest = redactionsIn.stdout === 0 ? { sha256: hash.digest('hex') } : {};
        resolve({
          ...how,
          ms,
          kept: { ...kept, total: bytes, streams: { stdout: { bytes, ...digest } }, leftover: false },
        });
      });
    });
  });
  return {
    ended,
    kill(name) {
      if (child.pid === undefined) return false;
      for (const pid of childrenOf(child.pid))
        try {
          kill(pid, name);
        } catch {
          // It has just ended.
        }
      return true;
    },
  };
}
