import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { shellWords } from '../../src/core/text/shell-words.ts';
import { bin, ended, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
let id: string;
let tools: string;

const library = (name: string): string => join(tools, `${name}.so`);
beforeAll(() => {
  tools = mkdtempSync(join(tmpdir(), 'inc-system-'));
  // Whoever takes part in the tests may load it.
  chmodSync(tools, 0o755);
  for (const name of ['torn-write', 'wrong-clock'])
    execFileSync('gcc', [
      '-shared',
      '-fPIC',
      '-o',
      library(name),
      join(import.meta.dirname, `${name}.c`),
      '-ldl',
    ]);
});
afterAll(() => rmSync(tools, { recursive: true, force: true }));
beforeEach(() => {
  machine = sandbox();
  expect(machine.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
  expect(machine.inc(['note', 'the first note']).exit).toBe(0);
  id = machine.incident();
});
afterEach(() => machine.remove());

const log = (): string => join(machine.store, 'incidents', id, 'log');
const logFile = (): string => join(log(), readdirSync(log())[0] ?? '');
const timeline = (): string => machine.inc(['timeline', '-i', id]).stdout;
const failing = (...paths: readonly string[]) => ({
  env: { LD_PRELOAD: library('torn-write'), FLUSH_FAILS: paths.join(':') },
});

describe('a document whose flush fails', () => {
  const build = ['postmortem', 'build', '-o', 'review.md'];

  it('is not the one that stands there: that keeps its bytes, and the new one goes to the record: 73', () => {
    expect(machine.inc(build).exit).toBe(0);
    const before = readFileSync(join(machine.work, 'review.md'), 'utf8');
    machine.inc(['note', 'something new']);
    const { exit, stdout, stderr } = machine.inc(build, failing(`${machine.work}/.inc-`));
    expect(exit).toBe(73);
    expect(stderr).toContain('review.md cannot be written');
    const elsewhere = join(machine.store, 'incidents', id, 'postmortem.md');
    expect(stdout).toContain(elsewhere);
    expect(readFileSync(elsewhere, 'utf8')).toContain('something new');
    expect(readFileSync(join(machine.work, 'review.md'), 'utf8')).toBe(before);
    expect(readdirSync(machine.work)).toEqual(['review.md']);
    expect(machine.inc(build).exit).toBe(0);
  });

  it('anywhere leaves the incident closed, and says both: 73', () => {
    const { exit, stderr } = machine.inc(['close', '--no-input'], failing('/.inc-'));
    expect(exit).toBe(73);
    expect(stderr).toContain(`${id} is closed, but its post-mortem was not written`);
    expect(machine.log()).toContain('incident.closed');
    expect(readdirSync(machine.work)).toEqual([]);
  });

  it('and a record whose flush fails, at once: the text is in the spool, and later in the record', () => {
    const { exit, stderr } = machine.inc(['close', '--no-input', '--summary', 'over'], failing('/log/'));
    expect(exit).toBe(73);
    expect(stderr).toContain('SPOOLED');
    expect(machine.inc(['note', '-i', id, 'the disk is well again']).exit).toBe(0);
    expect(timeline()).toContain('the disk is well again');
    expect(machine.log()).toMatch(/"section":"summary","text":"over"/);
    expect(machine.inc(['verify', '-i', id]).exit).toBe(0);
  });

  it('nor is lost what can be flushed nowhere: it is printed byte for byte', () => {
    const { exit, stdout, stderr } = machine.inc(
      ['note', 'keep  <this> & "that"'],
      failing('/store/', '/state/'),
    );
    expect({ exit, stdout }).toEqual({ exit: 74, stdout: '' });
    expect(stderr).toMatch(/^keep {2}<this> & "that"\ninc: NOT RECORDED/);
  });
});

/** Runs as somebody who is not root, for whom permissions hold. */
function asNobody(args: readonly string[]): Ran {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: machine.work,
    env: machine.env,
    encoding: 'utf8',
    ...user,
  });
  return { exit: status, signal, stdout, stderr };
}

describe('a record that may not be written (EACCES)', () => {
  beforeEach(() => {
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', '65534:65534', machine.home]);
  });

  it('waits in the spool: 73, and goes home later', () => {
    chmodSync(log(), 0o500);
    const { exit, stdout, stderr } = asNobody(['note', 'not allowed']);
    expect(exit).toBe(73);
    expect(stdout).toMatch(/^SPOOLED noted /);
    expect(stderr).toContain('not in the record yet');
    chmodSync(log(), 0o700);
    expect(asNobody(['note', 'allowed again']).exit).toBe(0);
    expect(timeline()).toMatch(/not allowed[^]*allowed again/);
    expect(machine.log()).toContain('not allowed');
  });

  it('and no spool: the text is printed byte for byte: 74', () => {
    chmodSync(log(), 0o500);
    chmodSync(join(machine.home, 'state/inc'), 0o500);
    const { exit, stdout, stderr } = asNobody(['note', 'keep  <this>']);
    expect({ exit, stdout }).toEqual({ exit: 74, stdout: '' });
    expect(stderr).toMatch(/^keep {2}<this>\ninc: NOT RECORDED/);
  });

  it('or a document: it goes to the record’s folder, 73', () => {
    chmodSync(machine.work, 0o500);
    const { exit, stdout } = asNobody(['close', '--no-input']);
    expect(exit).toBe(73);
    expect(stdout).toContain(join(machine.store, 'incidents', id, 'postmortem.md'));
  });
});

describe('a link to itself (ELOOP)', () => {
  it('in the place of a document sends it to the record’s folder: 73', () => {
    symlinkSync('review.md', join(machine.work, 'review.md'));
    const { exit, stdout, stderr } = machine.inc(['close', '--no-input', '-o', 'review.md']);
    expect(exit).toBe(73);
    expect(stderr).toContain('review.md');
    expect(stdout).toContain(join(machine.store, 'incidents', id, 'postmortem.md'));
  });

  it('in the place of the record keeps the note in the spool: 73', () => {
    const file = logFile();
    rmSync(file);
    symlinkSync(file, file);
    const { exit, stdout } = machine.inc(['note', 'round and round']);
    expect(exit).toBe(73);
    expect(stdout).toMatch(/^SPOOLED noted /);
  });
});

describe('a file that a crash left', () => {
  it('zero-filled at its end is written after, and loses no line', () => {
    const size = statSync(logFile()).size;
    appendFileSync(logFile(), Buffer.alloc(4096));
    expect(machine.inc(['note', 'after the zeros']).exit).toBe(0);
    expect(timeline()).toMatch(/the first note[^]*after the zeros/);
    expect(readFileSync(logFile(), 'utf8').slice(size).startsWith('\0')).toBe(true);
    expect(machine.inc(['verify']).exit).toBe(0);
  });

  it.each([1, 50, 200])('truncated by %i bytes loses the last line alone, and says so', (bytes) => {
    expect(machine.inc(['note', 'to be cut']).exit).toBe(0);
    const { digest } = JSON.parse(machine.inc(['verify', '--json']).stdout) as { digest: string };
    truncateSync(logFile(), statSync(logFile()).size - bytes);
    expect(machine.inc(['note', 'after the cut']).exit).toBe(0);
    expect(timeline()).toMatch(/the first note[^]*after the cut/);
    expect(machine.inc(['verify', '--anchor', digest]).exit).toBe(bytes === 1 ? 0 : 1);
  });

  it('of zeros alone is no record, and says so', () => {
    writeFileSync(logFile(), Buffer.alloc(8192));
    const { exit, stderr } = machine.inc(['note', 'db-1  is back']);
    expect(exit).not.toBe(70);
    if (exit !== 0) expect(stderr).toContain('db-1  is back');
    expect([0, 1]).toContain(machine.inc(['verify']).exit);
  });
});

describe('a clock that is an hour wrong', () => {
  const wrong = (seconds: number, replica: string) => ({
    env: {
      LD_PRELOAD: library('wrong-clock'),
      CLOCK_OFFSET: `${seconds}`,
      XDG_STATE_HOME: join(machine.home, replica),
    },
  });

  it.each([3600, -3600])('(%i s) keeps cause before effect, and the record whole', (seconds) => {
    expect(machine.inc(['note', 'one'], wrong(seconds, 'other')).exit).toBe(0);
    expect(machine.inc(['note', 'two']).exit).toBe(0);
    expect(machine.inc(['note', 'three'], wrong(seconds, 'other')).exit).toBe(0);
    expect(machine.inc(['verify'])).toMatchObject({ exit: 0 });
    const lines = machine
      .log()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; rec: string; data: { text?: string } });
    const by = new Map(lines.map((line) => [line.data.text, line]));
    const [one, two, three] = ['one', 'two', 'three'].map((text) => by.get(text));
    const ids = [one, two, three].map((line) => line?.id ?? '');
    // oxlint-disable-next-line typescript/require-array-sort-compare
    expect(ids).toEqual(ids.toSorted());
    const apart = Date.parse(one?.rec ?? '') - Date.parse(two?.rec ?? '');
    expect(Math.round(apart / 60_000)).toBe(seconds / 60);
  });
});

/** On a terminal of its own (script(1)). */
function onTerminal(env: Readonly<Record<string, string>>, ...args: readonly string[]): string {
  const command = shellWords([process.execPath, bin, ...args]);
  const { stdout } = spawnSync('script', ['-qefc', command, '/dev/null'], {
    cwd: machine.work,
    env: { ...machine.env, TERM: 'xterm-256color', ...env },
    encoding: 'utf8',
    input: '',
  });
  return stdout;
}

// eslint-disable-next-line no-control-regex
const escapes = /\x1b/;
// eslint-disable-next-line no-control-regex
const colours = /\x1b\[[0-9;]*m/;
const commands = [[], ['timeline'], ['show'], ['list'], ['check', './ok.sh'], ['note'], ['nonsense']];

describe('a plain terminal', () => {
  beforeEach(() => {
    writeFileSync(join(machine.work, 'ok.sh'), '#!/bin/sh\necho fine\n', { mode: 0o755 });
  });

  it('with TERM=dumb is sent no escape sequence', () => {
    for (const args of commands) expect(onTerminal({ TERM: 'dumb' }, ...args)).not.toMatch(escapes);
    const move = ['failover', './ok.sh', '--verify', './ok.sh', '--undo', './ok.sh'];
    const moved = onTerminal({ TERM: 'dumb' }, ...move, '--reason', 'r', '--confirm', 'ok', '--passes', '1');
    expect(moved).toMatch(/VERIFIED/);
    expect(moved).not.toMatch(escapes);
  });

  it('with NO_COLOR is sent no colour, and with any value colour otherwise', () => {
    for (const args of commands.slice(0, 5))
      expect(onTerminal({ NO_COLOR: '1' }, ...args)).not.toMatch(colours);
    expect(onTerminal({}, 'timeline')).toMatch(colours);
  });

  it('without a UTF-8 locale is sent our own words in ASCII, and a person’s as they are', () => {
    for (const args of [...commands, ['--help'], ['note', '--help'], ['open', 'x', '--no-switch']]) {
      const text = onTerminal({ LC_ALL: 'C', LANG: 'C' }, ...args);
      // eslint-disable-next-line no-control-regex
      expect({ args, text: text.match(/[^\x00-\x7f]+/g) }).toEqual({ args, text: null });
    }
    expect(machine.inc(['note', 'é日🔥'], { env: { LC_ALL: 'C', LANG: 'C' } }).exit).toBe(0);
    expect(onTerminal({ LC_ALL: 'C' }, 'timeline')).toContain('é日🔥');
  });
});

describe('a reader that goes away', () => {
  it('ends the output silently', () => {
    const text = Array.from({ length: 40 }, (_, n) => `note ${n} ${'x'.repeat(4000)}`);
    for (const each of text) machine.inc(['note', each]);
    for (const command of ['timeline', 'timeline --json', 'postmortem build -o -']) {
      const { stdout, stderr } = spawnSync(
        'bash',
        [
          '-c',
          `"$0" "$1" ${command} | head -c 10 > /dev/null; echo \${PIPESTATUS[0]}`,
          process.execPath,
          bin,
        ],
        { cwd: machine.work, env: machine.env, encoding: 'utf8' },
      );
      expect({ command, stdout, stderr }).toEqual({ command, stdout: '0\n', stderr: '' });
    }
  });
});

describe('no HOME', () => {
  it('is no reason to be unable to note something, or is said', () => {
    const { HOME: _, INC_HOME: __, XDG_STATE_HOME: ___, XDG_CACHE_HOME: ____, ...env } = machine.env;
    const bare = spawnSync(process.execPath, [bin, 'note', 'db-1  is back'], {
      cwd: machine.work,
      env: { ...env, INC_HOME: machine.store, XDG_STATE_HOME: join(machine.home, 'state') },
      encoding: 'utf8',
    });
    expect(bare.status).toBe(0);
    expect(timeline()).toContain('db-1  is back');
  });
});

describe('a check that is interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s is in the record, beside what had answered', async (signal, code) => {
    execFileSync('mkfifo', [join(machine.work, 'asked')]);
    writeFileSync(join(machine.work, 'ok.sh'), '#!/bin/sh\necho fine\n', { mode: 0o755 });
    writeFileSync(join(machine.work, 'slow.sh'), '#!/bin/sh\necho > asked\nexec sleep 600\n', {
      mode: 0o755,
    });
    const child = machine.start(['check', './ok.sh', './slow.sh']);
    const over = ended(child);
    execFileSync('cat', ['asked'], { cwd: machine.work });
    child.kill(signal);
    expect((await over).exit).toBe(code);
    expect(timeline()).toContain('Check ./slow.sh: UNKNOWN, interrupted');
    expect(timeline()).toContain('Check ./ok.sh: ');
  });
});
