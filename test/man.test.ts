import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { globalFlags } from '../src/cli/global-flags.ts';
import { verbs } from '../src/cli/registry.ts';
import { manPage, undated } from './docs/man-page.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('man/inc.1');

describe('the manual page', () => {
  it('is what the registry and README.md say; if not: npm run docs', () => {
    expect(undated(page)).toBe(undated(manPage(read('README.md'), '')));
  });

  it('has every command, flag, variable and exit code', () => {
    for (const { verb, aliases } of verbs) {
      expect(page).toMatch(new RegExp(`^\\.Ss inc ${verb}\\b`, 'm'));
      for (const alias of aliases) expect(page).toContain(`inc ${alias}`);
    }
    for (const { long } of [...verbs.flatMap(({ flags }) => flags), ...globalFlags])
      expect(page).toContain(`Fl \\-${long.replaceAll('-', '\\-')}`);
    expect(page).toContain('.It Ev INC_HOME');
    for (const exit of ['0', '13', '77']) expect(page).toContain(`.It "${exit}`);
  });

  it('is dated, and is part of the package', () => {
    expect(page).toMatch(/^\.Dd [A-Z][a-z]+ \d{1,2}, \d{4}$/m);
    const { man, files } = JSON.parse(read('package.json')) as { man: string[]; files: string[] };
    expect(man).toEqual(['man/inc.1']);
    expect(files).toContain('man');
  });
});
