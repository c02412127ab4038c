import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build, transformSync } from 'esbuild';

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
    define: { __VERSION__: '"0"', __BUILD__: '"0"' },
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
  luxon: 'src/io/time/zones-luxon.ts',
  ora: 'src/render/spinner.ts',
  execa: 'src/io/process/execa-runner.ts',
  inquirer: 'src/io/terminal/prompt.ts',
  yaml: 'src/io/catalogue/yaml-tree.ts',
  zod: 'src/io/catalogue/schema.ts',
  'mdast-util-from-markdown': 'src/io/catalogue/markdown-source.ts',
  'mdast-util-gfm': 'src/io/catalogue/markdown-source.ts',
  'micromark-extension-gfm': 'src/io/catalogue/markdown-source.ts',
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
    const { graph } = await graphOf({ file: 'core/incident/metrics.ts', line: "import 'node:fs';" });
    expect(violations(graph)).toEqual(['src/core/incident/metrics.ts loads node:fs']);
    const { graph: other } = await graphOf({
      file: 'core/incident/metrics.ts',
      line: "import '../../render/json.ts';",
    });
    expect(violations(other)).toEqual(['src/core/incident/metrics.ts imports src/render/json.ts']);
  });
});

/** What a program can reach without an import, and so past the import graph. */
const ambient = ['process', 'globalThis', 'global', 'self', 'require', 'module', 'eval', 'Function'];
/** Time, chance and output: ports, for the layers that do no I/O. */
const impure = [
  'Date.now',
  'Math.random',
  'performance',
  'crypto',
  'console',
  'setTimeout',
  'setInterval',
  'fetch',
];

/** Those of the names that the source means as globals: esbuild leaves parameters, properties and strings alone. */
function globalsIn(source: string, names: readonly string[]): string[] {
  const marked = (name: string): string => `$GLOBAL_${name.replace('.', '_')}`;
  const { code } = transformSync(source, {
    loader: 'ts',
    format: 'esm',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    define: Object.fromEntries(names.map((name) => [name, marked(name)])),
  });
  const found = new Set(code.match(/\$GLOBAL_\w+/g));
  return names.filter((name) => found.has(marked(name)));
}

const sourceOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
const touching = (files: readonly string[], names: readonly string[]): string[] =>
  files.flatMap((file) => globalsIn(sourceOf(file), names).map((name) => `${file}: ${name}`));

describe('the sources', () => {
  it('touch `process`, and what else is simply there, in main.ts alone', () => {
    expect(touching(sourcesIn('src'), ambient)).toEqual(['src/main.ts: process']);
  });

  it('take the time, chance and the screen from ports where they do no I/O', () => {
    const pure = ['core', 'plan', 'render', 'commands', 'cli'].flatMap((layer) => sourcesIn(`src/${layer}`));
    expect(touching(pure, impure)).toEqual([]);
    expect(pure.filter((file) => /\bnew Date\(\s*\)/.test(sourceOf(file)))).toEqual([]);
  });

  it.each([
    ['process', 'globalThis.process.exit(1)', ['globalThis']],
    ['process', 'const { env } = process', ['process']],
    ['process', 'const here = { process }', ['process']],
    ['process', "if (typeof process === 'object') f(() => process['pid'])", ['process']],
    ['process', 'global.process.kill(1)', ['global']],
    ['process', '(0, eval)("process").exit()', ['eval']],
    ['process', 'new Function("return process")()', ['Function']],
    ['process', "require('node:fs')", ['require']],
    ['a parameter', 'export const pid = (process: NodeJS.Process): number => process.pid', []],
    ['a type', 'export type Wanted = Pick<NodeJS.Process, "pid">; let p: typeof process;', []],
    ['words', 'f("process.exit", `globalThis`, /process/) // process.exit()', []],
    ['a property', 'export const { process: child } = world.process.global', []],
  ])('are read as meant: %s in %s', (_, source, found) => {
    expect(globalsIn(source, ambient)).toEqual(found);
  });

  it('take of the module node:process a signal to another process, and nothing else', () => {
    const asking = sourcesIn('src').filter((file) => /['"`](?:node:)?process['"`]\)?/.test(imported(file)));
    expect(asking).toContain('src/io/process/process-group.ts');
    expect(new Set(asking.map(layerOf))).toEqual(new Set(['io']));
    for (const file of asking) expect(sourceOf(file)).toMatch(/^import \{ kill \} from 'node:process';$/m);
  });

  it('load modules by `import` alone; of the terminal, which may never be needed, from `process`', () => {
    const asked = sourcesIn('src').flatMap((file) =>
      (sourceOf(file).match(/createRequire|(?:getBuiltinModule|\bbinding)(?:\?\.)?\s*\([^)]*\)/g) ?? []).map(
        (call) => `${layerOf(file)}: ${call}`,
      ),
    );
    expect(new Set(asked)).toEqual(new Set(["io: getBuiltinModule('node:tty')"]));
  });
});

/** The import statements of a file, and its calls of `import()`. */
const imported = (file: string): string =>
  (sourceOf(file).match(/^import [^;]*;|^export [^;]* from [^;]*;|\bimport\([^)]*\)/gm) ?? []).join('\n');

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
