import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Ended, Runner, Spawn } from '../../core/ports/process-ports.ts';
import { rulesForEnvironment } from '../../core/redaction/redact-environment.ts';
import type { RedactionRule } from '../../core/redaction/redact.ts';
import { captureOutput } from './captured-output.ts';
import { superviseGroup } from './process-group.ts';
import { closed, outletsFor } from './real-pipe.ts';

type Failure = NonNullable<Ended['failure']>;

/** Why a process could not be started, in words (execve(2)). */
export function failureOf(error: Error, { argv: [command = ''], cwd }: Pick<Spawn, 'argv' | 'cwd'>): Failure {
  const code = 'code' in error ? error.code : undefined;
  if (command === '')
    return { code: 'not-found', message: 'the command has no name: its first word is empty' };
  // Node quotes what holds it, which may be a secret.
  if (code === 'ERR_INVALID_ARG_VALUE' || /\bnull bytes\b/.test(error.message))
    return {
      code: 'other',
      message: `${command.replaceAll('\0', '␀')} could not be started: a word or a variable holds a NUL byte`,
    };
  if (code === 'E2BIG')
    return {
      code: 'other',
      message: `${command} could not be started: its words and variables are too long`,
    };
  if (!existsSync(cwd)) return { code: 'other', message: `the folder ${cwd} does not exist` };
  const path = isAbsolute(command) ? command : join(cwd, command);
  if (code === 'ENOENT') {
    if (!command.includes('/')) return { code: 'not-found', message: `no command ${command} in PATH` };
    if (!existsSync(path)) return { code: 'not-found', message: `${command} does not exist` };
    return {
      code: 'not-found',
      message: `${command} names an interpreter in its first line that does not exist`,
    };
  }
  if (code === 'EACCES') return { code: 'not-executable', message: `${command} is not executable` };
  return { code: 'other', message: `${command} could not be started: ${error.message}` };
}

/** How what could not be started ended. */
export const neverStarted = (failure: Failure): Ended => ({
  failure,
  timedOut: false,
  ms: 0,
  output: '',
  total: 0,
  omitted: 0,
  redactions: 0,
  leftover: false,
});

/**
 * Starts many short processes at little cost: checks. Each gets a session of its own, no standard input, and
 * `env` under what the spawn adds.
 *
 * @param env the environment that children inherit.
 */
export function spawnerWith(
  rules: readonly RedactionRule[],
  env: Readonly<Record<string, string | undefined>>,
): Pick<Runner, 'run'> {
  const all = [...rulesForEnvironment(env), ...rules];
  return {
    async run({ argv, cwd, env: added, timeout, grace, signal, onOutput }) {
      const started = performance.now();
      const [command = '', ...words] = argv;
      const { stdout, stderr, started: begun } = outletsFor({ stdout: true, stderr: true }, true);
      let child: ChildProcess;
      try {
        child = spawn(command, words, {
          cwd,
          env: { ...env, ...added },
          stdio: ['ignore', stdout, stderr],
          detached: true,
        });
      } catch (error) {
        // Bad arguments (a NUL byte, an empty name, a list too long for execve) throw; the rest is an event.
        closed(begun({ stdout: null, stderr: null }));
        return neverStarted(
          failureOf(error instanceof Error ? error : new Error(String(error)), { argv, cwd }),
        );
      }
      const streams = begun(child);
      const captured = captureOutput(streams, all, onOutput);
      const leader = { ...streams, pid: child.pid, once: child.once.bind(child) };
      const {
        error,
        exit,
        signal: name,
        timedOut,
        leftover,
      } = await superviseGroup(leader, { timeout, grace, signal });
      const ms = Math.round(performance.now() - started);
      const how = error
        ? { failure: failureOf(error, { argv, cwd }) }
        : exit === undefined
          ? { signal: name ?? 'SIGKILL' }
          : { exit };
      return { ...how, timedOut, ms, ...captured(), leftover };
    },
  };
}
