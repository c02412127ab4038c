import { constants } from 'node:os';
import { performance } from 'node:perf_hooks';
import { isatty } from 'node:tty';
import { execa, type Options } from 'execa';
import type { Runner } from '../../core/ports/process-ports.ts';
import { rulesForEnvironment } from '../../core/redaction/redact-environment.ts';
import type { RedactionRule } from '../../core/redaction/redact.ts';
import { captureOutput } from './captured-output.ts';
import { outliveTerminal } from '../terminal/lost-terminal.ts';
import { superviseGroup } from './process-group.ts';
import { startInTerminal } from './pseudo-terminal.ts';
import { closed, outletsFor } from './real-pipe.ts';
import { failureOf, neverStarted } from './spawn.ts';
import { teeOutput } from './tee.ts';

/** What `attach` needs of this process: to hear the signals that are meant for the command. */
export type Signals = Pick<NodeJS.Process, 'on' | 'off' | 'once' | 'getBuiltinModule'>;

// Time-outs, the group's end and bounded output are ours: execa waits for grandchildren, and kills at 100 MB.
const common = {
  buffer: false,
  reject: false,
  cleanup: false,
  extendEnv: false,
  encoding: 'buffer',
} as const satisfies Options;

const errorOf = (result: { readonly cause?: unknown; readonly code?: string | undefined }): Error => {
  if (result.cause instanceof Error) return result.cause;
  return Object.assign(new Error(result.code ?? 'unknown'), { code: result.code });
};

const nothing = { stdout: null, stderr: null };

/** execa answers with what went wrong, but throws for words that no process can have. */
function startedBy<T>(start: () => T): T | Error {
  try {
    return start();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What a plan gives to one step alone; undefined: it is none. */
function marksIn(added: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> | undefined {
  const { INC_RUN: run, INC_STEP: step } = added;
  return run === undefined || step === undefined ? undefined : { INC_RUN: run, INC_STEP: step };
}

/**
 * Runs the steps of plans, and commands at the terminal. The only file that loads execa; reached by `import()`.
 *
 * @param rules hide secrets in captured output, beside the values of the environment's own secrets.
 * @param env what children inherit; a spawn's own variables stand above it.
 */
export function runnerWith(
  rules: readonly RedactionRule[],
  env: Readonly<Record<string, string | undefined>>,
  signals: Signals,
): Runner {
  return {
    async run(spawn) {
      const { argv, cwd, env: added, timeout, grace, signal, kill, onSpawn, onOutput } = spawn;
      const [command = '', ...words] = argv;
      const started = performance.now();
      const all = { ...env, ...added };
      const { started: begun, ...outlets } = outletsFor({ stdout: true, stderr: true });
      const options = { ...common, ...outlets, cwd, env: all, detached: true, stdin: 'ignore' } as const;
      const child = startedBy(() => execa(command, words, options));
      if (child instanceof Error) {
        closed(begun(nothing));
        return neverStarted(failureOf(child, { argv: [command], cwd }));
      }
      const streams = begun(child);
      if (child.pid === undefined) {
        closed(streams);
        return neverStarted(failureOf(errorOf(await child), { argv: [command], cwd }));
      }
      const captured = captureOutput(streams, [...rulesForEnvironment(all), ...rules], onOutput);
      const gone = onSpawn?.(child.pid);
      const leader = { ...streams, pid: child.pid, once: child.once.bind(child) };
      const ended = await superviseGroup(leader, { timeout, grace, signal, kill, marks: marksIn(added) });
      gone?.();
      const ms = Math.round(performance.now() - started);
      const how = ended.exit === undefined ? { signal: ended.signal ?? 'SIGKILL' } : { exit: ended.exit };
      const { timedOut, leftover, survivors } = ended;
      const left = survivors.length > 0 ? { survivors } : {};
      return { ...how, timedOut, ms, ...captured(), leftover, ...left };
    },

    async attach({ argv: [command = '', ...words], cwd, env: added, keep }) {
      const started = performance.now();
      let child: { kill(name: NodeJS.Signals): boolean } | undefined;
      // The terminal sends these to the command as well: it decides what Ctrl-C means.
      const ignore = (): void => undefined;
      const pass = (name: NodeJS.Signals): boolean => child?.kill(name) ?? false;
      const handlers = { SIGINT: ignore, SIGQUIT: ignore, SIGTERM: pass, SIGHUP: pass } as const;
      const names = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;
      for (const name of names) signals.on(name, handlers[name]);
      outliveTerminal(signals);
      try {
        const all = { ...env, ...added };
        const hidden = [...rulesForEnvironment(all), ...rules];
        const inner =
          keep === 'both' ? startInTerminal({ argv: [command, ...words], cwd }, all, hidden) : undefined;
        if (inner) {
          child = inner;
          return await inner.ended;
        }
        const kept = (fd: 1 | 2): boolean => keep === 'both' || (keep === 'off-terminal' && !isatty(fd));
        const { started: begun, ...outlets } = outletsFor({ stdout: kept(1), stderr: kept(2) });
        const options = { ...common, ...outlets, cwd, env: all, stdin: 'inherit' } as const;
        const running = startedBy(() => execa(command, words, options));
        if (running instanceof Error) {
          closed(begun(nothing));
          return { failure: failureOf(running, { argv: [command], cwd }), ms: 0 };
        }
        child = running;
        const streams = begun(running);
        if (running.pid === undefined) {
          closed(streams);
          return { failure: failureOf(errorOf(await running), { argv: [command], cwd }), ms: 0 };
        }
        const teed = streams.stdout || streams.stderr ? teeOutput(streams, hidden) : undefined;
        // execa's own end waits for whoever holds the pipes.
        const [exit, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
          running.once('exit', (...how) => resolve(how));
        });
        const ms = Math.round(performance.now() - started);
        const name = signal ?? 'SIGKILL';
        const how = exit === null ? { signal: name, signalNumber: constants.signals[name] } : { exit };
        return { ...how, ms, ...(teed ? { kept: await teed() } : {}) };
      } finally {
        for (const name of names) signals.off(name, handlers[name]);
      }
    },
  };
}
