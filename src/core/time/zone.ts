/** The one question asked of time-zone data. Implementations: io/time/zones-tz.ts (fast), io/time/zones-luxon.ts. */
export interface Zones {
  /** Minutes east of UTC in `zone` at `utcMs`; NaN when the zone is not known on this machine. */
  offset(zone: string, utcMs: number): number;
}

const MINUTE = 60_000;
const UTC_NAMES = /^(?:etc\/)?(?:z|zulu|utc|uct|universal|greenwich|gmt[+-]?0?)$/i;
const OFFSET = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i;

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/**
 * Minutes east of UTC for `UTC`, `Z`, `GMT+1`, `UTC-03:30`, `+01:00`, `+0100`, `-8`; undefined for anything
 * else and outside -12:00…+14:00. `GMT+1` means +01:00, as people write it; POSIX `TZ` and `Etc/GMT+1` mean
 * the opposite, and only the latter, being an IANA name, is left to the zone data.
 */
export const fixedOffset = (zone: string): number | undefined => {
  // The two plain cases first: the patterns cost a note more to compile than all its other arithmetic.
  if (zone === 'UTC') return 0;
  if (zone.includes('/') && zone.slice(0, 4).toLowerCase() !== 'etc/') return undefined;
  if (UTC_NAMES.test(zone)) return 0;
  const match = OFFSET.exec(zone);
  if (match === null) return undefined;
  const minutes = (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
  return minutes < -720 || minutes > 840 ? undefined : minutes + 0;
};

/** `+01:00`; an unknown (NaN) offset is shown as UTC, which stays true because the offset is printed. */
export const offsetText = (minutes: number): string => {
  const size = Math.abs(minutes || 0);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

/** A Date whose UTC fields are the local ones. */
export const shifted = (utcMs: number, offsetMinutes: number): Date =>
  new Date(utcMs + (offsetMinutes || 0) * MINUTE);

/** RFC 3339 with a numeric offset (`Z` is written +00:00); milliseconds only when they are not zero. */
export const rfc3339 = (utcMs: number, offsetMinutes: number): string => {
  const iso = shifted(utcMs, offsetMinutes).toISOString();
  return (iso.endsWith('.000Z') ? iso.slice(0, -5) : iso.slice(0, -1)) + offsetText(offsetMinutes);
};
