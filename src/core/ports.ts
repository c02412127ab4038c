/**
 * What the pure code asks of the world. `io` implements these, `main` plugs them in, tests use real folders
 * and a fixed clock. Nothing here names a file system, a process or a package.
 */
import type { Catalogue } from './catalogue.ts';
import type { Recorded } from './envelope.ts';
import type { Happening, OutputRef, StreamDigests } from './events.ts';
import type { Settable, UserSettings } from './setting-names.ts';
import type { Zones } from './zone.ts';

export interface Clock {
  /** Epoch milliseconds when the program started: the time of whatever it records. */
  readonly started: number;
  now(): number;
  /** From here on events happen when they are recorded, not when the program started: called before anything that takes time. */
  live(): void;
}

/** How an append ended. `home`: durable in the record. `spooled`: durable elsewhere, merged by a later append. */
export interface Receipt {
  readonly where: 'home' | 'spooled';
  readonly events: readonly Recorded[];
  readonly redactions: number;
  /** Why it is not at home, the file that holds it, and both in words for a person. */
  readonly trouble?: { readonly reason: string; readonly file: string; readonly told: readonly string[] };
}

export type DamageKind =
  | 'torn-tail'
  | 'fragment'
  | 'zero-filled'
  | 'oversized'
  | 'not-utf8'
  | 'not-json'
  | 'bad-envelope'
  | 'bad-hash'
  | 'missing-parent'
  | 'missing-blob'
  | 'bad-blob'
  | 'id-reused'
  | 'no-opening'
  | 'not-a-file'
  | 'extra-root'
  | 'clock-order'
  | 'anchor-missing';

/** One thing that `verify` found. Warnings are writes that were never acknowledged, or clocks that disagree. */
export interface Damage {
  readonly kind: DamageKind;
  readonly level: 'warning' | 'error';
  /** Empty: the record as a whole. */
  readonly file: string;
  /** 1-based; 0: no line of it. */
  readonly line: number;
  readonly meaning: string;
}

export interface Verification {
  readonly events: number;
  readonly files: number;
  readonly bytes: number;
  readonly forks: number;
  readonly duplicates: number;
  readonly heads: readonly string[];
  /** The one head, or SHA-256 of the sorted heads joined by line feeds. */
  readonly digest: string;
  readonly damage: readonly Damage[];
}

export interface Opening {
  readonly id: string;
  readonly title: string;
  readonly zone: string;
  readonly hash: string;
  readonly drill: boolean;
}

/** What a read had to do without: altered lines, and events that others refer to. */
export interface RecordDamage {
  readonly incident: string;
  readonly leftOut: number;
  readonly missing: number;
}

export interface Journal {
  /** Creates the incident with its first event. The id is `YYYY-MM-DD-slug`, `-2`, `-3` … on a clash. */
  open(id: string, opened: Happening): Promise<Receipt & { readonly id: string }>;
  /** Durable when it returns: written whole, read back, synced. Throws Fault IO or CANT_WRITE with nothing kept anywhere. */
  append(incident: string, happenings: readonly Happening[]): Promise<Receipt>;
  /** The record in its order, each line's hash checked; damaged lines are left out (`verify` names them). */
  read(incident: string): Promise<readonly Recorded[]>;
  /** Of the records that were read, those in which something is damaged or missing. */
  damaged(): readonly RecordDamage[];
  opening(incident: string): Opening | undefined;
  verify(incident: string, anchor?: string): Promise<Verification>;
  /** SHA-256 name of the stored bytes; redaction is the caller's. */
  putBlob(incident: string, bytes: Uint8Array): string;
  getBlob(incident: string, blob: string): Uint8Array | undefined;
  /** Where documents go that cannot be written elsewhere. */
  folder(incident: string): string;
  subscribe(listener: (incident: string, event: Recorded) => void): void;
}

/** What is enough to find an incident. */
export type Finding = Omit<Store, 'point' | 'mark'>;

export interface Store {
  readonly path: string;
  /** By the day they were declared, newest first. */
  incidents(): Promise<readonly string[]>;
  /** Those that exist and are not closed, newest first. */
  open(): Promise<readonly string[]>;
  exists(incident: string): boolean;
  current(): string | undefined;
  point(incident: string | undefined): void;
  mark(incident: string, state: 'open' | 'closed'): void;
}

/** `by` as recorded, `alice@web-ops-1`. */
export interface Identity {
  readonly by: string;
  readonly person: string;
}

export interface Terminal {
  /** A person can be asked: stdin and stderr are terminals, and nobody said no. */
  readonly interactive: boolean;
  /** stdout is a terminal. */
  readonly screen: boolean;
  /** Where a moving line can be shown; undefined: stderr is no terminal, or a dumb one. */
  readonly stderr: NodeJS.WriteStream | undefined;
  /** Cells of a line on stdout; Infinity off a terminal. */
  readonly columns: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** Questions to a person, on stderr. Rejects with Fault INTERRUPTED on Ctrl-C. Only for an interactive terminal. */
export interface Prompt {
  /** `wrong` says what is wrong with an answer, which is then asked for again. */
  text(
    question: string,
    options?: { readonly initial?: string; readonly wrong?: (answer: string) => string | undefined },
  ): Promise<string>;
  confirm(question: string): Promise<boolean>;
  choose<T extends string>(
    question: string,
    choices: readonly { readonly value: T; readonly name: string }[],
  ): Promise<T>;
}

export interface Spawn {
  /** argv without a shell; argv[0] is looked up in PATH, or relative to cwd when it holds a slash. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the whole process group gets TERM, then (grace) KILL. */
  readonly timeout?: number;
  readonly grace?: number;
  readonly signal?: AbortSignal;
  /** Ends the group with KILL, at once. */
  readonly kill?: AbortSignal;
  /** The process has begun; its id is also that of its group. @returns called when it has ended. */
  readonly onSpawn?: (pid: number) => () => void;
  /** Called with each redacted piece of output, as it comes. */
  readonly onOutput?: (text: string, from: 'stdout' | 'stderr') => void;
}

/** How a process ended. Exactly one of exit, signal, failure is set; `timedOut` tells why a signal. */
export interface Ended {
  readonly exit?: number;
  readonly signal?: string;
  readonly failure?: { readonly code: 'not-found' | 'not-executable' | 'other'; readonly message: string };
  readonly timedOut: boolean;
  readonly ms: number;
  /** Redacted text: the first 64 KiB and the last 192 KiB of stdout and stderr together. */
  readonly output: string;
  readonly total: number;
  readonly omitted: number;
  readonly redactions: number;
  /** Something outlived the process: held its output open, or left its group and survived a time-out or an abort. */
  readonly leftover: boolean;
  /** Process ids of what outlived it, as far as they can be told; absent: none. */
  readonly survivors?: readonly number[];
}

export interface Runner {
  /** Own session, no terminal, stdin from /dev/null, output captured with bounded memory. */
  run(spawn: Spawn): Promise<Ended>;
  /**
   * The terminal, signals and exit code are the command's own. `keep`: what it prints is kept as well, of the streams
   * that are no terminal, or of both.
   */
  attach(
    spawn: Pick<Spawn, 'argv' | 'cwd' | 'env'> & { readonly keep?: 'off-terminal' | 'both' },
  ): Promise<Attached>;
}

/** How a command at the terminal ended. `signalNumber` is what this system calls the signal (signal(7)). */
export interface Attached extends Pick<Ended, 'exit' | 'signal' | 'failure' | 'ms'> {
  readonly signalNumber?: number;
  readonly kept?: Teed;
}

/** What was kept of streams that were passed on; as of an ended process, with the digests of the whole. */
export interface Teed extends Pick<Ended, 'output' | 'total' | 'omitted' | 'redactions' | 'leftover'> {
  readonly streams: StreamDigests;
}

/** Who holds, or held, the lock of a plan. Times are RFC 3339. */
export interface Holder {
  readonly by: string;
  readonly pid: number;
  readonly host: string;
  readonly run: string;
  readonly incident: string;
  readonly at: string;
}

export interface LockRequest extends Pick<Holder, 'by' | 'run' | 'incident'> {
  readonly plan: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly cooldownMs: number;
  /** Take it although it cools down, or although nobody can prove that its holder is gone. */
  readonly ignore: { readonly cooldown: boolean; readonly holder: boolean };
}

export interface Lock {
  readonly kind: 'taken';
  /** Its number: each taker's is higher than every one before. */
  readonly fence: number;
  /** What was taken over, and the cool-down that was cut short (milliseconds left), where that was asked for. */
  readonly broken?: Holder;
  readonly cutShortMs?: number;
  /** The plan has begun to act: from here on it counts for the cool-down. */
  begun(now: number): void;
  /** A step's process group runs; the lock holds as long as any of it lives. @returns called when it has ended. */
  spawned(pid: number): () => void;
  release(now: number, verdict: string): void;
}

export interface Locks {
  take(request: LockRequest):
    | Lock
    /** `running`: it lives; `step`: it died, but processes of its step live on; `unknown`: nobody here can tell. */
    | {
        readonly kind: 'held';
        readonly holder: Holder;
        readonly why: 'running' | 'step' | 'unknown';
        readonly pids: readonly number[];
        readonly file: string;
      }
    | { readonly kind: 'cooling'; readonly leftMs: number; readonly last: Holder };
}

/** A checked-in YAML file: its plain value, every problem at once, and where a path of keys stands. */
export interface Source {
  readonly file: string;
  readonly digest: string;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  at(path: readonly (string | number)[]): { readonly line: number; readonly column: number };
}

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type SourceKind = 'catalogue' | 'plan' | 'answers';

/** Reads YAML that people write. Never executes anything in it. */
export interface Sources {
  /** Parsed and checked against the schema of its kind; throws Fault NOT_FOUND when there is no such file. */
  read(file: string, kind: SourceKind): Source;
  /** The same of a text that is no file's; `name` stands for it in problems. */
  parse(name: string, text: string, kind: SourceKind): Source;
}

export interface Trust {
  trusted(root: string, digest: string): boolean;
  allow(root: string, digest: string): void;
}

export interface DocumentRequest {
  readonly incident: string;
  readonly template: string;
  readonly record: readonly Recorded[];
  /** What the record lacks, in words; undefined: it is whole. */
  readonly lacking?: string | undefined;
  /** The text that stands in the file now, if `identify` knows it as this incident's. */
  readonly previous: string | undefined;
  /** The team's own templates. */
  readonly templates: string | undefined;
  readonly blob: (name: string) => Uint8Array | undefined;
}

export interface Documents {
  /** Builds the post-mortem, or refreshes its generated regions. Throws Fault NOT_FOUND or CONFIG for a template. */
  build(request: DocumentRequest): Promise<BuiltDocument>;
  /** Throws Fault NOT_FOUND when there is no such template, the team's own (`folder`) included. */
  known(template: string, folder: string | undefined): void;
  /** Whose document a text is; undefined: not one of ours, so not to be touched. */
  identify(text: string): { readonly incident: string; readonly template: string } | undefined;
}

export interface BuiltDocument {
  readonly text: string;
  /** Regions that are new, by name. */
  readonly changed: readonly string[];
  /** Regions that a person edited, left as they are although the record now says something else. */
  readonly kept: readonly string[];
  /** Regions whose begin mark has no end mark: left as they are. */
  readonly open: readonly string[];
  readonly todos: number;
  /** As `Verification.digest`, of what the document was built from. */
  readonly digest: string;
}

/** Is told what goes on beside what is recorded; shown on stderr by whoever watches. */
export interface Watcher {
  /** What is going on now, in a line that moves; undefined: nothing any more. */
  doing(text: string | undefined): void;
  /** A piece of the running program's output, redacted. */
  output(text: string): void;
  /** A line that stays; also without anybody who watches. */
  told(text: string): void;
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
  /** From here on a first Ctrl-C only calls `warned`; a second within three seconds interrupts. TERM does at once. @returns how that ends. */
  patience(warned: () => void): () => void;
  /** Locks that let one plan run once at a time, whatever the incident. */
  locks(): Promise<Locks>;
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

/** A person's own settings. */
export interface Settings {
  readonly file: string;
  /** Empty where there is no file. Throws Fault CONFIG for one that cannot be understood. */
  read(): UserSettings;
  /** Undefined takes it away. Throws Fault CANT_WRITE. */
  write(name: Settable, value: string | undefined): void;
}

export interface Kept {
  /** SHA-256 name of the stored bytes. */
  readonly blob: string;
  readonly bytes: number;
  readonly redactions: number;
  /** Text, so redacted; or stored as it was. */
  readonly text: boolean;
}

export type Starter =
  | 'inc.yaml'
  | 'failover.yaml'
  | 'inc.schema.json'
  | 'plan.schema.json'
  | 'completion.bash'
  | 'completion.zsh'
  | 'completion.fish'
  | 'completion-places.sh';

/** Files that belong to people: catalogue, plans, scripts, documents. */
export interface Files {
  read(path: string): string | undefined;
  /** Temporary file, sync, rename, sync of the folder. Throws Fault CANT_WRITE. */
  write(path: string, text: string): void;
  /** A new file that only its owner can read; its folder is made. Throws Fault CANT_WRITE, also when something is there. */
  create(path: string, text: string): void;
  digest(path: string): string | undefined;
  kind(path: string): 'file' | 'executable' | 'folder' | 'other' | 'missing';
  /** Whether a program of this name stands in one of PATH's folders. */
  inPath(name: string, path: string): boolean;
}

export type { OutputRef };
