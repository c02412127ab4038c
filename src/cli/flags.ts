/**
 * One flag of a verb, as data. The fast parser and commander are both fed from these, so they cannot drift.
 * `value` names the argument (`--at TIME`); without it the flag is a switch.
 */
export interface FlagShape {
  readonly long: string;
  readonly short?: string;
  readonly value?: string;
  readonly many?: true;
}

export interface FlagSpec extends FlagShape {
  readonly help: string;
}

/** What a plain note takes. Their help stands in flag-specs.ts: nobody reads it on the hot path. */
export const plainFlags = [
  { long: 'incident', short: 'i', value: 'ID' },
  { long: 'quiet', short: 'q' },
  { long: 'kind', short: 'k', value: 'KIND' },
  { long: 'tag', short: 't', value: 'TAG', many: true },
  { long: 'at', value: 'TIME' },
] as const satisfies readonly FlagShape[];

/** The name under which a command finds the flag: `root-cause` is `rootCause`. */
export const flagName = (long: string): string =>
  long.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
