import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shellWords } from '../../src/core/text/shell-words.ts';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
beforeEach(() => {
  machine = sandbox();
});
afterEach(() => machine.remove());

/** Everything that a terminal of 80 columns (script(1), pty(7)) got from the program. */
function onTerminal(...words: readonly string[]): string {
  const { status, stdout } = spawnSync(
    'script',
    ['-qefc', `stty cols 80; ${shellWords([process.execPath, bin, ...words])}`, '/dev/null'],
    {
      cwd: machine.work,
      env: { ...machine.env, TERM: 'xterm-256color' },
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    },
  );
  expect(status).toBe(0);
  return stdout;
}

describe('a read that takes long', () => {
  it('says on a terminal how far it is, and off it nothing', () => {
    expect(machine.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
    expect(machine.inc(['note', 'x']).exit).toBe(0);
    const note = machine.log().split('\n')[1] ?? '';
    // The same line half a million times: it is read as often.
    const file = openSync(join(machine.store, 'incidents', machine.incident(), 'log', 'again.jsonl'), 'w');
    const block = `${note}\n`.repeat(10_000);
    for (let count = 0; count < 50; count++) writeSync(file, block);
    closeSync(file);
    const shown = onTerminal('verify');
    expect(shown).toMatch(/reading… \d+,000 of about \d+,000 lines/);
    expect(shown).toContain('2 events in 2 files');
    expect(machine.inc(['verify']).stderr).toBe('');
  });

  it('is short, and then nothing is said', () => {
    expect(machine.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
    expect(onTerminal('show')).not.toContain('reading…');
  });
});
