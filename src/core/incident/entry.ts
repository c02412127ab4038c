import type { OutputRef } from '../record/events.ts';

/**
 * One row of the timeline. A command's start and end fold into one entry; a plan has one for itself and one
 * for each of its steps, indented below it. `at` and `ended` are RFC 3339 with the incident's offset.
 */
export interface Entry {
  /** First seven digits of the hash: what a person types to name the entry. */
  readonly id: string;
  readonly hash: string;
  readonly at: string;
  readonly rec: string;
  readonly by: string;
  /** The event's subject in one word: note kinds, `phase`, `check`, `command`, `failover`, `step` … */
  readonly kind: string;
  readonly text: string;
  /** `ok`, `failed`, `unknown` (started, and no end is recorded), or undefined when nothing can fail. */
  readonly result?: 'ok' | 'failed' | 'unknown';
  readonly ended?: string;
  readonly until?: string;
  readonly approx?: true;
  readonly tags: readonly string[];
  /** Recorded this many milliseconds after it happened; only from a minute up. */
  readonly late?: number;
  readonly level: 0 | 1;
  readonly run?: string;
  /** Hash of the entry that this one is about. */
  readonly re?: string;
  readonly output?: OutputRef;
  /** Something that it started was still running when it had ended. */
  readonly leftover?: true;
  /** Its words or its time are not the first ones; in a history, that they were amended later. */
  readonly amended?: true;
  /** In a history alone: it was taken back. */
  readonly retracted?: true;
  /** Its words were taken out of the record. */
  readonly redacted?: { readonly by: string; readonly why: string };
}

/** An entry that was recorded so many milliseconds after it happened says so. */
export const lateFrom = 60_000;
