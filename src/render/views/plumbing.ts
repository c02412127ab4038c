/** Documents, and what keeps the tool in order. Plain values; see view.ts. */
import type { Examined } from '../../core/ports/ports.ts';

export interface PostmortemView {
  readonly kind: 'postmortem';
  readonly incident: string;
  readonly title: string;
  /** `-` when the text itself is the answer. */
  readonly file: string;
  readonly template: string;
  readonly state: 'created' | 'updated' | 'unchanged';
  readonly changed: readonly string[];
  readonly todos: number;
  readonly digest: string;
  readonly text?: string;
  readonly closed: boolean;
}

/** What was exported to a file. */
export interface ExportedView {
  readonly kind: 'exported';
  readonly incident: string;
  readonly title: string;
  readonly format: 'jsonl' | 'csv';
  readonly file: string;
  /** Lines of the record, or rows of the table. */
  readonly rows: number;
  /** As of `verify`; `null`: a table has none. */
  readonly digest: string | null;
  /** Attachments and outputs that are in it, and those that its lines refer to and that are not. */
  readonly blobs: number;
  readonly missing: number;
}

/** A part of what is exported to standard output: as it is, whatever format answers have. */
export interface Piece {
  readonly kind: 'piece';
  readonly text: string;
}

export interface SealedView {
  readonly kind: 'sealed';
  readonly incident: string;
  readonly title: string;
  /** `-` when the text itself is the answer. */
  readonly file: string;
  readonly digest: string;
  readonly events: number;
  readonly fingerprint: string;
  readonly text?: string;
}

/** Short answers of the plumbing: what was done, and what to type next. */
export interface DoneView {
  readonly kind: 'done';
  readonly what: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly next: readonly string[];
}

/** A script for a shell to read. */
export interface CompletionView {
  readonly kind: 'completion';
  readonly shell: 'bash' | 'zsh' | 'fish';
  readonly text: string;
}

/** What `inc doctor` looked at. */
export interface DoctorView {
  readonly kind: 'doctor';
  readonly problems: number;
  readonly warnings: number;
  readonly examined: readonly Examined[];
}

export interface SettingsView {
  readonly kind: 'settings';
  readonly file: string;
  /** `from`: where the value comes from; `origins`: every place that has one, the strongest first. */
  readonly settings: readonly {
    readonly name: string;
    readonly value: string;
    readonly from: string;
    readonly origins: readonly { readonly from: string; readonly value: string }[];
  }[];
}

/** What would be written of a text. */
export interface RedactionView {
  readonly kind: 'redaction';
  readonly text: string;
  /** How often each rule hid something, and whose rule it is. */
  readonly hidden: readonly { readonly rule: string; readonly from: string; readonly count: number }[];
}
