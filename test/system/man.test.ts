import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const page = join(import.meta.dirname, '../../man/inc.1');

it('mandoc has nothing to say against the manual page, and shows it', () => {
  const lint = spawnSync('mandoc', ['-T', 'lint', page], { encoding: 'utf8' });
  expect(lint).toMatchObject({ stdout: '', status: 0 });
  const { stdout } = spawnSync('mandoc', ['-T', 'utf8', page], { encoding: 'utf8' });
  // oxlint-disable-next-line no-control-regex -- bold is a letter twice, with a backspace between
  const text = stdout.replace(/.\x08/g, '');
  expect(text).toContain('inc failover');
  expect(text).toMatch(/^ +--dry-run$|--dry-run/m);
});
