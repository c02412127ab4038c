import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stableLines } from '../support/stable-text.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const demo = join(import.meta.dirname, '../demo/runbook.mjs');

describe('npm run demo:runbook', () => {
  it('walks through a runbook that was written for people, and proves its record', () => {
    const { HOME = '/', PATH = '' } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [demo], {
      env: { HOME, PATH, COLUMNS: '100', TZ: 'UTC', LANG: 'C.UTF-8' },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('not as in the runbook  Look: wc -l < queue');
    expect(stdout).toContain('| lock of worker-2, process 4711 taken away');
    expect(stdout).toContain('the lock is called lock.pid by now: mend the runbook (#runbook)');
    expect(stdout).toMatch(/\nok {2}\d{4}-\d\d-\d\d-orders-are-not-worked-on: \d+ events/);
    const shown =
      /<!-- runbook:begin -->\n\n```console\n([^]*?)\n```\n\n<!-- runbook:end -->/.exec(readme)?.[1] ?? '';
    expect(stableLines(shown)).toEqual(stableLines(stdout.trim()));
  });
});
