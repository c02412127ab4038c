import type { Day } from '../time/calendar.ts';
import type { NoteKind } from '../record/events.ts';
import type { Instant } from './days.ts';
import type { Zones } from '../time/zone.ts';

/** What is known before the first line is read. */
export interface PasteContext {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly zones: Zones;
  /** For rows that name none and stand under none. */
  readonly zone: string;
  /** The zone was said by a person, so that it also stands for abbreviations. */
  readonly zoneGiven: boolean;
  /** The day of rows that have none; one that is assumed gives way to any that the text states. */
  readonly day: Day;
  readonly dayGiven: boolean;
}

export interface ImportedRow {
  /** 1-based, of its first line. */
  readonly line: number;
  readonly at: Instant;
  readonly until?: Instant;
  readonly approx?: true;
  readonly zone: string;
  readonly kind: NoteKind;
  readonly text: string;
  readonly tags?: readonly string[];
  /** What was assumed. */
  readonly notes: readonly string[];
}

/** A line that is no row, no part of one, and no heading. */
export interface LeftOut {
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

export interface Pasted {
  readonly rows: readonly ImportedRow[];
  readonly leftOut: readonly LeftOut[];
  /** What the text says about rows: a day, a zone, where it says so. */
  readonly notes: readonly string[];
}

export const mostLines = 65_536;
export const mostRows = 10_000;
/** Characters; leaves room for the envelope in a line of 64 KiB, also when every one is escaped. */
export const longestText = 10_000;
