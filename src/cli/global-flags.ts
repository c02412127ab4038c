import { incidentFlag, quietFlag } from './flag-specs.ts';
import type { FlagSpec } from './flags.ts';

/** Taken by every verb. */
export const globalFlags: readonly FlagSpec[] = [
  incidentFlag,
  { long: 'as', value: 'NAME', help: 'who did it, when it was not you' },
  { long: 'config', value: 'FILE', help: "the team's inc.yaml, when it is not found by walking up" },
  { long: 'json', help: 'answer in JSON' },
  quietFlag,
  { long: 'no-input', help: 'never ask, even on a terminal' },
  { long: 'no-color', help: 'no colour' },
  { long: 'debug', help: 'show the stack of a fault' },
];
