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

/** Waits for the screen, because a terminal says nothing else about what it has shown. */
async function shows(text: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const screen = tmux('capture-pane', '-p', '-t', ':');
    if (screen.includes(text)) return screen;
    await pause(50);
  }
  throw new Error(`never shown: ${text}\n${tmux('capture-pane', '-p', '-t', ':')}`);
}

beforeEach(() => {
  box = sandbox();
  box.inc(['open', 'The shop is down', '--tz', 'UTC']);
  const script = '"$@"; echo "ended with $?"; exec cat';
  const size = ['-x', '110', '-y', '40'];
  const command = [process.execPath, bin, 'import', '--date', '2024-11-22'];
  tmux('new-session', '-d', ...size, 'sh', '-c', script, 'sh', ...command);
});
afterEach(() => {
  spawnSync('tmux', ['-S', socket(), 'kill-server']);
  box.remove();
});

const paste = async (): Promise<string> => {
  await shows('Ctrl-D');
  tmux('send-keys', '-t', ':', '14:25 it is slow', 'Enter', '', 'Enter', 'hm', 'Enter', 'C-d');
  return shows('Import 1 into');
};

describe('a timeline pasted into a terminal', () => {
  it('is shown before one question, and recorded when that is answered', async () => {
    const screen = await paste();
    expect(screen).toContain('2024-11-22 14:25:00 +00:00  note        it is slow');
    expect(screen).toContain('not understood: no time at its beginning');
    expect(box.log()).not.toContain('it is slow');
    tmux('send-keys', '-t', ':', 'y', 'Enter');
    await shows('ended with 0');
    expect(box.log()).toContain('it is slow');
  });

  it('is not recorded when it is not confirmed', async () => {
    await paste();
    tmux('send-keys', '-t', ':', 'n', 'Enter');
    expect(await shows('ended with 77')).toContain('not confirmed: nothing was imported');
    expect(box.log()).not.toContain('it is slow');
  });
});
