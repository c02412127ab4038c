// Part of `npm run docs`: writes schemas/*.json, made from the zod schemas that check the same files.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '../..');
const outfile = join(root, 'test/docs/.schemas.mjs');
try {
  await build({
    entryPoints: [join(root, 'test/docs/json-schemas.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  const { jsonSchemas } = await import(outfile);
  mkdirSync(join(root, 'schemas'), { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    const file = join(root, 'schemas', name);
    const text = JSON.stringify(schema, undefined, 2);
    writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'json' }));
  }
} finally {
  rmSync(outfile, { force: true });
}
