import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '../../src/core/record/envelope.ts';
import { shellWords } from '../../src/core/text/shell-words.ts';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
let socket: string;
beforeEach(() => {
  machine = sandbox();
  socket = join(machine.home, 'tmux');
  expect(machine.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
});
afterEach(() => {
  tmux('kill-server');
  machine.remove();
});

const tmux = (...words: readonly string[]) =>
  spawnSync('tmux', ['-S', socket, '-f', '/dev/null', ...words], {
    cwd: machine.work,
    env: { ...machine.env, TERM: 'xterm-256color' },
    encoding: 'utf8',
  });
const script = (name: string, text: string): void => {
  writeFileSync(join(machine.work, name), `#!/bin/bash\n${text}\n`);
  chmodSync(join(machine.work, name), 0o755);
};
const bash = (text: string): string =>
  spawnSync('bash', ['-c', text], { cwd: machine.work, encoding: 'utf8' }).stdout;
const events = (): Recorded[] =>
  machine
    .log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded);

/** Starts `inc` in a terminal of its own. The pipe `over` is open for writing as long as it lives. */
function inTerminal(...words: readonly string[]): void {
  bash('mkfifo started go over');
  const inc = shellWords([process.execPath, bin, ...words]);
  const started = tmux('new-session', '-d', '-x', '80', '-y', '24', `exec ${inc} 9> over`);
  expect({ status: started.status, stderr: started.stderr }).toEqual({ status: 0, stderr: '' });
}

/** Blocks until the script says that it runs, takes the terminal away, lets the script go on, and waits for the end. */
function loseTerminal(): void {
  const server = Number(tmux('display-message', '-p', '#{pid}').stdout);
  // A reader of `over` must be there for the program to start; it ends when nobody holds the other end any more.
  const text = bash(`
    cat over > end & ending=$!
    read -r pane < started
    tmux -S ${shellWords([socket])} kill-server
    tail --pid=${server} -f /dev/null
    echo > go
    wait $ending; echo over`);
  expect(text).toBe('over\n');
}

const step = 'echo runs > started; read -r go < go; for n in 1 2 3; do echo "line $n"; done';

describe('a terminal that goes away', () => {
  it('does not end a failover: it goes on to its verdict', () => {
    script('to-backup.sh', `${step}\ntouch moved`);
    script('healthy.sh', 'test -e moved && echo OK');
    script('back.sh', 'rm -f moved');
    inTerminal(
      'failover',
      './to-backup.sh',
      '--verify',
      './healthy.sh',
      '--undo',
      './back.sh',
      '--reason',
      'a drill',
      '--confirm',
      'to-backup',
      '--within',
      '5s',
      '--every',
      '50ms',
    );
    loseTerminal();
    const last = events().at(-1);
    expect(last).toMatchObject({ type: 'plan.finished', data: { verdict: 'verified' } });
    expect(events()).toContainEqual(
      expect.objectContaining({
        type: 'step.finished',
        data: expect.objectContaining({ role: 'do', exit: 0 }),
      }),
    );
    expect(readdirSync(machine.home, { recursive: true }).filter((name) => /bug/.test(String(name)))).toEqual(
      [],
    );
    expect(machine.inc(['verify']).exit).toBe(0);
  });

  it('does not end a wait for a check either', () => {
    script('ready.sh', `test -e looked || { touch looked; ${step} > /dev/null; exit 2; }; echo OK`);
    inTerminal('check', './ready.sh', '--until', 'ok', '--within', '60s', '--every', '50ms');
    loseTerminal();
    expect(events().map((event) => event.type === 'check.finished' && event.data.status)).toEqual([
      false,
      'CRITICAL',
      'OK',
    ]);
  });

  it('ends a step of a plan that asks a person, and leaves the rest to one', async () => {
    const catalogue = join(machine.work, '.inc');
    mkdirSync(join(catalogue, 'plans'), { recursive: true });
    writeFileSync(join(catalogue, 'inc.yaml'), '{}\n');
    writeFileSync(
      join(catalogue, 'plans/move.yaml'),
      'kind: runbook\ntitle: Move\ntarget: web\nsteps:\n  - { id: dns, ask: Has it propagated? }\n',
    );
    expect(machine.inc(['config', 'trust']).exit).toBe(0);
    const words = ['failover', 'move', '--reason', 'r', '--confirm', 'web'];
    expect(await hungUpAt('Has it propagated?', words)).toBe('143\n');
    expect(events().at(-1)).toMatchObject({
      type: 'plan.finished',
      data: { verdict: 'needs a human' },
    });
  });
});

/** Runs `inc` until it asks, takes its terminal away. @returns its exit code. */
async function hungUpAt(question: string, words: readonly string[]): Promise<string> {
  bash('mkfifo ended');
  // A shell that hears of the hang-up only when its command has ended, and then says how.
  const inc = shellWords([process.execPath, bin, ...words]);
  const started = tmux(
    'new-session',
    '-d',
    '-x',
    '80',
    '-y',
    '24',
    'bash',
    '-c',
    `trap : HUP; ${inc}; echo $? > ended`,
  );
  expect(started.stderr).toBe('');
  const until = Date.now() + 30_000;
  while (!tmux('capture-pane', '-p', '-t', ':').stdout.includes(question)) {
    if (Date.now() > until) throw new Error(`never asked: ${question}`);
    await pause(50);
  }
  return bash(`cat ended & cat=$!; tmux -S ${shellWords([socket])} kill-server; wait $cat`);
}

describe('a terminal that goes away at a question', () => {
  it('ends the questions of close: what was answered is kept, and nothing is closed', async () => {
    expect(await hungUpAt('? Summary', ['close', '--conclusion', 'over'])).toBe('143\n');
    expect(events().map(({ type }) => type)).toEqual(['incident.opened', 'review.written']);
    expect(machine.inc(['close', '--no-input', '--no-postmortem']).exit).toBe(0);
  });

  it('leaves a failover unconfirmed, and says so in the record; it can be run at once', async () => {
    script('to-backup.sh', 'touch moved');
    script('ok.sh', 'echo OK');
    const words = ['failover', './to-backup.sh', '--verify', './ok.sh', '--undo', './ok.sh', '--reason', 'r'];
    expect(await hungUpAt('Type to-backup', words)).toBe('143\n');
    expect(events().at(-1)).toMatchObject({
      type: 'plan.refused',
      data: { why: expect.stringContaining('interrupted') },
    });
    expect(existsSync(join(machine.work, 'moved'))).toBe(false);
    expect(machine.inc([...words, '--confirm', 'to-backup']).exit).toBe(0);
  });
});
