import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '../../src/core/record/envelope.ts';
import { shellWords } from '../../src/core/text/shell-words.ts';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
let socket: string;
beforeEach(() => {
  machine = sandbox();
  socket = join(machine.home, 'tmux');
  script('ok.sh', 'exit 0');
  script(
    'act.sh',
    'echo begun $1; if [ $1 = b ]; then until [ -e go ]; do sleep 0.05; done; fi; echo $1 >> ran',
  );
  script('talk.sh', 'read -r -p "Which one? " answer < /dev/tty; echo "$answer" > answered; tty >> answered');
  mkdirSync(join(machine.work, '.inc/plans'), { recursive: true });
  write('.inc/inc.yaml', 'checks: { web: { command: [./ok.sh] } }\n');
  plan(
    'web',
    ['a', 'b', 'c'].map((id) => `{ id: ${id}, run: [./act.sh, ${id}], undo: [./act.sh, undo-${id}] }`),
  );
  plan('talk', ['{ id: talk, run: [./talk.sh], tty: true }']);
  expect(machine.inc(['config', 'trust']).exit).toBe(0);
  expect(machine.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
});
afterEach(() => {
  write('go', '');
  tmux('kill-server');
  machine.remove();
});

const write = (path: string, text: string): void => writeFileSync(join(machine.work, path), text);
function script(name: string, text: string): void {
  write(name, `#!/bin/bash\n${text}\n`);
  chmodSync(join(machine.work, name), 0o755);
}
const plan = (name: string, steps: readonly string[]): void =>
  write(
    `.inc/plans/${name}.yaml`,
    `plan: ${name}\nkind: failover\ntarget: t\nsteps:\n${steps.map((each) => `  - ${each}\n`).join('')}verify:\n  - { check: web, within: 5s, passes: 1 }\n`,
  );
const tmux = (...words: readonly string[]) =>
  spawnSync('tmux', ['-S', socket, '-f', '/dev/null', ...words], {
    cwd: machine.work,
    env: { ...machine.env, TERM: 'xterm-256color' },
    encoding: 'utf8',
  });
const text = (path: string): string => readFileSync(join(machine.work, path), 'utf8').trim();
const events = (): Recorded[] =>
  machine
    .log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded);
const verdicts = (): string[] =>
  events().flatMap((event) => (event.type === 'plan.finished' ? [event.data.verdict] : []));

/** Starts a plan in a terminal of its own; how it ended, and whether the terminal is as it was, is told in `ended`. */
function inTerminal(name: string): void {
  const inc = shellWords([process.execPath, bin, 'failover', name, '--reason', 'r', '--confirm', 't']);
  const started = tmux(
    'new-session',
    '-d',
    '-x',
    '100',
    '-y',
    '30',
    `${inc}; echo "$? $(stty -a | grep -o -e ' -icanon' -e ' -echo ')" > draft; mv draft ended; exec cat`,
  );
  expect({ status: started.status, stderr: started.stderr }).toEqual({ status: 0, stderr: '' });
}
function shown(wanted: string): void {
  while (!tmux('capture-pane', '-p').stdout.replaceAll('\n', ' ').includes(wanted));
}
const type = (...keys: readonly string[]): void => void tmux('send-keys', ...keys);
function ended(): string {
  while (!existsSync(join(machine.work, 'ended')));
  return text('ended');
}

describe('a plan at a terminal', () => {
  it('lets a step run by itself when d is pressed: 11, and can be resumed', () => {
    inTerminal('web');
    shown('begun b');
    type('C-c');
    shown('d lets it run by itself');
    type('d');
    expect(ended()).toBe('11');
    shown('inc runbook resume');
    expect(verdicts()).toEqual([]);
    write('go', '');
    expect(machine.inc(['runbook', 'resume']).exit).toBe(0);
    expect(text('ran')).toBe('a\nb\nc');
    expect(verdicts()).toEqual(['verified']);
  });

  it('asks after a second Ctrl-C whether to undo what was done, and does', () => {
    inTerminal('web');
    shown('begun b');
    type('C-c');
    shown('Ctrl-C again within 3 s');
    type('C-c');
    shown('Stopped. What was done so far');
    type('Down');
    type('Enter');
    expect(ended()).toBe('10');
    expect(text('ran')).toBe('a\nundo-b\nundo-a');
    expect(verdicts()).toEqual(['rolled back']);
  });

  it('leaves all as it is when that is the answer: 130', () => {
    inTerminal('web');
    shown('begun b');
    type('C-c');
    shown('Ctrl-C again within 3 s');
    type('C-c');
    shown('Stopped. What was done so far');
    type('Enter');
    expect(ended()).toBe('130');
    expect(text('ran')).toBe('a');
    expect(verdicts()).toEqual(['needs a human']);
  });

  it('gives the terminal to a step that asks for it, and says that nothing was kept', () => {
    inTerminal('talk');
    shown('Which one?');
    type('web-2', 'Enter');
    expect(ended()).toBe('0');
    expect(text('answered')).toMatch(/^web-2\n\/dev\//);
    const seen = events().filter((event) => 'role' in event.data && event.data.role === 'do');
    expect(seen.map(({ type: what, data }) => [what, data])).toMatchObject([
      ['step.started', { tty: true }],
      ['step.finished', { ok: true, summary: expect.stringContaining('was not kept') }],
    ]);
    // Off a terminal there is none to give.
    const refused = machine.inc(['failover', 'talk', '--reason', 'r', '--confirm', 't']);
    expect([refused.exit, refused.stdout]).toEqual([13, expect.stringContaining('needs a terminal')]);
  });
});
