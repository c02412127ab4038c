import { homedir } from 'node:os';

type Env = Readonly<Record<string, string | undefined>>;

/** Where things live (XDG Base Directory Specification 0.8; relative values are ignored, as it asks). */
export interface Paths {
  readonly store: string;
  readonly state: string;
  readonly cache: string;
}

/** Where a catalogue is looked for. `config`: named by `--config` or INC_CONFIG, a file or a folder. */
export interface Place {
  readonly paths: Paths;
  readonly cwd: () => string;
  readonly config: string | undefined;
  /** It was `--config`: a person typed it now, which allows what it names. A variable may be older than what it names. */
  readonly typed?: boolean;
}

export function findPaths(env: Env): Paths {
  const under = (name: string, rest: string): string => {
    const base = env[name];
    return `${base?.startsWith('/') ? base : `${env['HOME'] || homedir()}/${rest}`}/inc`;
  };
  return {
    store: env['INC_HOME'] || under('XDG_DATA_HOME', '.local/share'),
    state: under('XDG_STATE_HOME', '.local/state'),
    cache: under('XDG_CACHE_HOME', '.cache'),
  };
}
