/**
 * What the pure code asks of the world. `io` implements these, `main` plugs them in, tests use real folders
 * and a fixed clock. Nothing here names a file system, a process or a package.
 */
import type { Catalogue } from '../catalogue.ts';
import type { Documents } from './document-ports.ts';
import type { Files, Settings, Sources, Starter, Trust } from './file-ports.ts';
import type { Cards } from '../incident/kept-card.ts';
import type { Locks } from './lock-ports.ts';
import type { Identity, Prompt, Terminal, Watcher } from './person-ports.ts';
import type { Runner } from './process-ports.ts';
import type { GivenRecord, Journal, Kept, Store } from './record-ports.ts';
import type { Supervisors } from './supervise-ports.ts';
import type { Zones } from '../time/zone.ts';

interface Clock {
  /** Epoch milliseconds when the program started: the time of whatever it records. */
  readonly started: number;
  now(): number;
  /** From here on events happen when they are recorded, not when the program started: called before anything that takes time. */
  live(): void;
}

/** One thing that `inc doctor` looked at. A problem needs a person; a warning costs time, or may yet become one. */
export interface Examined {
  readonly subject: string;
  readonly level: 'ok' | 'warning' | 'problem';
  readonly told: string;
  /** What to type. */
  readonly next?: string;
}

/** Narrow slices of this are what most commands take. Ports behind a promise are loaded when first asked for. */
export interface World {
  readonly clock: Clock;
  readonly zones: Zones;
  readonly machineZone: string;
  /** Zones that know which names exist: for zones that a person types. */
  namedZones(): Promise<Zones>;
  readonly identity: Identity;
  readonly journal: Journal;
  readonly cards: Cards;
  readonly store: Store;
  /** Folders of inc's own, besides the store. */
  readonly paths: { readonly state: string; readonly cache: string };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Hides what looks like a secret, by the built-in rules and the catalogue's. */
  redact(text: string): Promise<string>;
  /** The same for every text of a plain value. */
  redactDeep<T>(value: T): Promise<T>;
  /** Shows a view on stderr while the command goes on: a plan before its confirmation. */
  announce(view: unknown): Promise<void>;
  random(bytes: number): Uint8Array;
  /** Whole of standard input as text. */
  stdin(limit: number): Promise<string>;
  /**
   * Whole of a file (undefined: of standard input) as text. Throws Fault NOT_FOUND, IO, USAGE for more than `limit`
   * bytes, and DATA for what is not UTF-8.
   */
  given(path: string | undefined, limit: number): Promise<string>;
  /** The same of lines among which stored files may be; these are put together beside the text, in bounded memory. @param look they are only checked. */
  givenRecord(path: string | undefined, limit: number, look: boolean): Promise<GivenRecord>;
  prompt(): Promise<Prompt>;
  /** For plans and `run`. */
  runner(): Promise<Runner>;
  /** For checks, which start many processes at once. Questions themselves: commands/probing.ts. */
  prober(): Promise<Pick<Runner, 'run'>>;
  document(): Promise<Documents>;
  sources(): Promise<Sources>;
  /**
   * The catalogue in force (flag, INC_CONFIG, found by walking up, remembered by the incident), compiled; undefined:
   * none. `named`: that file or folder instead.
   */
  catalogue(incident?: string, named?: string): Promise<Catalogue | undefined>;
  trust(): Promise<Trust>;
  /** Monotonic milliseconds. */
  mono(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborted by Ctrl-C or TERM; `signal.reason` is a Fault INTERRUPTED or TERMINATED. */
  readonly interruption: AbortSignal;
  /** Aborted by one more Ctrl-C after that: what still runs is to die at once. */
  readonly killing: AbortSignal;
  /** What was interrupted is dealt with: both signals are new ones, and the next Ctrl-C is a first one. */
  calm(): void;
  /** Reads single keys from the terminal; those for the terminal itself (Ctrl-C, Ctrl-Z) keep their meaning. @returns how that ends. */
  keys(pressed: (key: string) => void): () => void;
  /** Processes that watch over the steps of plans, and outlive this one. */
  supervisors(): Promise<Supervisors>;
  /** From here on a first Ctrl-C only calls `warned`; a second within three seconds interrupts. TERM does at once. @returns how that ends. */
  patience(warned: () => void): () => void;
  /** Locks that let one plan run once at a time, whatever the incident. */
  locks(): Promise<Locks>;
  /** Tells a person who has been waiting for a while how many of so many things were looked at. To be awaited. */
  progress(done: number, of: number, things: string): Promise<void> | undefined;
  /** Nobody watches until `watch` names somebody. */
  readonly watcher: Watcher;
  watch(watcher: Watcher): void;
  /** Notes, beside the incident, which catalogue it was opened with, so that its checks work from any folder. */
  rememberCatalogue(incident: string): Promise<void>;
  files(): Promise<Files>;
  /**
   * Keeps a file's bytes with the record (undefined: those of standard input), in bounded memory; a text is redacted
   * on the way. Throws Fault for what is no ordinary file, is missing, or is larger than may be kept.
   */
  keep(incident: string, path: string | undefined): Promise<Kept>;
  /** Yields when the record may have grown, whoever wrote; at once the first time. Ends when a person has had enough. */
  growth(incident: string): Promise<AsyncIterable<void>>;
  /** Looks at the machine and at inc's own folders, without changing anything; `repair` makes disposable files anew. */
  examine(options: { readonly repair: boolean }): Promise<readonly Examined[]>;
  settings(): Promise<Settings>;
  /** The text of a file that is shipped to be filled in. */
  starter(name: Starter): Promise<string>;
}
