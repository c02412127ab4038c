import { fixedOffset, type Zones } from '../../core/time/zone.ts';

export type Environment = Record<string, string | undefined>;

const DAY = 86_400_000;

/** Local mean time and both halves of a year: nowhere on Earth were all three on UTC. */
const probes = [Date.UTC(1800, 0, 1), Date.UTC(2015, 0, 1), Date.UTC(2015, 6, 1)];

/** Minutes east in the zone that `TZ` names at this moment; + 0 turns -0 into 0. */
export const east = (utcMs: number): number => 0 - new Date(utcMs).getTimezoneOffset();

/** One UTC day: the offset at its start and, from the instant `change` on, at its end. */
interface DayOffsets {
  readonly before: number;
  readonly change: number;
  readonly after: number;
}

const readDay = (start: number): DayOffsets => {
  const before = east(start);
  const after = east(start + DAY);
  let [low, high] = [start, start + DAY];
  // No zone has changed twice in one UTC day since 1970, so bisection finds the one change.
  while (before !== after && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (east(middle) === before) low = middle;
    else high = middle;
  }
  return { before, change: high, after };
};

/**
 * Zone offsets from Node's own `Date` by way of `TZ`: loading `Intl` would cost more than a whole note.
 * `env` must be the real `process.env`; Node re-reads the zone when its `TZ` is assigned or deleted. `TZ` is
 * restored before each return, so no child process and no other code ever sees it changed. An answer is kept
 * per zone and UTC day, because each change of `TZ` costs some 10 µs. A name that ICU does not know would
 * silently count as UTC there; here it is NaN.
 */
export const tzZones = (env: Environment): Zones => {
  const known = new Map<string, Map<number, DayOffsets> | undefined>();

  const inZone = <T>(zone: string, read: () => T): T => {
    const own = env['TZ'];
    env['TZ'] = zone;
    try {
      return read();
    } finally {
      if (own === undefined) delete env['TZ'];
      else env['TZ'] = own;
    }
  };

  return {
    offset(zone, utcMs) {
      const fixed = fixedOffset(zone);
      if (fixed !== undefined) return fixed;
      if (!known.has(zone)) {
        const exists = inZone(zone, () => probes.some((probe) => east(probe) !== 0));
        known.set(zone, exists ? new Map() : undefined);
      }
      const days = known.get(zone);
      if (days === undefined || Number.isNaN(utcMs)) return NaN;
      const day = Math.floor(utcMs / DAY);
      let offsets = days.get(day);
      if (offsets === undefined) {
        offsets = inZone(zone, () => readDay(day * DAY));
        days.set(day, offsets);
      }
      return utcMs < offsets.change ? offsets.before : offsets.after;
    },
  };
};
