import { chmodSync, mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
const socket = (): string => join(box.home, 'tmux');

function tmux(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('tmux', ['-u', '-f', '/dev/null', '-S', socket(), ...args], {
    cwd: box.work,
    env: box.env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
  return stdout;
}
const screen = (): string => tmux('capture-pane', '-p', '-t', ':').trimEnd();
async function shows(text: string): Promise<void> {
  const until = Date.now() + 30_000;
  while (!screen().includes(text)) {
    if (Date.now() > until) throw new Error(`never on the screen: ${text}\n${screen()}`);
    await pause(50);
  }
}
const has = (file: string): string => readFileSync(join(box.work, file), 'utf8').trim();

beforeEach(() => {
  box = sandbox();
  mkdirSync(join(box.work, '.inc/plans'), { recursive: true });
  writeFileSync(join(box.work, '.inc/inc.yaml'), 'checks:\n  web: { command: ["true"] }\n');
  writeFileSync(join(box.work, 'clear.sh'), '#!/bin/bash\necho "$region $ticket $pin" > cleared\n');
  chmodSync(join(box.work, 'clear.sh'), 0o755);
  writeFileSync(
    join(box.work, '.inc/plans/cache.yaml'),
    `vars:
  region: { ask: Which region?, choices: [eu, us, ap], default: us }
  ticket: { ask: Which ticket?, pattern: '^[A-Z]+-[0-9]+$' }
  pin: { ask: Which PIN?, secret: true }
steps:
  - run: ./clear.sh
verify: { check: web, within: 2s, passes: 1 }
`,
  );
  expect(box.inc(['config', 'trust']).exit).toBe(0);
  expect(box.inc(['open', 'Stale pages']).exit).toBe(0);
});
afterEach(() => {
  spawnSync('tmux', ['-S', socket(), 'kill-server']);
  box.remove();
});

describe('the variables of a plan, at a terminal', () => {
  it('are asked once for what was not given, and a secret is not shown', async () => {
    const words = [process.execPath, bin, 'runbook', 'run', 'cache'];
    const script = '"$@"; echo "ended with $?"; exec cat';
    tmux('new-session', '-d', '-x', '110', '-y', '40', 'sh', '-c', script, 'sh', ...words);
    await shows('? Which region?');
    // What holds by itself is the first of the choices.
    tmux('send-keys', 'Down', 'Enter');
    await shows('? Which ticket?');
    tmux('send-keys', '-l', 'ops');
    tmux('send-keys', 'Enter');
    await shows('ops does not match ^[A-Z]+-[0-9]+$');
    tmux('send-keys', 'C-u');
    tmux('send-keys', '-l', 'OPS-7');
    tmux('send-keys', 'Enter');
    await shows('? Which PIN?');
    tmux('send-keys', '-l', 'open-sesame');
    tmux('send-keys', 'Enter');
    await shows('ended with 0');
    expect(screen()).not.toContain('open-sesame');
    expect(has('cleared')).toBe('eu OPS-7 open-sesame');
    expect(spawnSync('grep', ['-r', 'open-sesame', box.store]).status).toBe(1);
  });
});
