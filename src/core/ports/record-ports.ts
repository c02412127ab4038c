/** What the pure code asks of the record and its store. Implemented by `io` (and `render`), plugged in by `main`; see ports.ts. */
import type { BlobPiece } from '../record/blob-pieces.ts';
import type { Recorded } from '../record/envelope.ts';
import type { Happening } from '../record/events.ts';
import type { Folding } from '../incident/fold.ts';

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
  | 'anchor-missing'
  | 'redacted-without-reason'
  | 'not-yet-redacted';

/** A promise of RELIABILITY.md, by its number there. */
export type PromiseId = `${'R' | 'S'}${number}`;

/** One thing that `verify` found. Warnings are writes that were never acknowledged, or clocks that disagree. */
export interface Damage {
  readonly kind: DamageKind;
  readonly level: 'warning' | 'error';
  /** The promise that is at stake. */
  readonly promise: PromiseId;
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
  /** Events whose words were taken out, with a reason. */
  readonly redacted: number;
  readonly heads: readonly string[];
  /** The one head, or SHA-256 of the sorted heads joined by line feeds. */
  readonly digest: string;
  /** At most fifty of each kind. */
  readonly damage: readonly Damage[];
  /** How many there are of each kind that was found. */
  readonly counts: Readonly<Partial<Record<DamageKind, number>>>;
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

/** What came of lines from elsewhere: those of the same incident that were not here, in the record's order. */
export interface Merged {
  readonly added: readonly Recorded[];
  readonly present: number;
  /** By their place among the lines given, from 0. */
  readonly refused: readonly { readonly index: number; readonly why: string }[];
}

/** A stored file that came from elsewhere, whole and with the bytes that its name says, until it is known whether it belongs here. */
export interface SetAside {
  readonly blob: string;
  readonly bytes: number;
  /** Where it began in what was given, 1-based. */
  readonly line: number;
  /** Where it stands for now. */
  readonly path: string;
}

/** What was given: its text, in which an empty line stands for each that was a part of a stored file, and those files. */
export interface GivenRecord {
  readonly text: string;
  readonly blobs: readonly SetAside[];
  /** Files of which a part is missing or altered. */
  readonly refused: readonly { readonly line: number; readonly text: string; readonly why: string }[];
  /** Takes away those that were not kept. To be called in the end. */
  drop(): void;
}

/** What `Journal.redact` did. */
export interface Redacted {
  readonly receipt: Receipt;
  /** Lines and blobs that were overwritten. */
  readonly lines: number;
  readonly blobs: number;
  /** Other events to which a blob of these belongs as well, so that it stays. */
  readonly shared: readonly string[];
  /** What could not be overwritten, with its reason. */
  readonly trouble: readonly string[];
}

export interface Journal {
  /** Creates the incident with its first event. The id is `YYYY-MM-DD-slug`, `-2`, `-3` … on a clash. */
  open(id: string, opened: Happening): Promise<Receipt & { readonly id: string }>;
  /** Durable when it returns: written whole, read back, synced. Throws Fault IO or CANT_WRITE with nothing kept anywhere. */
  append(incident: string, happenings: readonly Happening[]): Promise<Receipt>;
  /**
   * Joins lines that were recorded elsewhere with the record, byte for byte, each in the file of the replica that wrote
   * it. A line is taken if its hash is right and all that it refers to is here or comes along. `look`: nothing is written.
   */
  merge(incident: string, lines: readonly string[], options?: { readonly look: boolean }): Promise<Merged>;
  /**
   * The same into a store that does not have the incident: the lines hold the event that opened it. As `open`, its id
   * gets `-2`, `-3` … on a clash; where no line can be taken, nothing is made.
   */
  adopt(
    id: string,
    lines: readonly string[],
    options?: { readonly look: boolean },
  ): Promise<Merged & { readonly id: string }>;
  /**
   * Every intact line of the record once, as it stands and without its line feed, in the record's order, in bounded
   * memory; of what was redacted, the stub.
   */
  lines(incident: string): Promise<Iterable<string>>;
  /** The record in its order, each line's hash checked; damaged lines are left out (`verify` names them). */
  read(incident: string): Promise<readonly Recorded[]>;
  /**
   * The same events, in the same order, one by one: nothing is kept but what the fold keeps. `begin` may be called
   * again: what it began before does not count then.
   */
  fold<T>(incident: string, begin: Folding<T>): Promise<T>;
  /**
   * Takes the words of these events, and their blobs, out of every file here, once it is durable that, and why. Events
   * that have no words left are passed over. What another replica redacted is taken out when the record is read.
   */
  redact(incident: string, hashes: readonly string[], why: string): Promise<Redacted>;
  /** Of the records that were read, those in which something is damaged or missing. */
  damaged(): readonly RecordDamage[];
  opening(incident: string): Opening | undefined;
  /** @param anchors digests, or hashes of events, that were seen earlier: each must still be here. */
  verify(incident: string, anchors?: readonly string[]): Promise<Verification>;
  /** SHA-256 name of the stored bytes; redaction is the caller's. */
  putBlob(incident: string, bytes: Uint8Array): string;
  getBlob(incident: string, blob: string): Uint8Array | undefined;
  /** Stored here, with the bytes that its name says. */
  hasBlob(incident: string, blob: string): boolean;
  /** Moves a file into the record, durably; one that is whole there stays. Throws Fault CANT_WRITE. */
  keepBlob(incident: string, aside: SetAside): void;
  /** A stored file to be sent elsewhere, in bounded memory; undefined: it is not here, or not whole. */
  blobPieces(incident: string, blob: string): Iterable<BlobPiece> | undefined;
  /** Where documents go that cannot be written elsewhere. */
  folder(incident: string): string;
  /** Tells the subscribers of what another process of ours recorded. */
  heard(incident: string, events: readonly Recorded[]): void;
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

export interface Kept {
  /** SHA-256 name of the stored bytes. */
  readonly blob: string;
  readonly bytes: number;
  readonly redactions: number;
  /** Text, so redacted; or stored as it was. */
  readonly text: boolean;
}
