import { transformSync, version } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const self = readFileSync(fileURLToPath(import.meta.url));

export default {
  canInstrument: false,
  getCacheKey(source, path, options) {
    return createHash('sha256')
      .update(self)
      .update(version)
      .update(path)
      .update(options.configString ?? '')
      .update(source)
      .digest('hex')
      .slice(0, 32);
  },
  process(source, path) {
    const { code } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node20',
      sourcefile: path,
      sourcemap: 'inline',
      sourcesContent: true,
    });
    return { code };
  },
};
