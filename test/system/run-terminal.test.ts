import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '../../src/core/record/envelope.ts';
import type { EventData } from '../../src/core/record/events.ts';
import { shellWords } from '../../src/core/text/shell-words.ts';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
let socket: string;
let pane: number;
beforeEach(() => {
  machine = sandbox();
  socket = join(machine.home, 'tmux');
  // It stays when its last window closes: who asks for a signal that came before is answered still.
  writeFileSync(join(machine.home, 'tmux.conf'), 'set -g exit-empty off\n');
  pane = 0;
  expect(machine.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
});
afterEach(() => {
  tmux('kill-server');
  machine.remove();
});

const file = (name: string): string => join(machine.work, name);
const text = (name: string): string => readFileSync(file(name), 'utf8');
const tmux = (...words: readonly string[]) =>
  spawnSync('tmux', ['-S', socket, '-f', join(machine.home, 'tmux.conf'), ...words], {
    cwd: machine.work,
    env: { ...machine.env, TERM: 'xterm-256color', SHELL: '/bin/bash' },
    encoding: 'utf8',
    timeout: 15_000,
  });
const script = (name: string, lines: string): void => {
  writeFileSync(file(name), `#!/bin/bash\n${lines}\n`);
  chmodSync(file(name), 0o755);
};
/** Blocks until `tell` of the same name, earlier or later. */
const heard = (name: string): void => expect(tmux('wait-for', name)).not.toHaveProperty('error');
const tell = (name: string): string => `tmux -S ${shellWords([socket])} wait-for -S ${name}`;
/** Blocks until the screen shows it. */
function shown(wanted: string): void {
  const look = `until tmux -S ${shellWords([socket])} capture-pane -p | grep -qF -- ${shellWords([wanted])}; do sleep 0.05; done`;
  expect(spawnSync('bash', ['-c', look], { timeout: 30_000 })).toMatchObject({ status: 0 });
}
const keys = (...names: readonly string[]) => tmux('send-keys', ...names);

/** Runs these lines in a terminal of its own; the exit code of the last will be in a file. */
function inTerminal(lines: string, columns = 80): void {
  pane++;
  script(`pane${pane}.sh`, `${lines}\necho $? > code${pane}\n${tell(`ended${pane}`)}`);
  const started = tmux('new-session', '-d', '-x', String(columns), '-y', '24', `./pane${pane}.sh`);
  expect({ status: started.status, stderr: started.stderr }).toEqual({ status: 0, stderr: '' });
}
const inc = (...words: readonly string[]): string => shellWords([process.execPath, bin, ...words]);
function start(words: readonly string[], columns = 80, before = ':'): void {
  inTerminal(`${before}\n${inc('run', '--keep-output', '--', ...words)}`, columns);
}
function exitCode(): number {
  heard(`ended${pane}`);
  return Number(text(`code${pane}`));
}

const finished = (): EventData['command.finished'] => {
  const events = machine
    .log()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Recorded);
  const last = events.at(-1);
  if (last?.type !== 'command.finished') throw new Error(`the last event is ${last?.type}`);
  return last.data;
};
function kept(): string {
  const { blob = '' } = finished().output ?? {};
  const path = join(machine.store, 'incidents', machine.incident(), 'blobs', blob.slice(0, 2), blob);
  return readFileSync(path, 'utf8');
}

describe('a command at the terminal whose output is kept', () => {
  it('has a terminal of its own, as wide as ours; what it shows is kept as it was written', () => {
    start(
      [
        'bash',
        '-c',
        String.raw`test -t 0 -a -t 1 -a -t 2; echo $?; stty size; echo -e "\e[31mred\e[0m"; exit 5`,
      ],
      40,
    );
    expect(exitCode()).toBe(5);
    expect(kept()).toBe('0\n24 40\nred\n');
    const shownBytes = '0\r\n24 40\r\n\u001b[31mred\u001b[0m\r\n';
    expect(finished()).toMatchObject({
      exit: 5,
      output: {
        total: shownBytes.length,
        redactions: 0,
        streams: {
          stdout: { bytes: shownBytes.length, sha256: createHash('sha256').update(shownBytes).digest('hex') },
        },
      },
    });
    expect(machine.inc(['verify']).exit).toBe(0);
  });

  it('gets its words, its shell and its descriptors as they are', () => {
    start(
      [
        'bash',
        '-c',
        'printf "%s|" "$SHELL" "${INC_TERMINAL-unset}" "$@"; echo; ls /proc/$$/fd | xargs',
        '_',
      ].concat(['a b', "it's", '$HOME', '', 'x;y', '-n', 'é', 'two\nlines', '*', '\\', '!', '"']),
    );
    expect(exitCode()).toBe(0);
    expect(kept()).toBe(`/bin/bash|unset|a b|it's|$HOME||x;y|-n|é|two\nlines|*|\\|!|"|\n0 1 2\n`);
  });

  it('is redacted, and what is typed without an echo is not even seen', () => {
    start([
      'bash',
      '-c',
      `read -rsp 'Password: ' x; echo; echo "got \${#x}"; echo -e "pass\\e[1mword=hunter22x"`,
    ]);
    shown('Password:');
    keys('sesame77', 'Enter');
    expect(exitCode()).toBe(0);
    expect(kept()).toBe('Password: \ngot 8\npassword=[redacted:credential]\n');
    expect(finished().output?.streams?.stdout).not.toHaveProperty('sha256');
    expect(machine.log()).not.toContain('sesame77');
  });

  it('decides what Ctrl-C and the end of input mean', () => {
    start(['bash', '-c', 'trap "echo caught; exit 7" INT; echo ready; while :; do sleep 0.05; done']);
    shown('ready');
    keys('C-c');
    expect(exitCode()).toBe(7);
    expect(kept()).toContain('caught');
    start(['bash', '-c', 'echo ready; exec cat']);
    shown('ready');
    keys('hello', 'Enter');
    shown('hello');
    keys('C-d');
    expect(exitCode()).toBe(0);
    expect(kept()).toContain('hello\nhello\n');
    start(['sh', '-c', 'kill -SEGV $$']);
    expect(exitCode()).toBe(139);
  });

  it('is told of a TERM that inc gets, and ends with its own code', () => {
    // Its parent is script, whose parent is inc (proc(5)).
    const parent = 'read -r _ _ _ parent _ < /proc/$PPID/stat; echo $parent > inc';
    const wait = 'echo ready; while :; do sleep 0.05; done';
    start(['bash', '-c', `trap 'echo stopping; exit 9' TERM; ${parent}; ${wait}`]);
    shown('ready');
    process.kill(Number(text('inc')), 'SIGTERM');
    expect(exitCode()).toBe(9);
    expect(kept()).toContain('stopping');
  });

  it('may be an editor, also when the window changes', () => {
    const resized = `autocmd VimResized * call writefile([string(&columns)], 'columns') | call system(${JSON.stringify(tell('resized')).replaceAll("'", "''")})`;
    start(['vim', '-u', 'NONE', '-c', resized, 'notes']);
    shown('~');
    keys('ione line', 'Escape');
    tmux('resize-window', '-x', '40', '-y', '20');
    heard('resized');
    expect(text('columns')).toBe('40\n');
    keys(':wq', 'Enter');
    expect(exitCode()).toBe(0);
    expect(text('notes')).toBe('one line\n');
  });

  it('may be a pager, in a narrow window', () => {
    writeFileSync(file('long'), Array.from({ length: 500 }, (_, at) => `line ${at}\n`).join(''));
    start(['less', 'long'], 40);
    shown('line 20');
    keys('G');
    shown('line 499');
    keys('q');
    expect(exitCode()).toBe(0);
    expect(kept()).toContain('line 499');
  });

  it('leaves the terminal as it was', () => {
    inTerminal(
      [
        'stty -a > before',
        inc('run', '--keep-output', '--', 'bash', '-c', 'kill -KILL $PPID; sleep 60'),
        'stty -a > after',
      ].join('\n'),
    );
    expect(exitCode()).toBe(0);
    const echoes = (name: string): unknown => / (-?icanon) /.exec(text(name))?.[1];
    expect(echoes('after')).toBe(echoes('before'));
    expect(finished().signal).toBe('SIGKILL');
  });

  it('goes on when the terminal goes away, and inc ends with its code', () => {
    spawnSync('mkfifo', [file('started'), file('go'), file('over')]);
    script('step.sh', 'trap "" HUP; echo runs > started; read -r go < go; echo one; echo two; exit 4');
    start(['./step.sh'], 80, 'exec 9> over; trap "" HUP');
    const server = tmux('display-message', '-p', '#{pid}').stdout.trim();
    const lost = spawnSync(
      'bash',
      [
        '-c',
        `cat over > end & ending=$!
        read -r ready < started
        tmux -S ${shellWords([socket])} kill-server
        tail --pid=${server} -f /dev/null
        echo > go
        wait $ending`,
      ],
      { cwd: machine.work, timeout: 30_000 },
    );
    expect(lost.status).toBe(0);
    expect(text('code1')).toBe('4\n');
    expect(finished()).toMatchObject({ exit: 4 });
    expect(kept()).toContain('one\ntwo\n');
  });

  it('gets pipes where script is another program, or cannot be', () => {
    mkdirSync(file('bin'));
    script('bin/script', 'exit 1');
    const path = `export PATH=${shellWords([file('bin')])}:$PATH`;
    start(['bash', '-c', 'test -t 1; echo "terminal: $?"'], 80, path);
    expect(exitCode()).toBe(0);
    expect(kept()).toBe('terminal: 1\n');
    script('bin/script', 'echo script from util-linux 2.38.1');
    start(['touch', 'ran'], 80, path);
    expect(exitCode()).toBe(125);
    expect(existsSync(file('ran'))).toBe(false);
  });

  it('is told from what is not there', () => {
    start(['no-such-command-anywhere']);
    expect(exitCode()).toBe(127);
  });
});

describe('inc run with several open incidents', () => {
  it('asks a person which it is about, and gives the terminal to the command', () => {
    expect(machine.inc(['open', 'The db is slow', '--no-switch']).exit).toBe(0);
    spawnSync('rm', ['-f', join(machine.store, 'current')]);
    inTerminal(inc('run', '--', 'bash', '-c', 'echo ready; read -r x; echo "$x" > typed; exit 6'), 100);
    shown('inc run is about');
    keys('Enter');
    shown('ready');
    keys('hello', 'Enter');
    expect(exitCode()).toBe(6);
    expect(text('typed')).toBe('hello\n');
  });
});
