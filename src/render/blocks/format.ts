import { localParts } from '../../core/time/local-time.ts';
import { fixedOffset, offsetText, type Zones } from '../../core/time/zone.ts';

// prettier-ignore
const months = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
];

/** RFC 3339 times as a reader of the document sees them: in the incident's zone, whatever offset they carry. */
export interface Format {
  /** `GMT+1`, `UTC`, `Europe/Paris`. */
  readonly zone: string;
  /** `2023-10-23 14:25 +01:00`; seconds only when they are not zero. */
  stamp(at: string): string;
  /** As `stamp`, for what took a while: `2023-10-23 14:18–14:57 +01:00`. */
  span(at: string, until: string | undefined): string;
  /** `14:25` */
  time(at: string): string;
  /** `2023-10-23` */
  day(at: string): string;
  /** `23 October 2023` */
  longDay(at: string): string;
  /** `+01:00` */
  offset(at: string): string;
}

/** Beyond it, an offset added would leave what a Date can hold. */
const latest = 8.64e15 - 86_400_000;

/** `GMT+1` for +01:00, as people write it; `UTC` and IANA names as they are. */
function zoneName(zone: string): string {
  const fixed = fixedOffset(zone);
  if (fixed === undefined) return zone;
  if (fixed === 0) return 'UTC';
  const [hours = '', minutes = ''] = offsetText(fixed).slice(1).split(':');
  return `GMT${fixed < 0 ? '-' : '+'}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}

interface Local {
  readonly day: string;
  readonly time: string;
  readonly offset: string;
}

/**
 * One per document. A zone that this machine does not know is shown in UTC, and says so; a time that is none
 * (a damaged or foreign record) is `unknown`.
 */
export function formatIn(zone: string, zones: Zones): Format {
  const known = !Number.isNaN(zones.offset(zone, 0));
  const east = (ms: number): number => (known ? zones.offset(zone, ms) : 0);
  const at = (text: string, show: (ms: number) => string): string => {
    const ms = Date.parse(text);
    return Math.abs(ms) < latest ? show(ms) : 'unknown';
  };
  // One answer of the zone data and one Date for each time, which a timeline asks for in several forms.
  const localAt = (ms: number): Local => {
    const minutes = east(ms);
    const iso = new Date(ms + minutes * 60_000).toISOString();
    const [day, time] = [iso.slice(0, -14), iso.slice(-13, -5)] as const;
    return { day, time: time.endsWith(':00') ? time.slice(0, 5) : time, offset: offsetText(minutes) };
  };
  const stamp = ({ day, time, offset }: Local): string => `${day} ${time} ${offset}`;
  return {
    zone: known ? zoneName(zone) : 'UTC',
    stamp: (text) => at(text, (ms) => stamp(localAt(ms))),
    span: (text, until) =>
      at(text, (ms) => {
        const from = localAt(ms);
        const end = until === undefined ? NaN : Date.parse(until);
        if (Number.isNaN(end)) return stamp(from);
        const to = localAt(end);
        return from.day === to.day && from.offset === to.offset
          ? `${from.day} ${from.time}–${to.time} ${from.offset}`
          : `${stamp(from)} – ${stamp(to)}`;
      }),
    time: (text) => at(text, (ms) => localAt(ms).time),
    day: (text) => at(text, (ms) => localAt(ms).day),
    longDay: (text) =>
      at(text, (ms) => {
        const { day, month, year } = localParts(ms, east(ms));
        return `${day} ${months[month - 1]} ${year}`;
      }),
    offset: (text) => at(text, (ms) => localAt(ms).offset),
  };
}
