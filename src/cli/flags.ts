/**
 * One flag of a verb, as data. The fast parser and commander are both fed from these, so they cannot drift.
 * `value` names the argument (`--at TIME`); without it the flag is a switch.
 */
export interface FlagSpec {
  readonly long: string;
  readonly short?: string;
  readonly value?: string;
  readonly many?: true;
  readonly help: string;
}

export const incidentFlag: FlagSpec = {
  long: 'incident',
  short: 'i',
  value: 'ID',
  help: 'the incident, by id, prefix or part of its slug',
};

export const quietFlag: FlagSpec = { long: 'quiet', short: 'q', help: 'print ids only' };

export const atFlag: FlagSpec = {
  long: 'at',
  value: 'TIME',
  help: 'when it happened: 14:25, -10m, yesterday 22:10 …',
};

export const noteFlags: readonly FlagSpec[] = [
  {
    long: 'kind',
    short: 'k',
    value: 'KIND',
    help: 'note, observation, action, decision, hypothesis, question, todo',
  },
  { long: 'tag', short: 't', value: 'TAG', many: true, help: 'a tag; may be repeated' },
  atFlag,
];

/** The name under which a command finds the flag: `root-cause` is `rootCause`. */
export const flagName = (long: string): string =>
  long.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
