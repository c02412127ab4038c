// Bundles src/main.ts in two steps. First as ES modules with `splitting`, which keeps one shared copy of
// every module and a true import graph. Then its chunks, dozens of small ones, are put together into few files of
// CommonJS: starting the ES module loader costs more than everything `inc note` does itself, and so does opening
// fifteen files. `inc.cjs` is what every run needs, `cli.cjs` what every run but the plainest needs beside it.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const root = import.meta.dirname;
const dist = join(root, 'dist');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

// commander loads child_process for a feature (executable subcommands) that inc does not use.
const lazyChildProcess = {
  name: 'lazy-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?child_process$/ }, (args) =>
      /node_modules[\\/]commander[\\/]/.test(args.importer)
        ? { path: 'unused', namespace: 'stub' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'stub' }, () => ({ contents: 'module.exports = {}', loader: 'js' }));
  },
};

/** Stands for the build's own name until all of it is known. */
const unbuilt = '@build@';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.17',
  minify: true,
  write: false,
  legalComments: 'none',
};
const split = await build({
  ...common,
  entryPoints: { inc: join(root, 'src/main.ts') },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  splitting: true,
  format: 'esm',
  metafile: true,
  chunkNames: '[name]-[hash]',
  // liquidjs: of a CommonJS package, a chunk of its own would only give the default export.
  alias: { 'string-width': 'fast-string-width', liquidjs: 'liquidjs/dist/liquid.node.mjs' },
  define: { __VERSION__: JSON.stringify(version), __BUILD__: JSON.stringify(unbuilt) },
  plugins: [lazyChildProcess],
});

/** Chunk's file name → its source, the chunks that it imports, and the source file that it stands for. */
const chunks = new Map();
const digest = createHash('sha256');
for (const { text } of split.outputFiles) digest.update(text);
const buildName = `${version}+${digest.digest('hex').slice(0, 12)}`;
const textOf = new Map(
  split.outputFiles.map(({ path, text }) => [basename(path), text.replaceAll(unbuilt, buildName)]),
);
for (const [path, { imports, entryPoint }] of Object.entries(split.metafile.outputs)) {
  const needed = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
  const name = basename(path);
  chunks.set(name, { text: textOf.get(name), needs: needed.map((each) => basename(each.path)), entryPoint });
}
function chunkOf(source) {
  const found = [...chunks].find(([, { entryPoint }]) => entryPoint === source);
  if (!found) throw new Error(`${source} is no chunk of its own: nothing imports it by import()`);
  return found[0];
}

/** Files of dist, by what they are made of: what is mostly loaded together is one file. */
const together = {
  'inc.cjs': ['src/main.ts'],
  'glance.cjs': [
    'src/io/glancing-world.ts',
    'src/cli/glance.ts',
    'src/io/record/open-index.ts',
    'src/render/style.ts',
  ],
  'record.cjs': ['src/core/candidates.ts'],
  'cli.cjs': [
    'src/io/world.ts',
    'src/cli/run.ts',
    'src/io/catalogue/redaction.ts',
    'src/commands/any-note.ts',
    'src/render/json.ts',
  ],
  'folds.cjs': ['src/commands/card.ts'],
  'reading.cjs': ['src/io/record/fold-record.ts'],
  'program.cjs': ['src/cli/program.ts'],
  'screen.cjs': ['src/render/screen.ts'],
  'document.cjs': [
    'src/commands/postmortem.ts',
    'src/render/document.ts',
    'src/io/catalogue/templates.ts',
    'src/io/catalogue/catalogue.ts',
    'src/io/files/files.ts',
    'src/io/files/settings.ts',
  ],
};
/** Chunk → the file that it becomes part of: the first that needs it, else one of its own. */
const unitOf = new Map();
function place(chunk, unit) {
  if (unitOf.has(chunk)) return;
  unitOf.set(chunk, unit);
  for (const needed of chunks.get(chunk).needs) place(needed, unit);
}
for (const [unit, sources] of Object.entries(together))
  for (const source of sources) place(chunkOf(source), unit);
for (const chunk of chunks.keys()) if (!unitOf.has(chunk)) unitOf.set(chunk, chunk);

const alias = new Map([...chunks.keys()].map((chunk, index) => [chunk, `c${index}`]));
/** Unit → what it exports to the others. A name of a chunk among several is prefixed by the chunk's alias. */
const wanted = new Map([...unitOf.values()].map((unit) => [unit, new Set()]));
const isShared = (chunk) => Object.hasOwn(together, unitOf.get(chunk));

/** Imports between units go to the unit's file, marked `#`; within one they stay. */
function linked(chunk) {
  const unit = unitOf.get(chunk);
  return chunks
    .get(chunk)
    .text.replace(/\bimport(?:\{([^}]*)\}from)?"\.\/([^"]+)"/g, (statement, names, from) => {
      const other = unitOf.get(from);
      if (other === unit) return statement;
      if (names === undefined) return `import"#${other}"`;
      if (!isShared(from)) return `import{${names}}from"#${other}"`;
      const renamed = names.split(',').map((name) => {
        const [, its, ours = its] = /^([\w$]+)(?: as ([\w$]+))?$/.exec(name);
        wanted.get(other).add(`export{${its} as ${alias.get(from)}_${its}}from"./${from}";`);
        return `${alias.get(from)}_${its} as ${ours}`;
      });
      return `import{${renamed}}from"#${other}"`;
    })
    .replace(/\bimport\("\.\/([^"]+)"\)/g, (_, from) => {
      const other = unitOf.get(from);
      if (!isShared(from)) return `import("#${other}")`;
      wanted.get(other).add(`export*as ${alias.get(from)} from"./${from}";`);
      return `import("#${other}").then(m=>m.${alias.get(from)})`;
    });
}
const sources = new Map([...chunks.keys()].map((chunk) => [chunk, linked(chunk)]));

const inUnit = {
  name: 'unit',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#/ }, ({ path }) => ({ path: `./${path.slice(1)}`, external: true }));
    // Without the ending .cjs, by which esbuild would take an ES module for CommonJS and wrap it in a function.
    onResolve({ filter: /^\.\// }, ({ path }) => ({ path: path.slice(2, -4), namespace: 'chunk' }));
    onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({
      contents: sources.get(`${path}.cjs`),
      loader: 'js',
    }));
  },
};

/** Asks Node once for each unit that is needed at once: every chunk asks by itself, and a unit has dozens of chunks. */
function requiredOnce(text) {
  const asked = new Map();
  const body = text.replace(/(?<=[\w$]=)require\("\.\/[^"]+"\)/g, (call) => {
    if (!asked.has(call)) asked.set(call, `$unit${asked.size}`);
    return asked.get(call);
  });
  const all = [...asked].map(([call, variable]) => `${variable}=${call}`);
  return all.length > 0 ? `var ${all.join(',')};${body}` : body;
}

const built = new Map();
for (const unit of new Set(unitOf.values())) {
  const own = [...unitOf].filter(([, other]) => other === unit).map(([chunk]) => chunk);
  const contents = isShared(own[0])
    ? [...own.map((chunk) => `import"./${chunk}";`), ...wanted.get(unit)].join('\n')
    : sources.get(unit);
  const { outputFiles, warnings } = await build({
    ...common,
    stdin: { contents, resolveDir: root },
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [inUnit],
  });
  for (const { text } of warnings) console.error(`${unit}: ${text}`);
  built.set(unit, requiredOnce(outputFiles[0].text));
}
// Read by test/architecture.test.ts; left out of the tarball.
built.set('meta.json', JSON.stringify(split.metafile));

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
for (const [name, text] of built) await writeFile(join(dist, name), text);
