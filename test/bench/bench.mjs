// `npm run bench`: what the program costs, as ratios of whole processes in interleaved pairs, against
// `node -e 0` of the same binary. Medians; no gate on milliseconds. `--events N` makes the large record smaller,
// `--pairs N` (20 or more) changes how many pairs are run, `--incidents N` how many the large store holds.
import { spawn, spawnSync } from 'node:child_process';
import { cpus, release, tmpdir } from 'node:os';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { benchChecks } from './bench-checks.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const pairs = option('pairs', 25);
const large = option('events', 1_000_000);
const many = option('incidents', 10_000);
const root = join(import.meta.dirname, '../..');
const bin = join(root, 'bin/inc.cjs');
const home = mkdtempSync(join(tmpdir(), 'inc-bench-'));
const store = join(home, 'store');
const crowded = join(home, 'crowded');
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
function once(args, where = store) {
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { ...env, INC_HOME: where },
    cwd: home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== 0) throw new Error(`exit ${status}: node ${args.join(' ')}\n${stderr}`);
  return ms;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** A, B, A, B, …: the median of each pair's ratio, so that a machine that slows down slows both. */
function ratio(a, b, storeOfA = store) {
  once(a, storeOfA);
  once(b);
  return median(Array.from({ length: pairs }, () => once(a, storeOfA) / once(b)));
}

/** Time and peak memory of one process, by GNU time's own resource use call: getrusage(2) of the child itself. */
function measured(script, args, where = store) {
  const wrapper = `process.on('exit', () => require('fs').writeSync(2, '\\nRSS ' + process.resourceUsage().maxRSS + ' ' + process.uptime() + '\\n'));`;
  const file = join(home, 'usage.cjs');
  writeFileSync(file, wrapper);
  const { status, stderr } = spawnSync(process.execPath, ['-r', file, script, ...args], {
    env: { ...env, INC_HOME: where },
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
const cost = ({ seconds, mebibytes }) => `${seconds.toFixed(2)} s, ${mebibytes.toFixed(0)} MiB`;
const times = (value) => `${value.toFixed(2)}×`;

try {
  mkdirSync(store, { recursive: true });
  const bundled = async (name, format) => {
    const outfile = join(home, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
    const entryPoints = [join(import.meta.dirname, `${name}.ts`)];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format });
    return outfile;
  };
  const maker = await bundled('make-record', 'cjs');
  const made = (...words) => {
    const { status, stderr } = spawnSync(process.execPath, [maker, ...words.map(String)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
  };
  const make = (id, count) => {
    made(store, id, count);
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
  const small = measured(bin, ['show', '2026-01-01-ten']);
  const fold = measured(bin, ['show', '2026-01-01-many']);
  row(
    'fold of 100,000 events: `inc show`, less that of 10',
    '≤ 0.4 s, ≤ 80 MiB',
    cost({ ...fold, seconds: fold.seconds - small.seconds }),
  );
  const timeline = measured(bin, ['timeline', '2026-01-01-many']);
  row(
    '`inc timeline`, 100,000 rows, less `inc show` of the same',
    '≤ 0.7 s',
    cost({ ...timeline, seconds: timeline.seconds - fold.seconds }),
  );
  row(
    '`inc timeline -L 10`, 100,000 rows',
    '',
    cost(measured(bin, ['timeline', '2026-01-01-many', '-L', '10'])),
  );
  row(`\`inc show\`, ${large} events`, '', cost(measured(bin, ['show', '2026-01-01-large'])));
  row(
    `\`inc verify\`, ${large} events`,
    '≤ 6 s, ≤ 100 MiB',
    cost(measured(bin, ['verify', '2026-01-01-large'])),
  );

  // Many incidents: what costs the same whatever their number, and what looks at each.
  made(crowded, '2026-01-01-one-of', 150, many);
  for (const number of [1, many]) once([bin, 'verify', `2026-01-01-one-of-${number}`], crowded);
  const own = `2026-01-01-one-of-${many}`;
  row(
    `\`inc note\` in a store of ${many} incidents against one of 4`,
    '≤ 1.10×',
    times(ratio([bin, 'note', '-i', own, 'db-1 disk is at 97%'], note('2026-01-01-ten'), crowded)),
  );
  row(
    `\`inc\` in a store of ${many} incidents against one of 4`,
    '≤ 1.10×',
    times(ratio([bin], [bin], crowded)),
  );
  for (const count of [Math.ceil(many / 10), many]) {
    const where = count === many ? crowded : join(home, 'fewer');
    if (count !== many) made(where, '2026-01-01-one-of', 150, count);
    row(`\`inc list\`, ${count} incidents of 150 events, first`, '', cost(measured(bin, ['list'], where)));
    row(`\`inc list\`, ${count} incidents, again`, '', cost(measured(bin, ['list'], where)));
  }

  const writer = await bundled('append-many', 'esm');
  /** @returns the milliseconds of each append, of so many processes on one file at once. */
  const writers = async (processes, appends) => {
    const id = `2026-01-01-by-${processes}`;
    made(store, id, 1);
    const texts = await Promise.all(
      Array.from({ length: processes }, async () => {
        const child = spawn(process.execPath, [writer, store, id, `${appends}`], {
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let text = '';
        child.stdout.setEncoding('utf8').on('data', (piece) => (text += piece));
        const exit = await new Promise((resolve) => child.on('close', resolve));
        if (exit !== 0) throw new Error(`a writer ended with ${exit}`);
        return text;
      }),
    );
    const { stdout } = spawnSync(process.execPath, [bin, 'verify', id, '--json'], { env, encoding: 'utf8' });
    const { events, damage } = JSON.parse(stdout);
    const bad = damage.filter(({ level }) => level === 'error').length;
    const sorted = texts
      .join('')
      .trim()
      .split('\n')
      .map(Number)
      .toSorted((a, b) => a - b);
    const p99 = sorted[Math.floor(sorted.length * 0.99)];
    return `${processes * appends + 1 - events} lost, ${bad} bad lines; p99 ${p99.toFixed(1)} ms`;
  };
  row('10 processes × 500 appends to one file', '0 lost, 0 bad lines; p99 < 250 ms', await writers(10, 500));
  row('20 processes × 500 appends to one file', '0 lost, 0 bad lines', await writers(20, 500));

  await benchChecks({ bin, home, env, pairs, row });

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
  const loaded = /^OWN (.*)$/m
    .exec(stderr)[1]
    .split(' ')
    .filter((file) => file.includes('dist'));
  const extra = loaded.filter((file) => ![...hot].some((path) => basename(path) === basename(file)));
  row(
    'modules of ours loaded by a note',
    'the closure’s only',
    extra.length === 0 ? `${loaded.length}, all in it` : `not in it: ${extra.join(', ')}`,
  );

  process.stdout.write(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0].model}, Linux ${release()}; ${pairs} interleaved pairs; ratios against \`node -e 0\` unless said.\n\n` +
      `| what | budget | measured |\n| --- | --- | --- |\n${rows.join('\n')}\n`,
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}
