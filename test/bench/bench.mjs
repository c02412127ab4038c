// `npm run bench`: what the program costs, as ratios of whole processes in interleaved pairs, against
// `node -e 0` of the same binary. Medians; no gate on milliseconds. `--events N` makes the large record smaller,
// `--pairs N` (20 or more) changes how many pairs are run.
import { spawnSync } from 'node:child_process';
import { cpus, release, tmpdir } from 'node:os';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const pairs = option('pairs', 25);
const large = option('events', 1_000_000);
const root = join(import.meta.dirname, '../..');
const bin = join(root, 'bin/inc.cjs');
const home = mkdtempSync(join(tmpdir(), 'inc-bench-'));
const store = join(home, 'store');
const env = {
  PATH: process.env.PATH,
  HOME: home,
  INC_HOME: store,
  XDG_STATE_HOME: join(home, 'state'),
  XDG_CACHE_HOME: join(home, 'cache'),
  INC_USER: 'bench',
  TZ: 'UTC',
  LANG: 'C.UTF-8',
};

/** Wall milliseconds of one whole process; anything but exit 0 ends the bench. */
function once(args) {
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, {
    env,
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== 0) throw new Error(`exit ${status}: node ${args.join(' ')}\n${stderr}`);
  return ms;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** A, B, A, B, …: the median of each pair's ratio, so that a machine that slows down slows both. */
function ratio(a, b) {
  once(a);
  once(b);
  return median(Array.from({ length: pairs }, () => once(a) / once(b)));
}

/** Time and peak memory of one process, by GNU time's own resource use call: getrusage(2) of the child itself. */
function measured(script, args) {
  const wrapper = `process.on('exit', () => require('fs').writeSync(2, '\\nRSS ' + process.resourceUsage().maxRSS + ' ' + process.uptime() + '\\n'));`;
  const file = join(home, 'usage.cjs');
  writeFileSync(file, wrapper);
  const { status, stderr } = spawnSync(process.execPath, ['-r', file, script, ...args], {
    env,
    cwd: home,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`exit ${status}: ${args.join(' ')}\n${stderr}`);
  const [, rss, uptime] = /^RSS (\d+) ([\d.]+)$/m.exec(stderr);
  return { seconds: Number(uptime), mebibytes: Number(rss) / 1024 };
}

const rows = [];
const row = (what, budget, value) => {
  rows.push(`| ${what} | ${budget} | ${value} |`);
  process.stderr.write(`${what}: ${value}\n`);
};
const times = (value) => `${value.toFixed(2)}×`;

try {
  mkdirSync(store, { recursive: true });
  const maker = join(home, 'make-record.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'make-record.ts')],
    outfile: maker,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  const make = (id, count) => {
    const { status, stderr } = spawnSync(process.execPath, [maker, store, id, `${count}`], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    // Only a record that is right may be timed.
    once([bin, 'verify', id]);
  };
  make('2026-01-01-ten', 10);
  make('2026-01-01-thousand', 1000);
  make('2026-01-01-many', 100_000);
  make('2026-01-01-large', large);

  const bare = ['-e', '0'];
  const note = (id, ...more) => [bin, 'note', '-i', id, 'db-1 disk is at 97%', ...more];
  row('`inc note`, 10 events', '≤ 1.25×', times(ratio(note('2026-01-01-ten'), bare)));
  row(`\`inc note\`, ${large} events`, '≤ 1.25×', times(ratio(note('2026-01-01-large'), bare)));
  row(
    `\`inc note\`, ${large} events against 10`,
    '≤ 1.10×',
    times(ratio(note('2026-01-01-large'), note('2026-01-01-ten'))),
  );
  row('`inc --version`', '≤ 1.15×', times(ratio([bin, '--version'], bare)));
  writeFileSync(join(store, 'current'), '2026-01-01-thousand\n');
  row('`inc` (status card), 1,000 events', '≤ 1.5×', times(ratio([bin], bare)));
  row('`inc note` through commander', '≤ 1.65×', times(ratio(note('2026-01-01-ten', '--json'), bare)));
  row('`inc --help`', '≤ 1.65×', times(ratio([bin, '--help'], bare)));
  row(
    '`inc postmortem build`, 1,000 events',
    '≤ 3×',
    times(ratio([bin, 'postmortem', 'build', '-i', '2026-01-01-thousand', '-o', '-'], bare)),
  );
  const fold = measured(bin, ['show', '2026-01-01-many']);
  row(
    '`inc show`, 100,000 events',
    '≤ 0.4 s, ≤ 80 MiB',
    `${fold.seconds.toFixed(2)} s, ${fold.mebibytes.toFixed(0)} MiB`,
  );
  const verify = measured(bin, ['verify', '2026-01-01-large']);
  row(
    `\`inc verify\`, ${large} events`,
    '≤ 6 s, ≤ 100 MiB',
    `${verify.seconds.toFixed(2)} s, ${verify.mebibytes.toFixed(0)} MiB`,
  );

  // Two gates that never depend on the machine.
  const { outputs } = JSON.parse(readFileSync(join(root, 'dist/meta.json'), 'utf8'));
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === 'src/main.ts');
  const hot = new Set();
  const walk = (path) => {
    if (hot.has(path)) return;
    hot.add(path);
    for (const { path: next, kind, external } of outputs[path].imports)
      if (kind === 'import-statement' && !external) walk(next);
  };
  walk(entry);
  const bytes = [...hot]
    .flatMap((path) => Object.values(outputs[path].inputs))
    .reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
  row('hot path, static closure', '≤ 16 KiB', `${(bytes / 1024).toFixed(1)} KiB in ${hot.size} files`);
  const listing = join(home, 'loaded.cjs');
  writeFileSync(
    listing,
    "process.on('exit', () => require('fs').writeSync(2, '\\nOWN ' + Object.keys(require.cache).join(' ') + '\\n'));",
  );
  const { stderr } = spawnSync(process.execPath, ['-r', listing, ...note('2026-01-01-ten')], {
    env,
    encoding: 'utf8',
  });
  const own = /^OWN (.*)$/m
    .exec(stderr)[1]
    .split(' ')
    .filter((file) => file.includes('dist'));
  const extra = own.filter((file) => ![...hot].some((path) => basename(path) === basename(file)));
  row(
    'modules of ours loaded by a note',
    'the closure’s only',
    extra.length === 0 ? `${own.length}, all in it` : `not in it: ${extra.join(', ')}`,
  );

  process.stdout.write(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0].model}, Linux ${release()}; ${pairs} interleaved pairs; ratios against \`node -e 0\` unless said.\n\n` +
      `| what | budget | measured |\n| --- | --- | --- |\n${rows.join('\n')}\n`,
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}
