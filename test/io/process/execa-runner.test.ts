import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runnerWith, type Signals } from '../../../src/io/process/execa-runner.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'inc-runner-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const heard: string[] = [];
const signals: Signals = {
  getBuiltinModule: process.getBuiltinModule.bind(process),
  once: () => process,
  on: (name: string | symbol) => {
    heard.push(`on ${String(name)}`);
    return process;
  },
  off: (name: string | symbol) => {
    heard.push(`off ${String(name)}`);
    return process;
  },
};
const env = { PATH: process.env['PATH'], MY_TOKEN: 'tr0ub4dor-and-3' };
const runner = runnerWith(builtInRules, env, signals);
const bash = (script: string, rest: Partial<Parameters<typeof runner.run>[0]> = {}) =>
  runner.run({ argv: ['bash', '-euo', 'pipefail', '-c', script], cwd, ...rest });
const alive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

describe('run', () => {
  it('captures both streams, the exit code and the folder', async () => {
    const ended = await bash('pwd; echo wrong >&2; exit 3');
    expect(ended).toMatchObject({ exit: 3, timedOut: false, leftover: false, omitted: 0 });
    expect(ended.output).toContain(cwd);
    expect(ended.output).toContain('wrong');
    expect(ended).not.toHaveProperty('signal');
  });

  it('is given pipes, which a script may open by their names', async () => {
    const ended = await bash(
      'echo seen > /dev/stderr; echo more | tee /dev/stderr > /dev/null; echo out > /dev/stdout',
    );
    expect(ended).toMatchObject({ exit: 0 });
    expect(ended.output.split('\n').toSorted()).toEqual(['', 'more', 'out', 'seen']);
  });

  it('dies at once of a third Ctrl-C, however long its grace', async () => {
    const [stop, kill] = [new AbortController(), new AbortController()];
    const ended = await bash('trap "echo asked" TERM; echo ready; while :; do sleep 0.05 || true; done', {
      signal: stop.signal,
      kill: kill.signal,
      grace: 3_600_000,
      onOutput: (text) => {
        if (text.includes('ready')) stop.abort();
        if (text.includes('asked')) kill.abort();
      },
    });
    expect(ended).toMatchObject({ signal: 'SIGKILL', timedOut: false });
  });

  it('has no terminal and nothing to read', async () => {
    const ended = await bash('cat; test ! -t 0 && test ! -t 1 && echo none');
    expect(ended).toMatchObject({ exit: 0, output: 'none\n' });
  });

  it('adds variables to the environment that it was given, and to no other', async () => {
    const ended = await bash('echo "$primary"; echo "${HOME-unset}"', {
      env: { primary: '$(touch planted)' },
    });
    expect(ended.output).toBe('$(touch planted)\nunset\n');
    expect(existsSync(join(cwd, 'planted'))).toBe(false);
  });

  it('hides secrets, those of the environment too, live and in what it keeps', async () => {
    const live: string[] = [];
    const ended = await bash('echo "$MY_TOKEN"; echo password=hunter22x; echo plain', {
      onOutput: (text) => live.push(text),
    });
    expect(ended.output).toBe('[redacted:MY_TOKEN]\npassword=[redacted:credential]\nplain\n');
    expect(live.join('')).toBe(ended.output);
    expect(ended.redactions).toBe(2);
  });

  it('keeps the head and the tail of a flood', async () => {
    const ended = await bash('echo first; head -c 3000000 /dev/zero | tr "\\0" x | fold -w 99; echo last');
    expect(ended.exit).toBe(0);
    expect(ended.total).toBeGreaterThan(3_000_000);
    expect(ended.omitted).toBeGreaterThan(2_000_000);
    expect(ended.output.length).toBeLessThan(300 * 1024);
    expect(ended.output.startsWith('first\n')).toBe(true);
    expect(ended.output.endsWith('last\n')).toBe(true);
  });

  it('ends the whole group on a time-out, also what ignores TERM', async () => {
    const ended = await bash('trap "" TERM; sleep 300 & echo $!; wait; wait; sleep 300', {
      timeout: 200,
      grace: 200,
    });
    expect(ended).toMatchObject({ signal: 'SIGKILL', timedOut: true });
    expect(alive(Number(ended.output.trim()))).toBe(false);
  });

  it('ends the group when it is told to stop', async () => {
    const stop = new AbortController();
    const ended = await bash('echo ready; sleep 300', {
      signal: stop.signal,
      grace: 2000,
      onOutput: () => stop.abort(),
    });
    expect(ended).toMatchObject({ signal: 'SIGTERM', timedOut: false });
  });

  it('does not wait for what a script leaves behind, and says so', async () => {
    const ended = await bash('sleep 300 & echo $!');
    process.kill(Number(ended.output.trim()), 'SIGKILL');
    expect(ended).toMatchObject({ exit: 0, leftover: true });
  });

  it('tells what is missing from what may not be run', async () => {
    writeFileSync(join(cwd, 'plain.sh'), '#!/bin/sh\n');
    writeFileSync(join(cwd, 'odd.sh'), '#!/no/such/interpreter\n');
    chmodSync(join(cwd, 'odd.sh'), 0o755);
    const failure = async (command: string, folder = cwd) =>
      (await runner.run({ argv: [command], cwd: folder })).failure;
    expect(await failure('no-such-command')).toEqual({
      code: 'not-found',
      message: 'no command no-such-command in PATH',
    });
    expect(await failure('./missing.sh')).toMatchObject({ code: 'not-found' });
    expect(await failure('./odd.sh')).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('interpreter'),
    });
    expect(await failure('./plain.sh')).toEqual({
      code: 'not-executable',
      message: './plain.sh is not executable',
    });
    expect(await failure('true', join(cwd, 'gone'))).toMatchObject({
      code: 'other',
      message: expect.stringContaining('gone'),
    });
    expect(await failure('bad\0name')).toMatchObject({ code: 'other' });
    expect(await failure('')).toEqual({
      code: 'not-found',
      message: 'the command has no name: its first word is empty',
    });
  });

  it('answers, and tells no secret, where a word or a variable cannot be given to a process', async () => {
    const failure = {
      code: 'other',
      message: 'echo could not be started: a word or a variable holds a NUL byte',
    };
    const open = readdirSync('/proc/self/fd').length;
    for (let time = 0; time < 3; time++) {
      expect(await runner.run({ argv: ['echo', 'hunter22x\0'], cwd })).toMatchObject({ failure, output: '' });
      expect(await runner.run({ argv: ['echo'], cwd, env: { x: 'hunter22x\0' } })).toMatchObject({ failure });
      expect(await runner.attach({ argv: ['echo', 'hunter22x\0'], cwd, keep: 'both' })).toMatchObject({
        failure,
      });
    }
    expect(await runner.run({ argv: ['echo', 'x'.repeat(200_000)], cwd })).toMatchObject({
      failure: { code: 'other', message: expect.stringContaining('too long') },
    });
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(open + 2);
  });

  describe('what left the group of a step', () => {
    /** A process with a session of its own, which says its number and then waits; nothing holds the pipe. */
    const escaping = 'setsid bash -c "echo \\$\\$ > escaped; exec sleep 300" > /dev/null 2>&1 < /dev/null & ';
    const waiting = 'until test -s escaped; do sleep 0.02; done; echo escaped; ';
    const env_ = { INC_RUN: `run-${process.pid}`, INC_STEP: 'drain' };
    const escaped = (): number => Number(readFileSync(join(cwd, 'escaped'), 'utf8'));
    afterEach(() => {
      if (existsSync(join(cwd, 'escaped'))) process.kill(escaped(), 'SIGKILL');
    });

    it('is named after a time-out', async () => {
      const ended = await bash(`${escaping}${waiting}sleep 300`, { env: env_, timeout: 2000, grace: 100 });
      expect(ended).toMatchObject({ timedOut: true, leftover: true, survivors: [escaped()] });
      expect(alive(escaped())).toBe(true);
    });

    it('is named after an interruption, also by KILL', async () => {
      for (const how of ['signal', 'kill'] as const) {
        const stop = new AbortController();
        const ended = await bash(`rm -f escaped; ${escaping}${waiting}sleep 300`, {
          env: env_,
          [how]: stop.signal,
          onOutput: (text) => {
            if (text.includes('escaped')) stop.abort();
          },
        });
        expect(ended).toMatchObject({ timedOut: false, leftover: true, survivors: [escaped()] });
        if (how === 'signal') process.kill(escaped(), 'SIGKILL');
      }
    });

    it('is no business of another step, nor of one that ended by itself', async () => {
      expect(await bash(`${escaping}${waiting}`, { env: env_ })).not.toHaveProperty('survivors');
      const later = await bash('sleep 300', { env: env_, timeout: 100 });
      expect(later).toMatchObject({ timedOut: true, leftover: false });
      expect(later).not.toHaveProperty('survivors');
      const other = await bash('sleep 300', { env: { ...env_, INC_STEP: 'other' }, timeout: 100 });
      expect(other.leftover).toBe(false);
    });

    it('is named beside what holds the output of a step that ended well', async () => {
      const ended = await bash('sleep 300 & echo $! > escaped; exit 0', { env: env_ });
      expect(ended).toMatchObject({ exit: 0, leftover: true, survivors: [escaped()] });
    });
  });

  it('waits for longer than a timer can', async () => {
    expect(await bash('sleep 0.1; echo done', { timeout: 30 * 86_400_000 })).toMatchObject({
      exit: 0,
      output: 'done\n',
    });
  });
});

describe('attach', () => {
  it('passes the exit code and the signal through, and minds signals only meanwhile', async () => {
    heard.length = 0;
    expect(await runner.attach({ argv: ['bash', '-c', 'exit 7'], cwd })).toMatchObject({ exit: 7 });
    expect(heard.filter((line) => line.startsWith('on')).map((line) => line.replace('on', 'off'))).toEqual(
      heard.filter((line) => line.startsWith('off')),
    );
    expect(heard).toContain('on SIGINT');
    expect(await runner.attach({ argv: ['bash', '-c', 'kill -KILL $$'], cwd })).toMatchObject({
      signal: 'SIGKILL',
    });
  });

  it('says why nothing was started', async () => {
    expect(await runner.attach({ argv: ['no-such-command'], cwd })).toMatchObject({
      failure: { code: 'not-found' },
    });
  });
});
