import { placeOf } from '../record/envelope.ts';

import { Fault } from '../faults.ts';
import type { Instant } from './days.ts';
import { noteKinds } from '../incident/note-kinds.ts';
import { longestText, mostLines, type ImportedRow, type LeftOut } from './rows.ts';
import { parseWhen } from '../time/when.ts';
import type { Zones } from '../time/zone.ts';

export interface JsonRows {
  readonly rows: readonly ImportedRow[];
  /** Lines of a record, as they stand, with their line numbers. */
  readonly recorded: readonly { readonly line: number; readonly text: string }[];
  readonly leftOut: readonly LeftOut[];
}

interface Context {
  readonly now: number;
  readonly zones: Zones;
  /** Of times without an offset. */
  readonly zone: string;
}

const KEYS = ['at', 'text', 'kind', 'by', 'until', 'approx', 'tags'];
const wrong = (message: string): Fault => new Fault('USAGE', message);

/** The first line with something on it is an object. */
export const isJsonLines = (text: string): boolean =>
  /^\s*\{.*\}\s*(?:\n|$)/.test(text.replace(/^\ufeff/, ''));

function strangeKey(value: object): string | undefined {
  const strange = Object.keys(value).find((key) => !KEYS.includes(key));
  return strange === undefined ? undefined : `"${strange}" is not known here; known are: ${KEYS.join(', ')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How to write what is JSON in another form than this one; undefined: it is none. */
export function jsonHint(text: string): string | undefined {
  const bare = text.replace(/^\ufeff/, '').trim();
  if (!/^[[{]/.test(bare)) return undefined;
  const whole = parsed(bare);
  const value = whole ?? parsed(bare.slice(0, bare.search(/\r?\n|$/)));
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first !== 'object' || first === null) return undefined;
  const isSpread = Array.isArray(whole) || (whole !== undefined && bare.includes('\n'));
  return [
    'of JSON, each line is {"at":"2024-11-22T14:25:00Z","text":"what happened"}',
    ...[strangeKey(first) ?? []].flat(),
    ...(isSpread
      ? [`to put each object on a line of its own: jq -c ${Array.isArray(whole) ? "'.[]'" : '.'} FILE`]
      : []),
  ].join('\n     ');
}

function textIn(value: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const found = value[key];
  if (found === undefined || typeof found === 'string') return found;
  throw wrong(`"${key}" is no text`);
}

function instantOf(text: string, { now, zones, zone }: Context): Instant & { readonly zone: string } {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) throw wrong(`"${text}" is no time of RFC 3339`);
  const { ms, zone: named = zone } = parseWhen(text, { now, zones, zone });
  return { ms, offset: zones.offset(named, ms), zone: named };
}

function rowOf(value: Readonly<Record<string, unknown>>, line: number, context: Context): ImportedRow {
  const strange = strangeKey(value);
  if (strange !== undefined) throw wrong(strange);
  const [at, said, by, until, kind] = ['at', 'text', 'by', 'until', 'kind'].map((key) => textIn(value, key));
  if (at === undefined || said === undefined || said.trim() === '') throw wrong('it needs "at" and "text"');
  if (said.length > longestText) throw wrong(`its text is longer than ${longestText} characters`);
  const known = noteKinds.find((each) => each === (kind ?? (said.startsWith('TODO:') ? 'todo' : 'note')));
  if (known === undefined) throw wrong(`'${kind}' is not a kind of note; one of: ${noteKinds.join(', ')}`);
  const { approx = false, tags = [] } = value;
  if (typeof approx !== 'boolean') throw wrong('"approx" is neither true nor false');
  if (!Array.isArray(tags) || !tags.every((tag): tag is string => typeof tag === 'string'))
    throw wrong('"tags" is no list of texts');
  const { zone, ...instant } = instantOf(at, context);
  const end = until === undefined ? undefined : instantOf(until, context);
  if (end && end.ms < instant.ms) throw wrong('it ends before it begins');
  return {
    line,
    at: instant,
    ...(end ? { until: { ms: end.ms, offset: end.offset } } : {}),
    ...(approx ? { approx: true } : {}),
    zone,
    kind: known,
    text: by === undefined ? said : `${by}: ${said}`,
    ...(tags.length > 0 ? { tags } : {}),
    notes: [],
  };
}

/**
 * JSON Lines: objects `{"at": RFC 3339, "text": …}`, with `kind`, `by`, `until`, `approx`, `tags` where they are
 * known, and lines of a record as they were exported. Throws USAGE for too many lines.
 */
export function readJsonRows(text: string, context: Context): JsonRows {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  // Lines of a record are limited by their bytes alone.
  if (
    lines.length > mostLines + 1 &&
    lines.filter((line) => line !== '' && !placeOf(line)).length > mostLines + 1
  )
    throw new Fault('USAGE', `it holds more than ${mostLines} lines`, { hint: 'cut it in two' });
  const rows: ImportedRow[] = [];
  const recorded: { line: number; text: string }[] = [];
  const leftOut: LeftOut[] = [];
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const said = raw.replace(/\r$/, '');
    if (said.trim() === '') continue;
    if (placeOf(said)) {
      recorded.push({ line, text: said });
      continue;
    }
    try {
      const value: unknown = JSON.parse(said);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('it is no object');
      rows.push(rowOf(value as Readonly<Record<string, unknown>>, line, context));
    } catch (error) {
      if (error instanceof SyntaxError) leftOut.push({ line, text: raw, why: 'it is no JSON' });
      else if (error instanceof Fault && error.code === 'USAGE')
        leftOut.push({
          line,
          text: raw,
          why: error.hint ? `${error.message}; ${error.hint}` : error.message,
        });
      else throw error;
    }
  }
  return { rows, recorded, leftOut };
}
