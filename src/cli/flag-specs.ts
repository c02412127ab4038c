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

/** A flag that takes one value, or may be repeated. */
export const one = (long: string, value: string, help: string): FlagSpec => ({ long, value, help });
export const many = (long: string, value: string, help: string): FlagSpec => ({
  long,
  value,
  many: true,
  help,
});

/** Not among `noteFlags`: it needs the record, which the fast path never reads. */
export const reFlag: FlagSpec = one('re', 'ENTRY', 'the entry that it is about: last, or its id');

/** What became of the hypothesis that `--re` names, or of the only one that is open. */
export const settlingFlags: readonly FlagSpec[] = [
  { long: 'ruled-out', help: 'it rules the hypothesis out (--re, or the only open one)' },
  { long: 'confirmed', help: 'it confirms the hypothesis' },
];

/** As `reFlag`: rare, and judged against when it began. */
export const untilFlag: FlagSpec = one('until', 'TIME', 'when it ended, for something that took a while');

export const tagFlags = noteFlags.filter(({ long }) => long === 'tag');
export const ownerFlag: FlagSpec = { long: 'owner', short: 'o', value: 'NAME', help: 'who will do it' };
export const outputFlag: FlagSpec = {
  long: 'output',
  short: 'o',
  value: 'FILE',
  help: 'where the document goes; - is standard output',
};
export const templateFlag: FlagSpec = {
  long: 'template',
  value: 'NAME',
  help: 'default, classic, or one of .inc/templates',
};

/** What a list or a timeline is narrowed to. */
export const sinceFlag = one('since', 'TIME', 'from then on: 14:25, yesterday 22:10, 2026-11-21, 30d');
export const upToFlag = one('until', 'TIME', 'up to then; a date is that whole day');

export const whyFlag = one('why', 'REASON', 'why; asked for on a terminal where it is needed');

/** A variable of a plan; for a plain script, of its environment. */
export const varFlag: FlagSpec = {
  long: 'var',
  short: 'V',
  value: 'NAME=VALUE',
  many: true,
  help: 'a variable of the plan; may be repeated',
};
