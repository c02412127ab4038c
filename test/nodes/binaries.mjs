import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const cache = join(import.meta.dirname, '../../node_modules/.cache/nodes');

/** `22` is any 22.x.y, `20.17.0` only itself. */
const isWanted = (version, wanted) => version === wanted || version.startsWith(`${wanted}.`);

/** What the program says that it is; undefined: no Node. */
function versionOf(node) {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? stdout.trim().replace(/^v/, '') : undefined;
}

/** The registry's packages of the official builds, one per platform. Their install scripts do nothing that is needed. */
function installed(wanted, prefix) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  mkdirSync(prefix, { recursive: true });
  const { status, stderr, error } = spawnSync(
    'npm',
    [
      'install',
      '--loglevel=error',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-save',
      '--prefix',
      prefix,
      `node-${platform}-${process.arch}@${wanted}`,
    ],
    { cwd: prefix, encoding: 'utf8', timeout: 300_000 },
  );
  const reasons =
    stderr?.match(/(?<=^npm error ).+/gm)?.filter((line) => !line.startsWith('A complete log')) ?? [];
  return status === 0 ? undefined : `npm: ${error?.message ?? (reasons.join(' · ') || `exit ${status}`)}`;
}

/**
 * A Node of the wanted version: one that was fetched before, one from the npm registry, or one on PATH.
 * @returns {{node?: string, version?: string, from?: string, trouble?: string}}
 */
export function nodeOf(wanted) {
  const prefix = join(cache, wanted);
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const fetched = join(prefix, 'node_modules', `node-${platform}-${process.arch}`, 'bin/node');
  const trouble = existsSync(fetched) ? undefined : installed(wanted, prefix);
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => ['node', `node${wanted}`, `node-${wanted}`].map((name) => join(folder, name)));
  for (const node of [fetched, process.execPath, ...onPath]) {
    const version = existsSync(node) ? versionOf(node) : undefined;
    if (version !== undefined && isWanted(version, wanted))
      return { node, version, from: node === fetched ? 'npm' : dirname(node) };
  }
  return { trouble: trouble ?? `${fetched} is no Node ${wanted}` };
}
