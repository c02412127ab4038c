import { runFast } from './cli/fast.ts';
import { baseWorld } from './io/base-world.ts';
import { write } from './io/output.ts';

// The composition root, and the only file that touches `process`. What it imports statically is the hot path.
const started = Date.now();

/** The folder of the built program. */
declare const __dirname: string;

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  let thrown: { error: unknown } | undefined;
  try {
    const ended = await runFast(argv, baseWorld(process, started));
    if (ended) {
      write(2, ended.stderr);
      write(1, ended.stdout);
      return ended.exit;
    }
  } catch (error) {
    thrown = { error };
  }
  const { worldOf } = await import('./io/world.ts');
  const templates = `${__dirname}/../templates`;
  const world = await worldOf(process, started, {
    templates,
    async document({ zones }) {
      const { documents } = await import('./render/document.ts');
      const { templatesIn } = await import('./io/templates.ts');
      return documents({ zones, readTemplate: templatesIn(templates) });
    },
    async announce(view, { terminal }) {
      const { announced } = await import('./render/announce.ts');
      write(2, await announced(view as Parameters<typeof announced>[0], terminal));
    },
  });
  if (!thrown) return (await import('./cli/run.ts')).run(argv, world, write);
  return (await import('./cli/report.ts')).report(thrown.error, argv, world, write);
}

void main().then((exit) => {
  process.exitCode = exit;
});
