import type { CheckStatus, Perfdatum } from '../core/record/events.ts';
import { numberForm, toNumber } from '../core/checks/range.ts';

/** What a plugin printed, taken apart. `long` is everything beside the summary and the perfdata. */
export interface PluginOutput {
  readonly summary: string;
  readonly long: string;
  readonly perfdata: readonly Perfdatum[];
}

// A label is quoted when it holds blanks, `=` or quotes, which are then doubled. A value may be unknown: `U` in the
// API, `nan`, `inf` or nothing at all (but for the rest of the fields) in the world.
const DATUM = new RegExp(
  String.raw`\s*(?:'((?:[^']|'')+)'|([^\s='|][^\s=|]*))=(?:(${numberForm})([^\s;|\d.,+-][^\s;|]{0,19})?|U|[-+]?(?:nan|inf)|(?=;))((?:;[^\s;|]{0,64})*)(?=\s|$)`,
  'iy',
);
/** A word of something else between two data. */
const OTHER = /\s*(?:'[^']{0,256}')?[^\s|]+/y;
/** So many of them are passed over: what holds more is text. */
const mostOthers = 16;

const optional = (key: 'min' | 'max', text: string | undefined): { min?: number; max?: number } =>
  text === undefined || text === '' || !Number.isFinite(toNumber(text)) ? {} : { [key]: toNumber(text) };

function datum(match: RegExpExecArray): Perfdatum {
  const [, quoted, plain, value, unit = '', rest = ''] = match;
  const [, warn, crit, min, max] = rest.split(';');
  return {
    label: quoted?.replaceAll("''", "'") ?? plain ?? '',
    value: value === undefined ? null : toNumber(value),
    unit,
    ...(warn ? { warn } : {}),
    ...(crit ? { crit } : {}),
    ...optional('min', min),
    ...optional('max', max),
  };
}

/** `'label'=value[UOM];[warn];[crit];[min];[max]`, separated by blanks; undefined when any of it is something else. */
export function parsePerfdata(text: string): readonly Perfdatum[] | undefined {
  const found: Perfdatum[] = [];
  DATUM.lastIndex = 0;
  while (text.slice(DATUM.lastIndex).trim() !== '') {
    const from = DATUM.lastIndex;
    const match = DATUM.exec(text);
    // A regex that failed forgets its place; one that matched nothing would never end.
    if (!match || DATUM.lastIndex === from) return undefined;
    found.push(datum(match));
  }
  return found;
}

/** Data among which something is none, from a text that begins with one; undefined: it does not. */
function amongOthers(text: string): readonly Perfdatum[] | undefined {
  const found: Perfdatum[] = [];
  let at = 0;
  for (let others = 0; others < mostOthers && text.slice(at).trim() !== '';) {
    DATUM.lastIndex = at;
    const match = DATUM.exec(text);
    if (match) found.push(datum(match));
    else if (found.length === 0) return undefined;
    else others++;
    OTHER.lastIndex = at;
    if (!match && !OTHER.test(text)) break;
    at = match ? DATUM.lastIndex : OTHER.lastIndex;
  }
  return found.length === 0 ? undefined : found;
}

/**
 * A line at the first `|` after which everything is perfdata: plugins print `|` in their text too (a banner,
 * a page's title). Where there is none, at the first one that a datum follows: one that is misspelt costs itself alone.
 */
function splitLine(line: string): { text: string; perfdata: readonly Perfdatum[]; found: boolean } {
  for (const parse of [parsePerfdata, amongOthers])
    // A line of nothing but bars must not cost the square of its length.
    for (let at = line.indexOf('|'), bars = 0; at >= 0 && bars < 16; at = line.indexOf('|', at + 1), bars++) {
      const perfdata = parse(line.slice(at + 1));
      if (perfdata) return { text: line.slice(0, at).trim(), perfdata, found: true };
    }
  return { text: line.trim(), perfdata: [], found: false };
}

const status = /^(?:[\w./-]{1,40}[ :]{1,3})?(OK|WARNING|CRITICAL|UNKNOWN)\b/;

/**
 * Takes a plugin's standard output apart (Nagios Plugin API, "Plugin Output"): text and perfdata on the first
 * line; long text after it, and after another `|` more perfdata to the end. Where the first line has neither a
 * status nor perfdata but a later one names the status that the exit code says (`check_http -v`, a refused
 * connect), that one is the summary.
 */
export function parsePlugin(output: string, exit: CheckStatus): PluginOutput {
  const lines = output.replaceAll('\r\n', '\n').replace(/\n+$/, '').split('\n').map(splitLine);
  const first = lines.findIndex(({ text }) => text !== '');
  const head = lines[first];
  if (!head) return { summary: '', long: '', perfdata: lines.flatMap(({ perfdata }) => perfdata) };
  const told =
    status.test(head.text) || head.found
      ? first
      : lines.findIndex(({ text }) => status.exec(text)?.[1] === exit);
  const chosen = told < 0 ? first : told;
  const perfdata: Perfdatum[] = [];
  const long: string[] = [];
  // After a `|` in the long text, whole lines may be perfdata.
  let more = false;
  for (const [at, line] of lines.entries()) {
    const bare = more && !line.found ? (parsePerfdata(line.text) ?? []) : [];
    perfdata.push(...line.perfdata, ...bare);
    more ||= line.found && at > chosen;
    if (at !== chosen && bare.length === 0) long.push(line.text);
  }
  return { summary: lines[chosen]?.text ?? '', long: long.join('\n').trim(), perfdata };
}
