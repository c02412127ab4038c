import { runFast, type Ended } from './cli/fast.ts';
import { baseWorld, type BaseWorld } from './io/base-world.ts';
import { write } from './io/terminal/output.ts';

// The composition root, and the only file that touches `process`. What it imports statically is the hot path.
const started = Date.now();

/** The folder of the built program. */
declare const __dirname: string;

/** Tells one build from another; set by build.mjs. */
declare const __BUILD__: string;

/** `inc` alone, typed more often than anything but a note. */
async function glanced(base: BaseWorld): Promise<Ended | undefined> {
  const { glancingWorld } = await import('./io/glancing-world.ts');
  const { runGlance } = await import('./cli/glance.ts');
  return runGlance(glancingWorld(process, base, __BUILD__));
}

async function main(): Promise<number> {
  const argv = process.argv.slice(2);
  let thrown: { error: unknown } | undefined;
  try {
    const base = baseWorld(process, started);
    const ended = (await runFast(argv, base)) ?? (argv.length === 0 ? await glanced(base) : undefined);
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
    build: __BUILD__,
    program: `${__dirname}/inc.cjs`,
    templates,
    async document({ zones }) {
      const { documents } = await import('./render/document.ts');
      const { templatesIn } = await import('./io/catalogue/templates.ts');
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
