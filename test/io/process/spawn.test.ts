import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Spawn } from '../../../src/core/ports/process-ports.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';
import { spawnerWith } from '../../../src/io/process/spawn.ts';

let cwd = '';
let marker = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'inc-spawn-'));
  marker = `INC_TEST_RUN=${cwd}`;
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const runner = spawnerWith(builtInRules, { PATH: process.env['PATH'], MY_TOKEN: 'tr0ub4dor-and-3' });
const run = (argv: readonly string[], rest: Partial<Spawn> = {}) =>
  runner.run({ argv, cwd, ...rest, env: { INC_TEST_RUN: cwd, ...rest.env } });
const bash = (script: string, rest: Partial<Spawn> = {}) => run(['bash', '-c', script], rest);

function environOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // Gone meanwhile, or somebody else's.
    return '';
  }
}

/** Processes that this test started, by the variable in their environment (proc(5)). */
const survivors = (): readonly string[] =>
  readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && environOf(pid).split('\0').includes(marker));

function script(name: string, text: string, mode = 0o755): string {
  writeFileSync(join(cwd, name), text);
  chmodSync(join(cwd, name), mode);
  return `./${name}`;
}

describe('how a process ended', () => {
  it('is its exit code, with what it printed on either stream', async () => {
    const from: string[] = [];
    const ended = await bash('echo out; echo err >&2; exit 3', {
      onOutput: (text, stream) => from.push(`${stream}: ${text}`),
    });
    expect(ended).toMatchObject({
      exit: 3,
      timedOut: false,
      leftover: false,
      total: 8,
      omitted: 0,
      redactions: 0,
    });
    expect(ended.output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
    expect(from.toSorted()).toEqual(['stderr: err\n', 'stdout: out\n']);
  });

  it('is what it says through pipes that it may open by name, however many run at once', async () => {
    const many = Array.from({ length: 40 }, (_, at) =>
      bash(`echo ${at} > /dev/stderr; echo end > /dev/stdout`),
    );
    for (const [at, ended] of (await Promise.all(many)).entries()) {
      expect(ended).toMatchObject({ exit: 0, leftover: false });
      expect(ended.output.split('\n').toSorted()).toEqual(['', String(at), 'end']);
    }
  });

  it('is told apart from what something else still prints that a run before it left behind', async () => {
    expect(await bash('(while echo late; do sleep 0.01; done) & exit 0')).toMatchObject({
      leftover: true,
    });
    for (let time = 0; time < 20; time++) expect((await bash('echo own; sleep 0.02')).output).toBe('own\n');
  });

  it('is the signal that ended it', async () => {
    const ended = await bash('kill -SEGV $$');
    expect(ended).toMatchObject({ signal: 'SIGSEGV', timedOut: false });
    expect(ended).not.toHaveProperty('exit');
  });

  it('is that it never started', async () => {
    expect(await run(['no-such-command-here'])).toMatchObject({
      failure: { code: 'not-found', message: 'no command no-such-command-here in PATH' },
      output: '',
    });
    expect(await run(['./missing.sh'])).toMatchObject({
      failure: { code: 'not-found', message: './missing.sh does not exist' },
    });
    expect(await run([script('odd.sh', '#!/no/such/interpreter\n')])).toMatchObject({
      failure: { code: 'not-found', message: expect.stringContaining('names an interpreter') },
    });
    expect(await run([script('plain.sh', 'echo hello\n', 0o644)])).toMatchObject({
      failure: { code: 'not-executable', message: './plain.sh is not executable' },
    });
    expect(await run(['true'], { cwd: `${cwd}/missing` })).toMatchObject({
      failure: { code: 'other', message: `the folder ${cwd}/missing does not exist` },
    });
    for (const argv of [[], [''], ['a\0b'], ['true', 'a\0b']])
      expect(await run(argv)).toMatchObject({ failure: { code: expect.any(String) }, timedOut: false });
  });

  it('is found relative to the folder, which it runs in', async () => {
    expect(await run([script('here.sh', '#!/bin/sh\npwd\n')])).toMatchObject({ exit: 0, output: `${cwd}\n` });
  });

  it('has a session of its own, no terminal, and nothing to read', async () => {
    const ended = await bash('cat; test ! -t 0 && test ! -t 1; ps -o sid= -p $$ | tr -d " "; echo $$');
    const [session, pid] = ended.output.split('\n');
    expect(session).toBe(pid);
  });
});

/** A grandchild that ignores TERM and holds the pipe, and one in the background that does neither. */
const family = `bash -c 'trap "" TERM; echo stubborn; while :; do sleep 60; done' & (sleep 300 >/dev/null 2>&1 &) ; wait`;

describe('a time-out', () => {
  it('ends the whole group', async () => {
    const ended = await bash(family, { timeout: 1000, grace: 100 });
    expect(ended).toMatchObject({ signal: 'SIGTERM', timedOut: true });
    expect(survivors()).toEqual([]);
  });

  it('does not end what finished before', async () => {
    expect(await bash('exit 0', { timeout: 60_000 })).toMatchObject({ exit: 0, timedOut: false });
  });
});

describe('an interruption', () => {
  /** Interrupts as soon as the word is printed. */
  const interrupted = (text: string, on: string, grace: number) => {
    const stop = new AbortController();
    let seen = '';
    return bash(text, {
      signal: stop.signal,
      grace,
      onOutput: (piece) => {
        seen += piece;
        if (seen.includes(on)) stop.abort();
      },
    });
  };

  it('ends the whole group', async () => {
    expect(await interrupted(family, 'stubborn', 100)).toMatchObject({ signal: 'SIGTERM', timedOut: false });
    expect(survivors()).toEqual([]);
  });

  it('ends what ignores TERM', async () => {
    const ended = await interrupted('trap "" TERM; echo ready; while :; do sleep 60; done', 'ready', 100);
    expect(ended).toMatchObject({ signal: 'SIGKILL', timedOut: false });
    expect(survivors()).toEqual([]);
  });

  it('leaves a process its grace to end as it wants', async () => {
    const ended = await interrupted(
      `trap 'echo tidied; exit 7' TERM; echo ready; while :; do sleep 0.05; done`,
      'ready',
      60_000,
    );
    expect(ended.exit).toBe(7);
    // The shell's own word of the TERM comes on stderr: before or after, or not at all.
    expect(ended.output.split('\n').filter((line) => line !== 'Terminated')).toEqual(['ready', 'tidied', '']);
    expect(survivors()).toEqual([]);
  });

  it('leaves it to a grandchild too, when its parent is gone', async () => {
    const tidy = `trap "sleep 0.2; touch tidied; exit" TERM; touch trapped; while :; do sleep 0.05; done`;
    await interrupted(
      `bash -c '${tidy}' >/dev/null 2>&1 & while ! test -e trapped; do sleep 0.01; done; echo ready; sleep 60`,
      'ready',
      60_000,
    );
    expect(readdirSync(cwd)).toContain('tidied');
    expect(survivors()).toEqual([]);
  });

  it('that came before ends it at once', async () => {
    expect(await bash('sleep 300', { signal: AbortSignal.abort() })).toMatchObject({ signal: 'SIGTERM' });
    expect(survivors()).toEqual([]);
  });
});

describe('what outlives its parent', () => {
  it('is not waited for, and said', async () => {
    const ended = await bash('(sleep 300; echo late) & echo started; exit 0');
    expect(ended).toMatchObject({ exit: 0, timedOut: false, leftover: true, output: 'started\n' });
    for (const pid of survivors()) process.kill(Number(pid), 'SIGKILL');
  });
});

describe('output', () => {
  it('of 50 MB stays bounded, with its head and its tail', async () => {
    const before = process.memoryUsage().rss;
    const ended = await bash(
      'echo first; yes "a line of output that is repeated" | head -c 50000000; echo; echo last',
    );
    expect(ended.exit).toBe(0);
    expect(ended.total).toBe(50_000_012);
    expect(ended.output.startsWith('first\n')).toBe(true);
    expect(ended.output.endsWith('\nlast\n')).toBe(true);
    expect(ended.output).toContain(`[… ${ended.omitted} bytes left out …]`);
    const marked = Buffer.byteLength(`\n[… ${ended.omitted} bytes left out …]\n`);
    expect(Buffer.byteLength(ended.output) - marked).toBe(256 * 1024);
    expect(ended.omitted).toBe(50_000_012 - 256 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('is cut between characters', async () => {
    const ended = await bash(`printf x; yes '€' | tr -d '\\n' | head -c 600000`);
    expect(ended.output).not.toContain('\uFFFD');
    expect(ended.omitted).toBeGreaterThan(300_000);
  });

  it('hides secrets, also one that comes in pieces', async () => {
    const pieces = script(
      'pieces.sh',
      '#!/bin/bash\nprintf "token=ghp_0123456789"\nsleep 0.2\nprintf "0123456789012345678901234567\\nafter\\n"\n',
    );
    const ended = await run([pieces]);
    expect(ended.output).not.toContain('ghp_');
    expect(ended.output).toMatch(/^token=\[redacted:[\w-]+\]\nafter\n$/);
    expect(ended.redactions).toBe(1);
  });

  it('hides the secrets of the environment', async () => {
    expect(await bash('echo "it is $MY_TOKEN"')).toMatchObject({
      output: 'it is [redacted:MY_TOKEN]\n',
      redactions: 1,
    });
  });

  it('of bytes that are no text comes through as far as it is', async () => {
    const ended = await bash(`printf 'a\\377\\000b'`);
    expect(ended).toMatchObject({ output: 'a\uFFFD\0b', total: 4 });
  });
});
