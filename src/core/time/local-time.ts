import { shifted, type Zones } from './zone.ts';

export interface LocalTime {
  readonly year: number;
  /** 1-12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export interface LocalParts extends LocalTime {
  readonly millisecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** `14:25:03` */
export const clock = (utcMs: number, offsetMinutes: number): string =>
  shifted(utcMs, offsetMinutes).toISOString().slice(11, 19);

/** `2023-10-23` */
export const date = (utcMs: number, offsetMinutes: number): string =>
  shifted(utcMs, offsetMinutes).toISOString().slice(0, 10);

export const localParts = (utcMs: number, offsetMinutes: number): LocalParts => {
  const local = shifted(utcMs, offsetMinutes);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    weekday: local.getUTCDay(),
  };
};

export interface Instant {
  readonly ms: number;
  /** `gap`: the local time never was, it moved forward by the gap. `overlap`: it was twice, this is the first. */
  readonly warning?: 'gap' | 'overlap';
}

/**
 * The instant of a local time in a zone; `ms` is NaN when the zone is unknown. The offsets a day before and
 * a day after are the only candidates, because no zone has changed twice within two days since 1970.
 */
export const toUtc = (
  local: LocalTime & { readonly millisecond?: number },
  zone: string,
  zones: Zones,
): Instant => {
  const { year, month, day, hour, minute, second, millisecond = 0 } = local;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const before = zones.offset(zone, wall - DAY);
  const after = zones.offset(zone, wall + DAY);
  const early = wall - Math.max(before, after) * MINUTE;
  if (before === after || Number.isNaN(early)) return { ms: early };
  const late = wall - Math.min(before, after) * MINUTE;
  const wasEarly = zones.offset(zone, early) === Math.max(before, after);
  const wasLate = zones.offset(zone, late) === Math.min(before, after);
  if (wasEarly) return wasLate ? { ms: early, warning: 'overlap' } : { ms: early };
  return wasLate ? { ms: late } : { ms: late, warning: 'gap' };
};
