import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built program, as it is installed. */
export const bin = join(import.meta.dirname, '../../bin/inc.cjs');

export interface Ran {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string>>;

export interface Sandbox {
  readonly home: string;
  /** A project folder: the working folder of every command. */
  readonly work: string;
  readonly store: string;
  readonly env: Env;
  inc(
    args: readonly string[],
    options?: { readonly env?: Env; readonly input?: string; readonly cwd?: string },
  ): Ran;
  start(args: readonly string[], options?: { readonly env?: Env; readonly cwd?: string }): ChildProcess;
  /** As `inc`, without blocking this process: for several at once. */
  run(args: readonly string[], options?: { readonly env?: Env; readonly cwd?: string }): Promise<Ran>;
  incident(): string;
  /** The bytes of the record's only file, or of all of them one after the other. */
  log(incident?: string): string;
  remove(): void;
}

/** A machine of its own for the real program: home, store, state, cache and working folder in a temp folder. */
export function sandbox(): Sandbox {
  const home = mkdtempSync(join(tmpdir(), 'inc-test-'));
  const work = join(home, 'work');
  const store = join(home, 'store');
  const env: Env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    INC_HOME: store,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    INC_USER: 'alice',
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    TMPDIR: home,
  };
  spawnSync('mkdir', ['-p', work]);
  const incidents = (): string[] =>
    readdirSync(join(store, 'incidents')).filter((name) => !name.startsWith('.'));
  const onlyIncident = (): string => {
    const [only, ...others] = incidents();
    if (only === undefined || others.length > 0)
      throw new Error(`expected one incident, found ${incidents().join(', ') || 'none'}`);
    return only;
  };
  const at = (options: { readonly env?: Env; readonly cwd?: string } = {}) => ({
    cwd: options.cwd ?? work,
    env: { ...env, ...options.env },
  });
  return {
    home,
    work,
    store,
    env,
    inc(args, options = {}) {
      const { status, signal, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
        ...at(options),
        input: options.input ?? '',
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      });
      return { exit: status, signal, stdout, stderr };
    },
    start: (args, options) =>
      spawn(process.execPath, [bin, ...args], { ...at(options), stdio: ['ignore', 'pipe', 'pipe'] }),
    run(args, options) {
      const child = spawn(process.execPath, [bin, ...args], {
        ...at(options),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return ended(child);
    },
    incident: onlyIncident,
    log(incident = onlyIncident()) {
      const folder = join(store, 'incidents', incident, 'log');
      return readdirSync(folder)
        .toSorted()
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('');
    },
    // A step that outlives its inc may be writing its end still.
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}

/** Resolves when a child has ended and its output is closed. */
export function ended(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit, signal) => resolve({ exit, signal, stdout, stderr }));
  });
}
