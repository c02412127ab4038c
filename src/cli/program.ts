import { Command as Program, CommanderError } from 'commander';
import type { Input } from '../commands/command.ts';
import { Fault } from '../core/faults.ts';
import { nearest } from '../core/nearest.ts';
import { flagName, type FlagSpec } from './flags.ts';
import { globalFlags } from './global-flags.ts';
import { groupedHelp, verbHelp } from './help.ts';
import { verbIndex } from './verb-index.ts';
import { verbs, type VerbSpec } from './registry.ts';

/** What a command line asks for: a verb with its input, or a text to print. */
export type Parsed =
  | { readonly kind: 'verb'; readonly spec: Pick<VerbSpec, 'load' | 'live'>; readonly input: Input }
  | { readonly kind: 'text'; readonly text: string };

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

const isHelp = (word: string): boolean => word === '-h' || word === '--help';

/** @throws Fault USAGE for a verb or flag that does not exist, with the nearest that does. */
export function parse(argv: readonly string[], columns: number): Parsed {
  const at = verbIndex(argv);
  const word = argv[at];
  const before = argv.slice(0, at);
  if (word === 'help' || before.some(isHelp)) {
    const about = word === 'help' ? argv.slice(at + 1).find((name) => !name.startsWith('-')) : word;
    const spec = about === undefined ? undefined : findVerb(about);
    return { kind: 'text', text: spec ? verbHelp(spec, columns) : groupedHelp(columns) };
  }
  if (word === 'version' || before.some((flag) => flag === '-V' || flag === '--version'))
    throw new Fault('USAGE', `'inc ${argv.join(' ')}' is not how to ask for the version`, {
      hint: 'inc --version',
    });
  if (word === undefined)
    return { kind: 'verb', spec: findVerb('status'), input: parseVerb(findVerb('status'), argv) };
  const spec = findVerb(word);
  const rest = [...argv.slice(0, at), ...argv.slice(at + 1)];
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (!spec.passThrough && own.some(isHelp)) return { kind: 'text', text: verbHelp(spec, columns) };
  if (spec.passThrough && rest[0] !== undefined && (isHelp(rest[0]) || rest[0] === 'help'))
    return { kind: 'text', text: verbHelp(spec, columns) };
  const input = parseVerb(spec, rest);
  if (spec.noIncident && input.flags['incident'] !== undefined)
    throw new Fault('USAGE', `inc ${spec.verb} takes no -i`, { hint: spec.noIncident });
  return { kind: 'verb', spec, input };
}

function findVerb(word: string): VerbSpec {
  const spec = verbs.find(({ verb, aliases }) => verb === word || aliases.includes(word));
  if (spec) return spec;
  const close = nearest(
    word,
    verbs.flatMap(({ verb, aliases }) => [verb, ...aliases]),
  );
  throw new Fault('USAGE', `'${word}' is not an inc command`, {
    hint: close ? `did you mean: inc ${close}` : 'the commands are: inc --help; to log a line: inc note …',
  });
}

function parseVerb(spec: VerbSpec, rest: readonly string[]): Input {
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
