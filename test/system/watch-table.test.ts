import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shellWords } from '../../src/core/text/shell-words.ts';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
let socket: string;
const file = (name: string): string => join(machine.work, name);
const tmux = (...words: readonly string[]) =>
  spawnSync('tmux', ['-S', socket, '-f', join(machine.home, 'tmux.conf'), ...words], {
    cwd: machine.work,
    env: { ...machine.env, TERM: 'xterm-256color', SHELL: '/bin/bash' },
    encoding: 'utf8',
    timeout: 15_000,
  });
const tell = (name: string): string => `tmux -S ${shellWords([socket])} wait-for -S ${name}`;
/** Blocks until `tell` of the same name, earlier or later. */
const heard = (name: string): void => expect(tmux('wait-for', name)).not.toHaveProperty('error');
/** Blocks until the screen shows it. */
function shown(wanted: string): void {
  const look = `until tmux -S ${shellWords([socket])} capture-pane -p | grep -qE -- ${shellWords([wanted])}; do sleep 0.05; done`;
  expect(spawnSync('bash', ['-c', look], { timeout: 30_000 })).toMatchObject({ status: 0 });
}
const screen = (): readonly string[] =>
  tmux('capture-pane', '-p')
    .stdout.replace(/\n+$/, '')
    .split('\n')
    .map((line) => line.replace(/\d\d:\d\d:\d\d/g, '<clock>').replace(/\d{4}-\d\d-\d\d/g, '<date>'));

beforeEach(() => {
  machine = sandbox();
  socket = join(machine.home, 'tmux');
  // It stays when its last window closes: who asks for a signal that came before is answered still.
  writeFileSync(join(machine.home, 'tmux.conf'), 'set -g exit-empty off\n');
  mkdirSync(file('.inc'));
  const checks = ['web', 'db', 'disk'].map(
    (name) =>
      `  ${name}: { command: 'if test -e ${name}.down; then echo "${name} is down"; exit 2; fi; echo fine' }\n`,
  );
  writeFileSync(file('.inc/inc.yaml'), `version: 1\nchecks:\n${checks.join('')}`);
  expect(machine.inc(['config', 'trust']).exit).toBe(0);
  expect(machine.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
});
afterEach(() => {
  tmux('kill-server');
  machine.remove();
});

function start(columns: number, rows: number): void {
  const inc = shellWords([process.execPath, bin, 'check', '--watch', '100ms']);
  writeFileSync(file('pane.sh'), `#!/bin/bash\necho before\n${inc}\necho $? > code\n${tell('over')}\ncat\n`);
  chmodSync(file('pane.sh'), 0o755);
  const started = tmux('new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, './pane.sh');
  expect({ status: started.status, stderr: started.stderr }).toEqual({ status: 0, stderr: '' });
}

describe('inc check --watch on a terminal', () => {
  it('shows one table, in place, with what is wrong on top, and ends with the last answers', () => {
    start(80, 24);
    shown('^OK .* 3 rounds');
    expect(screen()).toEqual([
      'before',
      expect.stringMatching(/^OK {2}every 100ms, \d+ rounds, 0 changes, <clock> \+00:00; Ctrl-C ends it$/),
      'STATUS   CHECK  SINCE     ANSWER',
      expect.stringMatching(/^OK {7}web {4}<clock> {2}fine \(\d+ ms\)$/),
      expect.stringMatching(/^OK {7}db {5}<clock> {2}fine \(\d+ ms\)$/),
      expect.stringMatching(/^OK {7}disk {3}<clock> {2}fine \(\d+ ms\)$/),
    ]);
    writeFileSync(file('db.down'), '');
    shown('^CRITICAL {2}every .* 1 change,');
    expect(screen()).toEqual([
      'before',
      expect.stringMatching(/^<date> <clock> \+00:00 {2}CRITICAL db {2}db is down, was OK$/),
      expect.stringMatching(/^CRITICAL {2}every/),
      'STATUS   CHECK  SINCE     ANSWER',
      expect.stringMatching(/^CRITICAL db {5}<clock> {2}db is down \(\d+ ms\)$/),
      expect.stringMatching(/^OK {7}web /),
      expect.stringMatching(/^OK {7}disk /),
    ]);
    tmux('send-keys', 'C-c');
    heard('over');
    expect(readFileSync(file('code'), 'utf8')).toBe('2\n');
    expect(screen()).toEqual([
      'before',
      expect.stringMatching(/CRITICAL db {2}db is down, was OK$/),
      expect.stringMatching(/^STATUS +CHECK +TOOK +ANSWER$/),
      expect.stringMatching(/^OK +web /),
      expect.stringMatching(/^CRITICAL +db /),
      expect.stringMatching(/^OK +disk /),
      expect.stringMatching(/^watched for .*: \d+ rounds, 1 change$/),
    ]);
  });

  it('fits into a small terminal, and into one that becomes smaller', () => {
    start(80, 5);
    shown('2 more');
    expect(screen()).toHaveLength(4);
    tmux('resize-window', '-x', '30', '-y', '24');
    writeFileSync(file('web.down'), '');
    shown('^CRITICAL web');
    shown('^OK +disk');
    const lines = screen();
    expect(lines.filter((line) => line.startsWith('STATUS'))).toHaveLength(1);
    expect(lines.filter((line) => /^OK +disk/.test(line))).toHaveLength(1);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(30);
    tmux('send-keys', 'C-c');
    heard('over');
    expect(readFileSync(file('code'), 'utf8')).toBe('2\n');
  });
});
