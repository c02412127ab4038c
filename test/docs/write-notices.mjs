// Part of `npm run docs`, after the build: writes THIRD-PARTY-NOTICES.md, made of what the bundler put into dist/.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '../..');
const outfile = join(root, 'test/docs/.notices.mjs');
try {
  await build({
    entryPoints: [join(root, 'test/docs/notices.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  const { bundledPackages, notices } = await import(outfile);
  const bundle = JSON.parse(readFileSync(join(root, 'dist/meta.json'), 'utf8'));
  const file = join(root, 'THIRD-PARTY-NOTICES.md');
  const text = notices(bundledPackages(bundle, root));
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
} finally {
  rmSync(outfile, { force: true });
}
