import { Fault } from '../faults.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A timer that is to wait longer goes off at once (milliseconds; Node's `setTimeout`). */
export const longestTimer = 2_147_483_647;

const count = (unit: string): string => String.raw`(?:(\d{1,9})\s*${unit}\s*)?`;
const DURATION = new RegExp(
  '^' +
    count('(?:d|days?)') +
    count('(?:h|hrs?|hours?)') +
    count('(?:m|mins?|minutes?)') +
    count('(?:s|secs?|seconds?)') +
    count('(?:ms|milliseconds?)') +
    '$',
  'i',
);
const sizes = [DAY, HOUR, MINUTE, SECOND, 1];

/** Milliseconds in `1h30m`, `2d`, `500ms`; undefined when the text is no duration. Larger units come first. */
export const durationIn = (text: string): number | undefined => {
  const match = text === '' ? null : DURATION.exec(text);
  return match === null
    ? undefined
    : sizes.reduce((sum, size, index) => sum + Number(match[index + 1] ?? 0) * size, 0);
};

/** Milliseconds in `500ms`, `5s`, `10m`, `1h30m`, `2d`. Throws USAGE for anything else. */
export const parseDuration = (text: string): number => {
  const ms = durationIn(text.trim());
  if (ms !== undefined) return ms;
  const bare = /^\s*(\d+)\s*$/.exec(text)?.[1];
  throw new Fault('USAGE', `"${text}" is not a duration`, {
    hint: bare === undefined ? 'write 500ms, 5s, 10m, 1h30m or 2d' : `write ${bare}s or ${bare}m`,
  });
};

/** From two days on, hours are easier read as days; a long night stays in hours (`24 h 11 min`). */
const inUnits = (ms: number): readonly (readonly [number, 'd' | 'h' | 'min' | 's' | 'ms'])[] => {
  const whole = (size: number): number => Math.floor(ms / size);
  if (ms > 0 && ms < SECOND) return [[Math.ceil(ms), 'ms']];
  if (ms < MINUTE) return [[whole(SECOND), 's']];
  if (ms < HOUR)
    return [
      [whole(MINUTE), 'min'],
      [whole(SECOND) % 60, 's'],
    ];
  if (ms < 2 * DAY)
    return [
      [whole(HOUR), 'h'],
      [whole(MINUTE) % 60, 'min'],
    ];
  return [
    [whole(DAY), 'd'],
    [whole(HOUR) % 24, 'h'],
  ];
};

const text = (ms: number, gap: string, join: string, minute: string): string =>
  // A time before its start is contradictory data, not an amount; zero or a minus sign would both mislead.
  !(ms >= 0) || ms === Infinity
    ? 'unknown'
    : inUnits(ms)
        .filter(([amount], index) => index === 0 || amount > 0)
        .map(([amount, unit]) => `${amount}${gap}${unit === 'min' ? minute : unit}`)
        .join(join);

/** `3 h 15 min`, `45 s`, `219 d 5 h`: two units, cut off, not rounded; `unknown` for a negative or NaN. */
export const duration = (ms: number): string => text(ms, ' ', ' ', 'min');

/** The same for narrow terminals, in the form `parseDuration` reads: `3h15m`. */
export const compactDuration = (ms: number): string => text(ms, '', '', 'm');
