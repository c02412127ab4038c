import type { Verdict } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { View } from '../render/views/view.ts';

type Flag = string | boolean | readonly string[] | undefined;

/** What was typed, parsed: words after the verb, flags under their long names in camelCase. */
export interface Input {
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, Flag>>;
}

/** What a command answers. `notes` are said on stderr beside the view; exit status comes from the verdict alone. */
export interface Outcome {
  readonly view: View;
  readonly verdict: Verdict;
  readonly notes?: readonly string[];
  /** What comes after the view while the command goes on; it then ends with a verdict in place of the other one. */
  readonly more?: AsyncGenerator<View, Verdict, void>;
}

export type Command = (input: Input, world: World) => Promise<Outcome>;

export const flagText = (input: Input, name: string): string | undefined => {
  const value = input.flags[name];
  return typeof value === 'string' ? value : undefined;
};

export const flagTexts = (input: Input, name: string): readonly string[] => {
  const value = input.flags[name];
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
};

export const flagSet = (input: Input, name: string): boolean => input.flags[name] === true;
