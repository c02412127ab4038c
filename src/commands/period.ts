import { readDate } from '../core/time/calendar.ts';
import { durationIn } from '../core/time/duration.ts';
import { Fault } from '../core/faults.ts';
import { toUtc } from '../core/time/local-time.ts';
import type { World } from '../core/ports/ports.ts';
import { flagText, type Input } from './command.ts';
import { readTime } from './happened.ts';

/** Epoch milliseconds, both inclusive; absent: without end on that side. */
export interface Period {
  readonly since?: number;
  readonly until?: number;
  readonly notes: readonly string[];
}

/**
 * `--since` and `--until`: times as everywhere; here a bare `30d` can only mean that long ago, and a bare date is
 * the whole day.
 *
 * @throws Fault USAGE for what is no time, and for a period that ends before it begins.
 */
export function periodOf(input: Input, zone: string, world: Pick<World, 'clock' | 'zones'>): Period {
  const notes: string[] = [];
  const read = (flag: 'since' | 'until'): number | undefined => {
    const text = flagText(input, flag)?.trim();
    if (text === undefined) return undefined;
    const date = /^\d{4}-/.test(text) ? readDate(text) : undefined;
    if (date && date.rest === '') {
      const { year, month, day } = date.value;
      const midnight = { year, month, day: flag === 'since' ? day : day + 1, hour: 0, minute: 0, second: 0 };
      const { ms } = toUtc(midnight, zone, world.zones);
      if (!Number.isNaN(ms)) return flag === 'since' ? ms : ms - 1;
    }
    const ago = durationIn(text) === undefined ? text : `-${text.replaceAll(' ', '')}`;
    const when = readTime(ago, zone, world);
    notes.push(...when.notes);
    return when.at.ms;
  };
  const [since, until] = [read('since'), read('until')];
  if (since !== undefined && until !== undefined && until < since)
    throw new Fault('USAGE', '--until is before --since', { hint: '--since 2026-11-01 --until 2026-11-22' });
  return {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    notes,
  };
}
