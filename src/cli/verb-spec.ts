import type { Command } from '../commands/command.ts';
import type { FlagSpec } from './flags.ts';

/** One verb of `inc`, as data: what is typed, what it means, examples, and where its code is. */
export interface VerbSpec {
  readonly verb: string;
  readonly aliases: readonly string[];
  readonly group: 'lifecycle' | 'record' | 'people' | 'act' | 'read' | 'document' | 'plumbing';
  readonly summary: string;
  /** In commander's notation: `<needed>`, `[optional]`, `[many...]`. */
  readonly args: string;
  /** The same for a person, where the names alone say too little. */
  readonly words?: string;
  readonly flags: readonly FlagSpec[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** What it records is shown while it goes on. */
  readonly live?: true;
  /** Everything after the first word belongs to the command that is run. */
  readonly passThrough?: true;
  /** It is about no incident, or names it in its words: `-i` is refused, with this hint. */
  readonly noIncident?: string;
  readonly load: () => Promise<Command>;
}
