import { chmodSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Recorded } from '../../src/core/envelope.ts';
import { sandbox, type Ran } from '../support/sandbox.ts';

/** A machine of its own with scripts, and perhaps a catalogue, in its working folder. */
export interface Shop {
  readonly folder: string;
  write(path: string, text: string, mode?: number): void;
  script(path: string, body: string): void;
  /** A file's text without the blanks around it; undefined: there is none. */
  has(path: string): string | undefined;
  inc(...args: readonly string[]): Ran;
  /** Every event of the only incident, as it stands on disk. */
  events(): readonly Recorded[];
  close(): void;
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
    events: () =>
      machine
        .log()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Recorded),
    close: () => machine.remove(),
  };
}
