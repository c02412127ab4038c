import type { Event } from './events.ts';
import { jsonLine } from '../text/json-text.ts';
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

/** Looks at fixed places only, which for one line costs a tenth of compiling a pattern: `decode` is strict. */
export function placeOf(line: string): Place | undefined {
  const at = line.indexOf(',"id":"');
  const [list, end] = [at + 33, line.length - suffixLength];
  const major = Number(line.slice(5, at));
  if (!line.startsWith('{"v":') || !(major > 0) || !line.startsWith('","parents":[', list)) return undefined;
  if (!line.startsWith(',"hash":"', end) || !line.endsWith('"}')) return undefined;
  const parents = line.slice(list + 14, line.indexOf(']', list) - 1);
  return {
    major,
    id: line.slice(at + 7, list),
    parents: parents === '' ? [] : parents.split('","'),
    hash: line.slice(end + 9, -2),
  };
}
