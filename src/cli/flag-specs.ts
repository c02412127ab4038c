import { plainFlags, type FlagSpec } from './flags.ts';

const [incident, quiet, kind, tag, at] = plainFlags;

export const incidentFlag: FlagSpec = {
  ...incident,
  help: 'the incident, by id, prefix or part of its slug',
};

export const quietFlag: FlagSpec = { ...quiet, help: 'print ids only (close and postmortem: the file)' };

export const atFlag: FlagSpec = { ...at, help: 'when it happened: 14:25, -10m, yesterday 22:10 …' };

export const noteFlags: readonly FlagSpec[] = [
  { ...kind, help: 'note, observation, action, decision, hypothesis, question, todo' },
  { ...tag, help: 'a tag; may be repeated' },
  atFlag,
];
