import { Command as Program, CommanderError } from 'commander';
import type { Input } from '../commands/command.ts';
import { Fault } from '../core/faults.ts';
import { flagName, type FlagSpec } from './flags.ts';
import { globalFlags } from './global-flags.ts';
import type { VerbSpec } from './verb-spec.ts';

function addFlags(program: Program, flags: readonly FlagSpec[]): void {
  const own = new Set(flags.map(({ long }) => long));
  for (const { long, short, value, many, help } of [
    ...flags,
    ...globalFlags.filter(({ long }) => !own.has(long)),
  ]) {
    const name = `${short ? `-${short}, ` : ''}--${long}${value ? ` <${value}>` : ''}`;
    if (many)
      program.option(name, help, (item: string, before: string[] | undefined) => [...(before ?? []), item]);
    else program.option(name, help);
  }
}

/** `--no-switch` is a flag called `noSwitch` here; commander would make it `switch: false`. */
function flagsOf(options: Record<string, unknown>, negated: ReadonlySet<string>): Input['flags'] {
  const flags: Record<string, string | boolean | string[]> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === false) flags[`no${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`] = true;
    else if (typeof value === 'string' || Array.isArray(value)) flags[name] = value as string | string[];
    else if (value === true && !negated.has(name)) flags[name] = true;
  }
  return flags;
}

/** Commander defaults a `--no-x` flag to `x: true`, unless there is an `--x` too; that default is no flag. */
function negatedAlone(flags: readonly FlagSpec[]): ReadonlySet<string> {
  const longs = flags.map(({ long }) => long);
  const names = longs.filter((long) => long.startsWith('no-')).map((long) => long.slice(3));
  return new Set(names.filter((name) => !longs.includes(name)).map(flagName));
}

/** Every form of a verb's words and flags. Throws Fault USAGE for what it does not take, with the nearest that it does. */
export function parseVerb(spec: VerbSpec, rest: readonly string[]): Input {
  const program = new Program(spec.verb).exitOverride().helpOption(false).allowExcessArguments(false);
  program.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  if (spec.args) program.arguments(spec.args);
  if (spec.passThrough) program.passThroughOptions();
  addFlags(program, spec.flags);
  try {
    program.parse([...rest], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw usage(spec, error);
    throw error;
  }
  refuseBlank(spec, program.opts());
  return {
    args: program.args,
    flags: flagsOf(program.opts(), negatedAlone([...spec.flags, ...globalFlags])),
  };
}

/** An empty value is what an unset variable leaves; only a text may be empty, and its command judges that. */
function refuseBlank(spec: VerbSpec, options: Record<string, unknown>): void {
  for (const { long, value } of [...spec.flags, ...globalFlags]) {
    const given = options[flagName(long)];
    if (
      value === undefined ||
      value === 'TEXT' ||
      ![given].flat().some((text) => typeof text === 'string' && text.trim() === '')
    )
      continue;
    throw new Fault('USAGE', `inc ${spec.verb}: --${long} has an empty value`, {
      hint: `--${long} ${value}, or leave it out`,
    });
  }
}

/** Commander's words, in the form of a fault: what happened, and what to type next. */
function usage(spec: VerbSpec, error: CommanderError): Fault {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const meant = suggestion?.match(/Did you mean (?:one of )?(.+?)\?/)?.[1];
  return new Fault('USAGE', `inc ${spec.verb}: ${message}`, {
    hint: meant ? `did you mean ${meant}?` : `inc ${spec.verb} --help`,
    cause: error,
  });
}
