import type { Input, Outcome } from '../commands/command.ts';
import { faultExit, verdictExit } from '../core/exit-codes.ts';
import type { Verdict } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { RecordDamage } from '../core/ports/record-ports.ts';
import { lackingIn } from '../core/record/record-damage.ts';
import { render, type Format } from '../render/index.ts';
import type { View } from '../render/views/view.ts';
import { localWrite } from './local-write.ts';
import { parse, type Parsed } from './parse.ts';
import { report, type Write } from './report.ts';
import { waiting } from './waiting.ts';

/** `inc` alone needs no parser. */
const card: Parsed = {
  kind: 'verb',
  spec: { load: async () => (await import('../commands/card.ts')).card },
  input: { args: [], flags: {} },
};

/** Parses, loads the one command that is meant, runs it and shows its answer. @returns the exit code. */
export async function run(argv: readonly string[], world: World, writeUtf8: Write): Promise<number> {
  const write = localWrite(argv, world, writeUtf8);
  let recorded = false;
  try {
    const columns = (): number => Math.min(world.terminal.columns, 100);
    const parsed = argv.length === 0 ? card : await parse(argv, columns);
    if (parsed.kind === 'text') {
      write(1, parsed.text);
      return 0;
    }
    world.journal.subscribe(() => (recorded = true));
    const command = await parsed.spec.load();
    const { json, quiet, watch } = parsed.input.flags;
    // What is watched is shown by its own views.
    const silent = json === true || quiet === true || watch !== undefined;
    const stop = silent ? undefined : parsed.spec.live ? await follow(world, write) : waiting(world, write);
    try {
      return await shown(await command(parsed.input, world), parsed.input, world, write, stop);
    } finally {
      stop?.();
    }
  } catch (error) {
    return report(error, argv, world, write, recorded);
  }
}

/** Shows on stderr what is recorded, as it is recorded. @returns how to stop. */
async function follow(world: World, write: Write): Promise<() => void> {
  const { terminal } = world;
  const [{ liveOn }, { styleFor }] = [await import('../render/live.ts'), await import('../render/style.ts')];
  // A terminal that does not know its width (a serial line, script(1)) has 0 columns, and ora would never end there.
  const moving = terminal.stderr && terminal.stderr.columns > 0 ? terminal.stderr : undefined;
  const spinner = moving ? await (await import('../render/spinner.ts')).spinnerOn(moving) : undefined;
  const live = liveOn({
    style: await styleFor(terminal),
    columns: moving?.columns ?? terminal.columns,
    write: (text) => write(2, text),
    spinner,
  });
  world.journal.subscribe((_, event) => live.heard(event));
  world.interruption.addEventListener('abort', () =>
    live.told('stopping: what still runs gets TERM, then KILL (at once: Ctrl-C again)'),
  );
  world.killing.addEventListener('abort', () => live.told('killing what still runs'));
  world.watch(live);
  return () => live.stop();
}

/** What is shown of a damaged record is shown; its exit code says that it is not all. */
const answers: ReadonlySet<View['kind']> = new Set([
  'card',
  'incident',
  'timeline',
  'list',
  'postmortem',
  'catchup',
  'todos',
  'exported',
  'piece',
]);

const damageNote = (damage: RecordDamage): string =>
  `inc: the record is damaged: ${lackingIn(damage)} · inc verify -i ${damage.incident}`;

function formatOf({ flags }: Input): Format {
  if (flags['json'] === true) return 'json';
  if (flags['quiet'] === true) return 'quiet';
  return flags['format'] === 'nagios' ? 'nagios' : 'terminal';
}

async function shown(
  outcome: Outcome,
  input: Input,
  world: World,
  write: Write,
  before?: () => void,
): Promise<number> {
  before?.();
  const format = formatOf(input);
  const damaged = world.journal.damaged();
  for (const note of [...(outcome.notes ?? []), ...damaged.map(damageNote)]) write(2, `${note}\n`);
  const verdict: Verdict =
    damaged.length > 0 && outcome.verdict === 'ok' && answers.has(outcome.view.kind)
      ? { exit: faultExit('DATA') }
      : outcome.verdict;
  const { terminal } = world;
  const region =
    outcome.more && format === 'terminal' && terminal.screen && terminal.stderr
      ? (await import('../render/live-region.ts')).liveRegion(() => {
          return { columns: terminal.columns, rows: terminal.stderr?.rows || 24 };
        })
      : undefined;
  const show = async (view: View): Promise<boolean> => {
    const inPlace = view.kind === 'watching';
    if (inPlace && !region) return true;
    // First answers stand in the table.
    if (region && view.kind === 'transition' && !view.answer.changed) return true;
    const text = await render(view, format, terminal);
    return write(1, region ? (inPlace ? region.drawn(text) : region.above(text)) : text);
  };
  let read = await show(outcome.view);
  if (!outcome.more) return verdictExit(verdict);
  for (;;) {
    const next = read ? await outcome.more.next() : await outcome.more.return(outcome.verdict);
    if (next.done) return verdictExit(next.value);
    read = await show(next.value);
  }
}
