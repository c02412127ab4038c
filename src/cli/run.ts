import type { Input, Outcome } from '../commands/command.ts';
import { verdictExit } from '../core/faults.ts';
import type { World } from '../core/ports.ts';
import { render } from '../render/index.ts';
import { parse } from './program.ts';
import { report, type Write } from './report.ts';

/** Parses, loads the one command that is meant, runs it and shows its answer. @returns the exit code. */
export async function run(argv: readonly string[], world: World, write: Write): Promise<number> {
  try {
    const parsed = parse(argv, world.terminal.columns);
    if (parsed.kind === 'text') {
      write(1, parsed.text);
      return 0;
    }
    const command = await parsed.spec.load();
    return await shown(await command(parsed.input, world), parsed.input, world, write);
  } catch (error) {
    return report(error, argv, world, write);
  }
}

async function shown(outcome: Outcome, input: Input, world: World, write: Write): Promise<number> {
  const format = input.flags['json'] === true ? 'json' : input.flags['quiet'] === true ? 'quiet' : 'terminal';
  for (const note of outcome.notes ?? []) write(2, `${note}\n`);
  write(1, await render(outcome.view, format, world.terminal));
  return verdictExit(outcome.verdict);
}
