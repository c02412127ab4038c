import { Fault } from '../faults.ts';
import { fixedOffset, offsetText, type Zones } from './zone.ts';

/** What to write instead: an abbreviation names several places, or only half of the year. */
const instead: Readonly<Record<string, string>> = {
  ACDT: 'Australia/Adelaide or +10:30',
  ACST: 'Australia/Adelaide, Australia/Darwin or +09:30',
  ADT: 'America/Halifax or -03:00',
  AEDT: 'Australia/Sydney or +11:00',
  AEST: 'Australia/Sydney, Australia/Brisbane or +10:00',
  AKDT: 'America/Anchorage or -08:00',
  AKST: 'America/Anchorage or -09:00',
  ART: 'America/Argentina/Buenos_Aires or -03:00',
  AST: 'America/Halifax or -04:00 (Atlantic), Asia/Riyadh or +03:00 (Arabia)',
  AWST: 'Australia/Perth or +08:00',
  BRT: 'America/Sao_Paulo or -03:00',
  BST: 'Europe/London or +01:00',
  CDT: 'America/Chicago or -05:00 (Cuba: America/Havana or -04:00)',
  CEST: 'Europe/Paris or +02:00',
  CET: 'Europe/Paris or +01:00',
  CST: 'America/Chicago or -06:00 (China: Asia/Shanghai or +08:00)',
  EDT: 'America/New_York or -04:00',
  EEST: 'Europe/Athens or +03:00',
  EET: 'Europe/Athens or +02:00',
  EST: 'America/New_York or -05:00',
  GST: 'Asia/Dubai or +04:00',
  HKT: 'Asia/Hong_Kong or +08:00',
  HST: 'Pacific/Honolulu or -10:00',
  IST: 'Asia/Kolkata or +05:30 (Ireland: Europe/Dublin or +01:00; Israel: Asia/Jerusalem or +02:00)',
  JST: 'Asia/Tokyo or +09:00',
  KST: 'Asia/Seoul or +09:00',
  MDT: 'America/Denver or -06:00',
  MSK: 'Europe/Moscow or +03:00',
  MST: 'America/Denver, America/Phoenix or -07:00',
  NZDT: 'Pacific/Auckland or +13:00',
  NZST: 'Pacific/Auckland or +12:00',
  PDT: 'America/Los_Angeles or -07:00',
  PKT: 'Asia/Karachi or +05:00',
  PST: 'America/Los_Angeles or -08:00',
  SAST: 'Africa/Johannesburg or +02:00',
  SGT: 'Asia/Singapore or +08:00',
  WEST: 'Europe/Lisbon or +01:00',
  WET: 'Europe/Lisbon or +00:00',
};

/** The abbreviations that are told from words, in capitals. */
export const zoneAbbreviations: ReadonlySet<string> = new Set(Object.keys(instead));

const ANY_FORM = 'write a name like Europe/Paris, an offset like +01:00, or UTC';
const NAME = /^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*){0,2}$/i;
/** An instant at which every known zone can be asked; which one does not matter. */
const PROBE = 0;

/** The names whose capitals follow no rule, by their form in lower case; many are links of old. */
const irregular = new Map(
  (
    'Antarctica/DumontDUrville Antarctica/McMurdo America/Argentina/ComodRivadavia America/Knox_IN Australia/ACT ' +
    'Australia/LHI Australia/NSW Brazil/DeNoronha Chile/EasterIsland Mexico/BajaNorte Mexico/BajaSur GB-Eire ' +
    'NZ-CHAT W-SU'
  )
    .split(' ')
    .map((name) => [name.toLowerCase(), name]),
);

/**
 * IANA spelling from any case: `america/port-au-prince` → `America/Port-au-Prince`. `TZ` needs the exact case,
 * `Intl` takes any: without this a stored name could mean UTC on the fast path.
 */
const capitalised = (name: string): string =>
  irregular.get(name.toLowerCase()) ??
  name
    .toLowerCase()
    .replace(/(?<=^|[/_-])[a-z]+/g, (word, at: number) =>
      /[_-]/.test(name.charAt(at - 1)) && /^(?:of|es|au|in)$/.test(word)
        ? word
        : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .replace(/^Us\//, 'US/')
    .replace(/^Etc\/Gmt/, 'Etc/GMT');

/**
 * The stored form of a zone that a person typed: an IANA name, `UTC`, or `+01:00`. The data of `zones` says
 * whether a name exists, and repairs its case. Throws USAGE for abbreviations, unknown names and offsets
 * outside -12:00…+14:00.
 */
export const canonicalZone = (text: string, zones: Zones): string => {
  const typed = text.trim();
  const offset = fixedOffset(typed);
  if (offset !== undefined) return offset === 0 ? 'UTC' : offsetText(offset);
  const names = instead[typed.toUpperCase()];
  if (names !== undefined)
    throw new Fault('USAGE', `"${typed}" is an abbreviation, which does not name one zone`, {
      hint: `write ${names}`,
    });
  if (/^(?:utc|gmt)?[+-]\d/i.test(typed))
    throw new Fault('USAGE', `"${typed}" is not an offset between -12:00 and +14:00`, { hint: ANY_FORM });
  // Old POSIX names such as EST5EDT and MET are in the data, yet are abbreviations to a reader.
  const isName = NAME.test(typed) && !/^[A-Z]{1,5}\d?[A-Z]*$/.test(typed);
  const name = isName ? capitalised(typed) : '';
  if (!isName || Number.isNaN(zones.offset(name, PROBE)))
    throw new Fault('USAGE', `"${typed}" is not a known time zone`, { hint: ANY_FORM });
  return name;
};
