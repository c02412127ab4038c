/** What it asks of files that people write: catalogue, plans, answers, settings, documents. Implemented by `io` (and `render`), plugged in by `main`; see ports.ts. */
import type { MarkdownDocument } from '../markdown-document.ts';
import type { Settable, UserSettings } from '../setting-names.ts';

/** A checked-in YAML file: its plain value, every problem at once, and where a path of keys stands. */
export interface Source {
  readonly file: string;
  readonly digest: string;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** `within`: that many characters into a text of one line. */
  at(path: readonly (string | number)[], within?: number): { readonly line: number; readonly column: number };
}

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `front-matter`: what stands above a Markdown plan; other programs keep keys of their own there. */
export type SourceKind = 'catalogue' | 'plan' | 'answers' | 'front-matter';

/** Reads YAML that people write. Never executes anything in it. */
export interface Sources {
  /** Parsed and checked against the schema of its kind; throws Fault NOT_FOUND when there is no such file. */
  read(file: string, kind: SourceKind): Source;
  /** The same of a text that is no file's; `name` stands for it in problems. */
  parse(name: string, text: string, kind: SourceKind): Source;
  /** A runbook in Markdown; throws Fault NOT_FOUND when there is no such file. */
  markdown(file: string): Promise<MarkdownDocument>;
}

export interface Trust {
  trusted(root: string, digest: string): boolean;
  allow(root: string, digest: string): void;
}

/** A person's own settings. */
export interface Settings {
  readonly file: string;
  /** Empty where there is no file. Throws Fault CONFIG for one that cannot be understood. */
  read(): UserSettings;
  /** Undefined takes it away. Throws Fault CANT_WRITE. */
  write(name: Settable, value: string | undefined): void;
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
  /**
   * As `write`, of any length, piece by piece; a new file can be read by its owner alone. Throws Fault CANT_WRITE too
   * when something is there that is not to be replaced.
   */
  writeAll(
    path: string,
    pieces: AsyncIterable<string>,
    options: { readonly replace: boolean },
  ): Promise<void>;
  /** A folder of its own for programs that want their input in files; it goes with all that is in it. */
  scratch<T>(use: (folder: string) => Promise<T>): Promise<T>;
  /** A new file that only its owner can read; its folder is made. Throws Fault CANT_WRITE, also when something is there. */
  create(path: string, text: string): void;
  digest(path: string): string | undefined;
  /** Names of what stands in a folder, sorted; none where there is no such folder. */
  names(folder: string): readonly string[];
  kind(path: string): 'file' | 'executable' | 'folder' | 'other' | 'missing';
  /** Whether a program of this name stands in one of PATH's folders. */
  inPath(name: string, path: string): boolean;
}
