// `npm run docs`: brings man/inc.1 up to date with the registry and README.md. Its date changes only when
// something else does.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const outfile = join(root, 'test/docs/.man-page.mjs');
let made;
try {
  await build({
    entryPoints: [join(root, 'test/docs/man-page.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    plugins: [
      {
        // The registry is read, its commands are not.
        name: 'no-commands',
        setup: (bundler) =>
          bundler.onResolve({ filter: /\/commands\/|\/completion\// }, ({ path, kind }) =>
            kind === 'dynamic-import' ? { path, external: true } : undefined,
          ),
      },
    ],
  });
  made = await import(outfile);
} finally {
  rmSync(outfile, { force: true });
}

const file = join(root, 'man/inc.1');
const today = new Date().toLocaleDateString('en-US', {
  month: 'long',
  day: 'numeric',
  year: 'numeric',
  timeZone: 'UTC',
});
const page = made.manPage(readFileSync(join(root, 'README.md'), 'utf8'), today);
const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
mkdirSync(join(root, 'man'), { recursive: true });
if (made.undated(before) !== made.undated(page)) writeFileSync(file, page);
