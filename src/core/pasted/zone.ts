import { Fault } from '../faults.ts';
import type { Zones } from '../time/zone.ts';
import { canonicalZone, zoneAbbreviations } from '../time/zone-names.ts';

const ABBREVIATION = [...zoneAbbreviations].toSorted((a, b) => b.length - a.length).join('|');
const OFFSET = '[+\\u2212-]\\d{1,2}(?::?[0-5]\\d)?';
const NAME = '[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]*){1,2}';
const AFTER = new RegExp(
  `^(?:(Z)(?![\\w/])|\\s*[([]((?:UTC|GMT)?\\s*${OFFSET}|UTC|GMT|Z|${NAME}|${ABBREVIATION})[)\\]]` +
    `|\\s*((?:UTC|GMT)(?:${OFFSET})?|[+]\\d\\d:?[0-5]\\d|${NAME}|${ABBREVIATION})(?![\\w/]))`,
);
const SPACED = OFFSET.replace(']', ']\\s*');
const TOKEN = `((?:UTC|GMT)(?:\\s*${SPACED})?|[+\\u2212-]\\d\\d:?[0-5]\\d|${NAME}|${ABBREVIATION})(?![\\w/])`;
const SAID = new RegExp(
  `\\b(?:times?|time ?zones?|tz)\\b[^\\w+\\u2212-]*(?:(?:are|is|all|given|shown|in|local|the)\\b[^\\w+\\u2212-]*){0,4}${TOKEN}`,
  'i',
);
const BRACKETED = new RegExp(`[([]\\s*(?:all\\s+)?(?:times?\\s+)?(?:are\\s+)?(?:in\\s+)?${TOKEN}\\s*[)\\]]`);
const BESIDE = new RegExp(`^\\s*[([=,]\\s*((?:UTC|GMT)\\s*${SPACED}|${NAME})`);
const LAST = new RegExp(`(?:^|[\\s,])${TOKEN}\\s*:?\\s*$`);

/** An abbreviation, which names several zones or half a year of one. */
export const isAbbreviated = (typed: string): boolean => zoneAbbreviations.has(typed.toUpperCase());

const tight = (typed: string): string => typed.replace(/\s+/g, '').replace('\u2212', '-');

/** A zone as it was typed, right after a clock time, and what follows it. */
export function zoneHead(
  text: string,
  isZone: IsZone,
): { readonly typed: string; readonly rest: string } | undefined {
  const match = AFTER.exec(text);
  const typed = match?.[1] ?? match?.[2] ?? match?.[3];
  if (!match || !typed || (typed.includes('/') && !isZone(typed))) return undefined;
  const rest = text.slice(match[0].length);
  // `PST (UTC-8)`: the offset says which is meant.
  const beside = isAbbreviated(typed)
    ? /^\s*\(((?:UTC|GMT)[+\u2212-]\d{1,2}(?::?[0-5]\d)?)\)/.exec(rest)
    : null;
  return { typed: tight(beside?.[1] ?? typed), rest: rest.slice(beside?.[0].length ?? 0) };
}

/**
 * The zone that a line which is no row says its rows are in: `all times in GMT + 1`, `Timezone: Europe/Paris`; in a
 * heading also `(UTC)` and a zone as the last word.
 */
export function statedZone(text: string, heading: boolean): string | undefined {
  const match = SAID.exec(text) ?? (heading ? (BRACKETED.exec(text) ?? LAST.exec(text)) : null);
  const after = match ? text.slice(match.index + match[0].length) : '';
  // `PST (UTC-8)`: the offset says which is meant.
  const said = BESIDE.exec(after)?.[1] ?? match?.[1];
  // `time utc` is said so; `time art` is not.
  return said === undefined || (/^[a-z]/.test(said) && !/^(?:utc|gmt)/.test(said)) ? undefined : tight(said);
}

/** Whether a text with a slash is a name of a zone. */
export type IsZone = (typed: string) => boolean;

export const zoneNames =
  (zones: Zones): IsZone =>
  (typed) => {
    try {
      return canonicalZone(typed, zones) !== '';
    } catch (error) {
      if (error instanceof Fault) return false;
      throw error;
    }
  };
