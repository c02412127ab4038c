import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

interface Import {
  readonly path: string;
  readonly kind: string;
  readonly external?: boolean;
  readonly original?: string;
}
type Graph = Readonly<Record<string, { readonly imports: readonly Import[] }>>;

/** The bundler's own view of the sources: `contents` stands for main.ts where a test plants an import. */
async function graphOf(plant?: {
  readonly file: string;
  readonly line: string;
}): Promise<{ graph: Graph; hot: Map<string, number> }> {
  const result = await build({
    entryPoints: [join(root, 'src/main.ts')],
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    minify: true,
    write: false,
    metafile: true,
    outdir: 'dist',
    alias: { 'string-width': 'fast-string-width' },
    define: { __VERSION__: '"0"' },
    plugins: plant
      ? [
          {
            name: 'plant',
            setup: (bundler) =>
              bundler.onLoad({ filter: new RegExp(`${plant.file}$`) }, ({ path }) => ({
                contents: `${plant.line}\n${readFileSync(path, 'utf8')}`,
                loader: 'ts',
              })),
          },
        ]
      : [],
  });
  const { inputs, outputs } = result.metafile;
  const entry = Object.entries(outputs).find(([, output]) => output.entryPoint === 'src/main.ts')?.[0] ?? '';
  const hot = new Map<string, number>();
  const walk = (path: string, seen = new Set<string>()): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [input, { bytesInOutput }] of Object.entries(outputs[path]?.inputs ?? {}))
      hot.set(input, bytesInOutput);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && !external) walk(next, seen);
  };
  walk(entry);
  return { graph: inputs, hot };
}

const layerOf = (path: string): string =>
  path === 'src/main.ts' ? 'main' : (/^src\/(\w+)\//.exec(path)?.[1] ?? 'package');
const packageOf = (path: string): string | undefined => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];

const allowed: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  plan: ['plan', 'core'],
  checks: ['checks', 'core'],
  render: ['render', 'core'],
  io: ['io', 'core'],
  commands: ['commands', 'plan', 'checks', 'core'],
  cli: ['cli', 'commands', 'render', 'core'],
  main: ['cli', 'render', 'io'],
};

/** Each package and the one file that may load it. */
const owners: Readonly<Record<string, string>> = {
  commander: 'src/cli/program.ts',
  chalk: 'src/render/style.ts',
  liquidjs: 'src/render/liquid.ts',
  luxon: 'src/io/zones-luxon.ts',
  ora: 'src/render/spinner.ts',
  execa: 'src/io/execa-runner.ts',
  inquirer: 'src/io/prompt.ts',
  yaml: 'src/io/yaml-source.ts',
  zod: 'src/io/schema.ts',
};

function violations(graph: Graph): string[] {
  const found: string[] = [];
  for (const [file, { imports }] of Object.entries(graph)) {
    if (!file.startsWith('src/')) continue;
    const layer = layerOf(file);
    for (const { path, external } of imports) {
      const name = packageOf(path);
      if (name !== undefined) {
        if (owners[name] !== file) found.push(`${file} loads the package ${name}`);
      } else if (external || path.startsWith('node:')) {
        if (layer !== 'io' && layer !== 'checks') found.push(`${file} loads ${path}`);
      } else if (!allowed[layer]?.includes(layerOf(path))) found.push(`${file} imports ${path}`);
    }
  }
  return found;
}

const heavy = Object.keys(owners);
const heavyIn = (hot: ReadonlyMap<string, number>): string[] =>
  [...hot.keys()].map(packageOf).filter((name): name is string => name !== undefined && heavy.includes(name));
const closureOf = (hot: ReadonlyMap<string, number>): number =>
  [...hot.values()].reduce((sum, bytes) => sum + bytes, 0);

describe('the layers', () => {
  it('import only downwards, and each package is loaded by the one file that owns it', async () => {
    expect(violations((await graphOf()).graph)).toEqual([]);
  });

  it('would not let core read a file, nor a check see a renderer', async () => {
    const { graph } = await graphOf({ file: 'core/metrics.ts', line: "import 'node:fs';" });
    expect(violations(graph)).toEqual(['src/core/metrics.ts loads node:fs']);
    const { graph: other } = await graphOf({ file: 'core/metrics.ts', line: "import '../render/json.ts';" });
    expect(violations(other)).toEqual(['src/core/metrics.ts imports src/render/json.ts']);
  });

  it('touch `process` in main.ts alone', async () => {
    const { graph } = await graphOf();
    const touching = Object.keys(graph).filter(
      (file) =>
        file.startsWith('src/') &&
        /(?<![\w.'"`-])process\.(?!getuid|env\b.*Pick)/.test(sourceWithoutTypes(file)),
    );
    expect(touching.filter((file) => file !== 'src/main.ts')).toEqual([]);
  });
});

/** A parameter called `process` is not the global one: files that declare it are left to the type checker. */
function sourceWithoutTypes(file: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  return /process: (?:Pick<)?(?:NodeJS\.)?Process/.test(text)
    ? ''
    : text.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
}

describe('the hot path', () => {
  it('reaches no heavy package and stays below 16 KiB', async () => {
    const { hot } = await graphOf();
    expect(heavyIn(hot)).toEqual([]);
    expect(closureOf(hot)).toBeLessThanOrEqual(16_384);
  });

  it('would turn red for an import of chalk in note', async () => {
    const { hot, graph } = await graphOf({
      file: 'commands/note.ts',
      line: "import chalk from 'chalk'; chalk.red('x');",
    });
    expect(heavyIn(hot)).toContain('chalk');
    expect(violations(graph)).toContain('src/commands/note.ts loads the package chalk');
    expect(closureOf(hot)).toBeGreaterThan(16_384);
  });
});
