// Bundles src/main.ts in two steps. First as ES modules with `splitting`, which keeps one shared copy of
// every module and a true import graph; then each chunk becomes CommonJS, because starting the ES module
// loader costs more than everything `inc note` does itself.
import { build, transform } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

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

const bundled = await build({
  entryPoints: { inc: join(root, 'src/main.ts') },
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  minify: true,
  write: false,
  metafile: true,
  legalComments: 'none',
  chunkNames: '[name]-[hash]',
  // liquidjs: of a CommonJS package, a chunk of its own would only give the default export.
  alias: { 'string-width': 'fast-string-width', liquidjs: 'liquidjs/dist/liquid.node.mjs' },
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [lazyChildProcess],
});

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
for (const file of bundled.outputFiles) {
  const { code, warnings } = await transform(file.text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20.17',
    minify: true,
    supported: { 'dynamic-import': false },
    legalComments: 'none',
  });
  for (const warning of warnings) console.error(`${relative(root, file.path)}: ${warning.text}`);
  await mkdir(dirname(file.path), { recursive: true });
  await writeFile(file.path, code);
}
// Read by test/architecture.test.ts; left out of the tarball.
await writeFile(join(dist, 'meta.json'), JSON.stringify(bundled.metafile));
