import { dayText, type Day, type WallClock } from '../time/calendar.ts';
import { Fault } from '../faults.ts';
import { toUtc } from '../time/local-time.ts';
import type { PastedDate } from './date.ts';
import { offsetText, rfc3339, type Zones } from '../time/zone.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A reader's clock may run this much ahead of the machine's. */
const SKEW = 120_000;
const MIDNIGHT: WallClock = { hour: 0, minute: 0, second: 0, millisecond: 0 };

export interface Instant {
  readonly ms: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

export interface Placed {
  readonly at: Instant;
  readonly until?: Instant;
  /** What was assumed. */
  readonly notes: readonly string[];
}

/** What a row says about when, with a zone that is known. */
export interface Said {
  readonly date?: PastedDate;
  readonly clock?: WallClock;
  readonly end?: { readonly date?: PastedDate; readonly clock: WallClock };
  readonly zone: string;
}

const plus = ({ year, month, day }: Day, days: number): Day => {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};

/**
 * Gives each row its day. Rows without one are on the day of the row before; one that is more than six hours earlier
 * than that row is on the next day (midnight passed), any other that is earlier is out of order.
 */
export class DayKeeper {
  readonly #now: number;
  readonly #zones: Zones;
  #day: Day;
  /** Nobody said which day it is. */
  #assumed: boolean;
  #last: { readonly ms: number; readonly zone: string } | undefined;
  /** The last row before midnight was passed. */
  #eve: number | undefined;

  /** @param assumed the day is a guess: a first row that would then be in the future is of the day before. */
  constructor(now: number, zones: Zones, day: Day, assumed: boolean) {
    this.#now = now;
    this.#zones = zones;
    this.#day = day;
    this.#assumed = assumed;
  }

  /** From here on rows are of this day. */
  turn(day: Day): void {
    this.#day = day;
    this.#assumed = false;
    this.#last = undefined;
    this.#eve = undefined;
  }

  /** Throws USAGE for what is in the future or before 1970. */
  place(said: Said): Placed {
    const notes: string[] = [];
    const before = { day: this.#day, eve: this.#eve };
    const clock = said.clock ?? MIDNIGHT;
    let day = said.date ? this.#dated(said.date) : this.#day;
    if (said.date === undefined) day = this.#undated(day, clock, said.zone, notes);
    if (said.clock === undefined) notes.push(`no clock time: taken as ${dayText(day)} 00:00`);
    const at = this.#instant(day, clock, said.zone, notes);
    const until = said.end && this.#end(day, at, said.end, said.zone, notes);
    for (const instant of until ? [at, until] : [at])
      if (instant.ms > this.#now + SKEW || instant.ms < 0) {
        this.#day = before.day;
        this.#eve = before.eve;
        throw new Fault(
          'USAGE',
          instant.ms < 0 ? 'it is before 1970' : `${rfc3339(instant.ms, instant.offset)} is in the future`,
          { hint: 'an entry says what has already happened' },
        );
      }
    this.#day = day;
    if (said.date) this.#eve = undefined;
    this.#assumed = false;
    this.#last = { ms: at.ms, zone: said.zone };
    return { at, ...(until ? { until } : {}), notes };
  }

  #ms(day: Day, clock: WallClock, zone: string): number {
    return toUtc({ ...day, ...clock }, zone, this.#zones).ms;
  }

  #instant(day: Day, clock: WallClock, zone: string, notes: string[]): Instant {
    const { ms, warning } = toUtc({ ...day, ...clock }, zone, this.#zones);
    if (Number.isNaN(ms)) throw new Fault('USAGE', `the zone ${zone} is not known on this machine`);
    const offset = this.#zones.offset(zone, ms);
    if (warning === 'gap')
      notes.push(`it did not exist in ${zone}, clocks went forward: taken as ${rfc3339(ms, offset)}`);
    if (warning === 'overlap')
      notes.push(`it was twice in ${zone}, clocks went back: taken as the first, ${offsetText(offset)}`);
    return { ms, offset };
  }

  /** Without a year, the one in which it is nearest to the rows around it and not to come. */
  #dated({ year, month, day }: PastedDate): Day {
    if (year !== undefined) return { year, month, day };
    const near = Date.UTC(this.#day.year, this.#day.month - 1, this.#day.day);
    const [best] = [-1, 0, 1]
      .map((shift) => ({ year: this.#day.year + shift, month, day }))
      .map((its) => ({ its, ms: Date.UTC(its.year, month - 1, day) }))
      .filter(({ ms }) => ms <= this.#now + DAY && new Date(ms).getUTCMonth() === month - 1)
      .toSorted((a, b) => Math.abs(a.ms - near) - Math.abs(b.ms - near));
    return best?.its ?? { year: this.#day.year, month, day };
  }

  #undated(day: Day, clock: WallClock, zone: string, notes: string[]): Day {
    const ms = this.#ms(day, clock, zone);
    if (!this.#last) {
      if (!this.#assumed || ms <= this.#now + SKEW) return day;
      notes.push(`later than now on the day assumed: taken as the day before, ${dayText(plus(day, -1))}`);
      return plus(day, -1);
    }
    const ahead = ms - this.#last.ms;
    if (ahead < -6 * HOUR && this.#ms(plus(day, 1), clock, zone) <= this.#now + SKEW) {
      notes.push(`midnight has passed since the row before: taken as ${dayText(plus(day, 1))}`);
      this.#eve = this.#last.ms;
      return plus(day, 1);
    }
    const back = this.#ms(plus(day, -1), clock, zone);
    const wasEve = this.#eve !== undefined && back >= this.#eve - 6 * HOUR;
    if (ahead > 18 * HOUR && (wasEve || this.#last.zone !== zone)) {
      notes.push(`out of order: taken as ${dayText(plus(day, -1))}`);
      return plus(day, -1);
    }
    if (ahead < 0) notes.push('earlier than the row before: taken as out of order, on the same day');
    return day;
  }

  #end(
    day: Day,
    at: Instant,
    end: { readonly date?: PastedDate; readonly clock: WallClock },
    zone: string,
    notes: string[],
  ): Instant {
    if (end.date) {
      const until = this.#instant(this.#dated(end.date), end.clock, zone, notes);
      if (until.ms < at.ms) throw new Fault('USAGE', 'the range ends before it begins');
      return until;
    }
    const same = this.#instant(day, end.clock, zone, notes);
    return same.ms >= at.ms ? same : this.#instant(plus(day, 1), end.clock, zone, notes);
  }
}
