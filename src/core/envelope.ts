import type { Event } from './events.ts';
import { jsonLine } from './json-text.ts';
import { sha256 } from './sha256.ts';

/** The longest line, its line feed included, that a writer writes and a reader accepts (bytes). */
export const maxLine = 65_536;
/** `,"hash":"` + 64 hex digits + `"}`: the fixed end of every line, in bytes. */
export const suffixLength = 75;

/** What the record adds to an event. `rec` is UTC; `at` carries the incident's offset. */
export interface Envelope {
  readonly v: 1;
  readonly id: string;
  readonly parents: readonly string[];
  readonly rec: string;
  readonly rep: string;
  readonly by: string;
  readonly at: string;
}

/** A fact as it stands on disk. `type` can be one that this version does not know: folds ignore it, views show it. */
export type Recorded = Envelope & Event & { readonly hash: string };

const suffix = /,"hash":"([0-9a-f]{64})"\}$/;
const head = /^\{"v":(\d+),"id":"([0-9A-Z]{26})","parents":\[((?:"[0-9a-f]{64}",?)*)\]/;

/** @returns the line without its line feed; its hash is SHA-256 of the raw bytes before `,"hash":"`. */
export function seal(envelope: Envelope, event: Event): { line: string; hash: string } {
  const { v, id, parents, rec, rep, by, at } = envelope;
  const body = jsonLine({ v, id, parents, rec, rep, by, at, type: event.type, data: event.data }).slice(
    0,
    -1,
  );
  const hash = sha256(new TextEncoder().encode(body));
  return { line: `${body},"hash":"${hash}"}`, hash };
}

/** What a line says of its place in the record, read as text: no JSON parse, no hash. */
export interface Place {
  readonly major: number;
  readonly id: string;
  readonly parents: readonly string[];
  readonly hash: string;
}

export function placeOf(line: string): Place | undefined {
  const hash = suffix.exec(line)?.[1];
  const start = head.exec(line);
  if (hash === undefined || !start) return undefined;
  const [, major = '', id = '', list = ''] = start;
  return { major: Number(major), id, parents: list.match(/[0-9a-f]{64}/g) ?? [], hash };
}
