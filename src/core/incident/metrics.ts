import type { KeyTimeName, KeyTimes } from './incident-state.ts';

type DurationName = 'TTD' | 'TTA' | 'TTI' | 'TTM' | 'TTR';

/** A duration with its two inputs; `ms` is null when either is missing, or when the end precedes the start. */
export interface Duration {
  readonly name: DurationName;
  readonly meaning: string;
  readonly from: KeyTimeName;
  readonly to: KeyTimeName;
  readonly fromAt: string | null;
  readonly toAt: string | null;
  readonly ms: number | null;
  /** Why it is unknown although both inputs are known. */
  readonly why?: string;
}

const definitions: readonly (readonly [DurationName, string, KeyTimeName, KeyTimeName])[] = [
  ['TTD', 'time to detect', 'started', 'detected'],
  ['TTA', 'time to acknowledge', 'detected', 'acknowledged'],
  ['TTI', 'time to identify', 'started', 'identified'],
  ['TTM', 'time to mitigate', 'started', 'mitigated'],
  ['TTR', 'time to resolve', 'started', 'resolved'],
];

/** Never a guess: a missing input makes the duration unknown, not 0. */
export const durationsOf = (times: KeyTimes): Duration[] =>
  definitions.map(([name, meaning, from, to]) => {
    const fromAt = times[from] ?? null;
    const toAt = times[to] ?? null;
    const ms = fromAt !== null && toAt !== null ? Date.parse(toAt) - Date.parse(fromAt) : null;
    const facts = { name, meaning, from, to, fromAt, toAt };
    return ms !== null && ms < 0 ? { ...facts, ms: null, why: `${to} is before ${from}` } : { ...facts, ms };
  });
