import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { Recorded } from '../../src/core/record/envelope.ts';
import { ended, sandbox, type Ran } from '../support/sandbox.ts';

/** A machine of its own with scripts, and perhaps a catalogue, in its working folder. */
export interface Shop {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly store: string;
  /** The id of the only incident. */
  incident(): string;
  write(path: string, text: string, mode?: number): void;
  script(path: string, body: string): void;
  /** A file's text without the blanks around it; undefined: there is none. */
  has(path: string): string | undefined;
  inc(...args: readonly string[]): Ran;
  incWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Ran;
  /** The bytes of every log, whatever the incident. */
  records(): string;
  /** As `inc`, while this process goes on: for two at once, and for signals. */
  start(...args: readonly string[]): Started;
  /** Every event of the only incident, as it stands on disk. */
  events(): readonly Recorded[];
  /** Files of the store that hold this text; none: it never touched the disk. */
  stored(text: string): readonly string[];
  close(): void;
}

export interface Started {
  kill(signal: NodeJS.Signals): void;
  /** Resolves once standard error holds the text, so often; rejects when the process ends before. */
  says(text: string, times?: number): Promise<void>;
  readonly ended: Promise<Ran>;
}

function followed(child: ChildProcess): Started {
  let heard = '';
  let over = false;
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const each of waiting) each();
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
    look();
  });
  const all = ended(child).finally(() => {
    over = true;
    look();
  });
  return {
    kill: (signal) => void child.kill(signal),
    says: (text, times = 1) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (heard.split(text).length > times) resolve();
          else if (over) reject(new Error(`it ended without saying "${text}":\n${heard}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    ended: all,
  };
}

export function shop(): Shop {
  const machine = sandbox();
  const folder = realpathSync(machine.work);
  const write = (path: string, text: string, mode = 0o644): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
  };
  return {
    folder,
    env: machine.env,
    store: machine.store,
    stored: (text) =>
      spawnSync('grep', ['-rl', '--', text, machine.store], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter(Boolean),
    incident: () => machine.incident(),
    write,
    script: (path, body) => write(path, `#!/bin/bash\n${body}\n`, 0o755),
    has: (path) => {
      try {
        return readFileSync(join(folder, path), 'utf8').trim();
      } catch {
        return undefined;
      }
    },
    inc: (...args) => machine.inc(args),
    incWith: (env, ...args) => machine.inc(args, { env }),
    records: () =>
      readdirSync(join(machine.store, 'incidents'))
        .map((incident) => machine.log(incident))
        .join(''),
    start: (...args) => followed(machine.start(args)),
    events: () =>
      machine
        .log()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Recorded),
    close: () => machine.remove(),
  };
}
