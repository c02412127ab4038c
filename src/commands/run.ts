import { Fault } from '../core/faults.ts';
import { recordedArgv } from '../core/redaction/recorded-argv.ts';
import type { EventData, Happening } from '../core/record/events.ts';
import type { World } from '../core/ports/ports.ts';
import type { Attached, Teed } from '../core/ports/process-ports.ts';
import type { Receipt } from '../core/ports/record-ports.ts';
import { keep } from '../plan/program.ts';
import { flagSet, type Input, type Outcome } from './command.ts';
import { incidentIfAny } from './open-incident.ts';
import { runId } from './run-id.ts';

/** 128 + n, as shells say it (bash(1), EXIT STATUS). */
const exitOf = ({ exit, signalNumber = 0, failure }: Attached): number => {
  if (failure) return { 'not-found': 127, 'not-executable': 126, other: 125 }[failure.code];
  return exit ?? 128 + signalNumber;
};

/**
 * `inc run -- COMMAND`: the terminal, Ctrl-C and the exit code are the command's own; its start is durable before
 * it begins. What it prints is kept too, but for streams that are a terminal, unless that is asked for: Ctrl-Z, what
 * runs on in the background and the tickets of sudo depend on the person's own terminal. With no incident open it runs
 * all the same. Exit 125: `inc` itself could not do its part.
 */
export async function run(input: Input, world: World): Promise<Outcome> {
  const argv = input.args[0] === '--' ? input.args.slice(1) : input.args;
  if (!argv[0])
    throw new Fault(
      'USAGE',
      argv.length === 0 ? 'no command was given' : 'the command has no name: its first word is empty',
      { hint: 'inc run -- systemctl restart web' },
    );
  try {
    return await recorded(argv, keepingOf(input), await incidentIfAny(input, world, 'run'), world);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, hint, details } = error;
    const exit = { ...(typeof details === 'object' ? details : {}), exit: 125 };
    throw new Fault(code, message, { ...(hint === undefined ? {} : { hint }), details: exit, cause: error });
  }
}

/** Of the streams that are no terminal, of both, or of none. */
function keepingOf(input: Input): 'off-terminal' | 'both' | 'no' {
  if (flagSet(input, 'noOutput')) return 'no';
  return flagSet(input, 'keepOutput') ? 'both' : 'off-terminal';
}

function outputOf(
  kept: Teed | undefined,
  incident: string,
  { journal }: Pick<World, 'journal'>,
): EventData['command.finished']['output'] {
  if (!kept) return undefined;
  const { output, total, omitted, redactions, streams } = kept;
  const ref = keep(journal, incident, output, { total, omitted, redactions });
  return ref && { ...ref, streams };
}

async function recorded(
  argv: readonly string[],
  keeping: ReturnType<typeof keepingOf>,
  incident: string | undefined,
  world: World,
): Promise<Outcome> {
  const id = runId(world);
  const notes: string[] = [];
  const { cwd } = world;
  // Loaded first: what cannot be loaded has not been started.
  const runner = await world.runner();
  const append = async (happening: Happening): Promise<void> => {
    if (incident === undefined) return;
    const { trouble }: Receipt = await world.journal.append(incident, [happening]);
    if (trouble) notes.push(`inc: not in the record yet: ${trouble.reason} · it is safe in ${trouble.file}`);
  };

  if (incident === undefined) notes.push('inc: no incident is open: this was not recorded');
  await append({ type: 'command.started', data: { run: id, argv: recordedArgv(argv), cwd } });
  const kept = incident === undefined || keeping === 'no' ? {} : { keep: keeping };
  const ended = await runner.attach({ argv, cwd, ...kept });
  const exit = exitOf(ended);
  if (ended.failure) notes.push(`inc: ${ended.failure.message}`);
  const how = ended.signal === undefined ? { exit } : { signal: ended.signal };
  const output = incident === undefined ? undefined : outputOf(ended.kept, incident, world);
  if (ended.kept?.leftover)
    notes.push('inc: something that it started still runs; what that prints from here on is lost');
  if (ended.kept && ended.kept.total > 0 && !output) notes.push('inc: what it printed could not be kept');
  try {
    await append({
      type: 'command.finished',
      data: { run: id, ...how, ms: ended.ms, ...(output ? { output } : {}) },
    });
  } catch (error) {
    // The command did run: its exit code must get through, and the record shows an end that nobody knows.
    notes.push(
      `inc: how it ended could not be recorded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const view = { kind: 'command', incident: incident ?? null, run: id, argv, ms: ended.ms } as const;
  return {
    view: {
      ...view,
      exit: ended.signal === undefined ? exit : null,
      signal: ended.signal ?? null,
      output: output ?? null,
    },
    verdict: { exit },
    notes,
  };
}
