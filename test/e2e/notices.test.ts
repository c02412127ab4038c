import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bundledPackages, notices, type Bundle } from '../docs/notices.ts';
import { parse, section, tables } from '../support/markdown-tree.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const bundle = JSON.parse(read('dist/meta.json')) as Bundle;
const packages = bundledPackages(bundle, root);
const document = read('THIRD-PARTY-NOTICES.md');

describe('THIRD-PARTY-NOTICES.md', () => {
  it('has each package that is in the program, by its exact version, and no other; if not: npm run docs', () => {
    const rows = tables(section(parse(document), 'Third-party notices'))[0]?.slice(1);
    expect(rows).toEqual(packages.map(({ name, version, license }) => [name, version, license]));
    for (const name of ['chalk', 'commander', 'execa', 'inquirer', 'liquidjs', 'luxon', 'ora', 'yaml', 'zod'])
      expect(packages.map((each) => each.name)).toContain(name);
  });

  it('has the licence of each, word by word', () => {
    for (const { name, version, text } of packages) {
      const [, after = ''] = document.split(`\n- ${name} ${version}\n`);
      expect(/^(?:- .*\n)*\n```text\n([^]*?)\n```\n/.exec(after)?.[1]).toBe(text);
    }
  });

  it('is part of the package', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] };
    expect(files).toContain('THIRD-PARTY-NOTICES.md');
  });

  it('would name two versions of one package, and leave out what only was looked at', () => {
    const own = { bytesInOutput: 1 };
    const found = bundledPackages(
      {
        outputs: {
          a: { inputs: { 'node_modules/path-key/index.js': own, 'src/main.ts': own } },
          b: {
            inputs: {
              'node_modules/npm-run-path/node_modules/path-key/index.js': own,
              'node_modules/jest/index.js': { bytesInOutput: 0 },
            },
          },
        },
      },
      root,
    );
    expect(found.map(({ name }) => name)).toEqual(['path-key', 'path-key']);
    expect(new Set(found.map(({ version }) => version)).size).toBe(2);
    expect(notices(found)).toContain(`| path-key | ${found[0]?.version} | MIT |`);
  });
});
