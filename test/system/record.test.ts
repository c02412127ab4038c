import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bin, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
let tools: string;

beforeAll(() => {
  tools = mkdtempSync(join(tmpdir(), 'inc-system-'));
  execFileSync('gcc', [
    '-shared',
    '-fPIC',
    '-o',
    join(tools, 'torn.so'),
    join(import.meta.dirname, 'torn-write.c'),
    '-ldl',
  ]);
});
afterAll(() => rmSync(tools, { recursive: true, force: true }));
beforeEach(() => {
  machine = sandbox();
  expect(machine.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
  expect(machine.inc(['note', 'the first note']).exit).toBe(0);
});
afterEach(() => machine.remove());

const logFile = (): string => {
  const folder = join(machine.store, 'incidents', machine.incident(), 'log');
  return join(folder, readdirSync(folder)[0] ?? '');
};

/** Runs `inc` under strace, which injects faults into the system calls that touch the record's file. */
function traced(
  inject: readonly string[],
  args: readonly string[],
  only?: string,
): Ran & { readonly trace: string } {
  const trace = join(tools, 'trace');
  const { status, signal, stdout, stderr } = spawnSync(
    'strace',
    [
      '-f',
      '-o',
      trace,
      '-s',
      '64',
      ...(only ? ['-P', only] : []),
      ...inject.flatMap((rule) => ['-e', rule]),
      process.execPath,
      bin,
      ...args,
    ],
    { cwd: machine.work, env: machine.env, encoding: 'utf8', input: '' },
  );
  return { exit: status, signal, stdout, stderr, trace: readFileSync(trace, 'utf8') };
}

interface Verified {
  readonly events: number;
  readonly damage: readonly { readonly level: string; readonly kind: string }[];
}

const verified = (): Verified => JSON.parse(machine.inc(['verify', '--json']).stdout) as Verified;
const errors = (): readonly unknown[] => verified().damage.filter(({ level }) => level === 'error');
const texts = (): string[] =>
  (JSON.parse(machine.inc(['timeline', '--json']).stdout) as { entries: { text: string }[] }).entries.map(
    ({ text }) => text,
  );

/** What waits in the spool for the incident. */
function spooled(): string[] {
  const folder = join(machine.home, 'state/inc/spool', machine.incident());
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe('an acknowledged line', () => {
  it('was written, read back and flushed before anything was said', () => {
    const file = logFile();
    const { trace, exit } = traced(
      ['trace=openat,write,pwrite64,read,pread64,fdatasync,fsync'],
      ['note', 'in this order'],
    );
    expect(exit).toBe(0);
    const calls = trace.split('\n');
    const fd = /openat\(.*\) = (\d+)/.exec(
      calls.find((call) => call.includes(file) && call.includes('O_APPEND')) ?? '',
    )?.[1];
    const at = (pattern: RegExp, from = 0): number =>
      calls.findIndex((call, index) => index >= from && pattern.test(call));
    const written = at(new RegExp(`write\\(${fd}, "\\{\\\\"v\\\\":1`));
    const readBack = at(new RegExp(`p?read(64)?\\(${fd}, `), written);
    const flushed = at(new RegExp(`fdatasync\\(${fd}\\)`), readBack);
    const said = at(/write\(1, "noted/);
    expect(written).toBeGreaterThan(0);
    expect(readBack).toBeGreaterThan(written);
    expect(flushed).toBeGreaterThan(readBack);
    expect(said).toBeGreaterThan(flushed);
  });

  it.each([
    ['write', 'ENOSPC'],
    ['write', 'EIO'],
    ['fdatasync', 'EIO'],
    ['fdatasync', 'ENOSPC'],
  ])('is not claimed when %s fails with %s: it goes to the spool, and home later', (call, error) => {
    const ran = traced(
      [`trace=${call}`, `inject=${call}:error=${error}:when=1`],
      ['note', 'a troubled note'],
      logFile(),
    );
    expect(ran.exit).toBe(73);
    expect(ran.stdout).toMatch(/^SPOOLED noted /);
    expect(ran.stderr).toMatch(/^inc: not in the record yet: /);
    expect(spooled()).toHaveLength(1);
    expect(texts()).toContain('a troubled note');
    expect(machine.inc(['note', 'the next note']).exit).toBe(0);
    expect(spooled()).toEqual([]);
    expect(texts()).toEqual(expect.arrayContaining(['a troubled note', 'the next note']));
    expect(errors()).toEqual([]);
  });

  it('is not claimed when the kernel says written and nothing was', () => {
    const length = 10_000;
    const ran = traced(['trace=write', `inject=write:retval=${length}`], ['note', 'a lie'], logFile());
    expect(ran.exit).toBe(73);
    expect(ran.stdout).toMatch(/^SPOOLED noted /);
    expect(texts()).toContain('a lie');
  });

  it('survives a short write that goes on', () => {
    const preload = { LD_PRELOAD: join(tools, 'torn.so'), TORN_SHORT: '1' };
    for (const bytes of [1, 2, 100, 250]) {
      const ran = machine.inc(['note', `short after ${bytes}`], {
        env: { ...preload, TORN_BYTES: `${bytes}` },
      });
      expect(ran.exit).toBe(0);
      expect(texts()).toContain(`short after ${bytes}`);
    }
    expect(errors()).toEqual([]);
  });
});

describe('a process killed', () => {
  it('inside write(2), after any number of bytes, leaves a record that reads, verifies and goes on', () => {
    const preload = { LD_PRELOAD: join(tools, 'torn.so') };
    const line = machine.log().split('\n')[1]?.length ?? 0;
    expect(line).toBeGreaterThan(300);
    let survivors = 0;
    // A prime stride meets the seams of every field; the exhaustive walk over each byte is test/io/record/record.test.ts.
    for (let bytes = 0; bytes <= line + 8; bytes += 13) {
      const ran = machine.inc(['note', 'killed in the middle'], {
        env: { ...preload, TORN_BYTES: `${bytes}` },
      });
      expect({ signal: ran.signal, stdout: ran.stdout }).toEqual({ signal: 'SIGKILL', stdout: '' });
      expect(machine.inc(['note', `after ${bytes}`]).exit).toBe(0);
      survivors++;
    }
    expect(errors()).toEqual([]);
    expect(texts().filter((text) => text.startsWith('after '))).toHaveLength(survivors);
  });

  it('at each of its writes, reads back and flushes never loses what it acknowledged', () => {
    const before = texts().length;
    let acknowledged = 0;
    for (const call of ['write', 'fdatasync', 'pread64'])
      for (let when = 1; when <= 4; when++) {
        const ran = traced(
          [`trace=${call}`, `inject=${call}:signal=SIGKILL:when=${when}`],
          ['note', `${call} ${when}`],
          logFile(),
        );
        if (ran.stdout.startsWith('noted')) acknowledged++;
        if (ran.stdout !== '') expect(texts()).toContain(`${call} ${when}`);
      }
    // Beyond the last call of its kind nothing is injected, so some do end well.
    expect(acknowledged).toBeGreaterThan(0);
    expect(texts().length).toBeGreaterThanOrEqual(before + acknowledged);
    expect(errors()).toEqual([]);
  });
});

/** A script with mounts of its own; fails loudly where the kernel does not allow it. */
function inNamespace(script: string): Ran {
  const { status, signal, stdout, stderr } = spawnSync('unshare', ['-rm', 'bash', '--norc', '-ec', script], {
    cwd: machine.work,
    env: { ...machine.env, INC: `${process.execPath} ${bin}`, ID: machine.incident() },
    encoding: 'utf8',
  });
  return { exit: status, signal, stdout, stderr };
}

describe('a store that cannot be written', () => {
  it('full: the note waits in the spool and goes home when there is room', () => {
    const ran = inNamespace(`
      cp -r "$INC_HOME" "$HOME/copy" && mount -t tmpfs -o size=256k none "$INC_HOME" && cp -r "$HOME/copy/." "$INC_HOME"
      head -c 1000000 /dev/zero > "$INC_HOME/filler" 2> /dev/null || true
      said=0
      for n in $(seq 30); do $INC note "note $n" > "$HOME/out" 2>&1 || { said=$?; break; }; done
      echo "exit $said after $n"; cat "$HOME/out"
      rm "$INC_HOME/filler"
      $INC note 'there is room again'
      $INC verify
      for i in $(seq $n); do $INC timeline | grep -cx ".* note  *note $i"; done | sort | uniq -c
    `);
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/^exit 73 after \d+\n/);
    expect(ran.stdout).toMatch(/^SPOOLED noted /m);
    expect(ran.stdout).toContain('the disk is full');
    expect(ran.stdout).toMatch(/\nok {2}/);
    expect(ran.stdout).toMatch(/\n +\d+ 1\n$/);
    expect(ran.exit).toBe(0);
  });

  it('full, and no spool either: the text is printed byte for byte', () => {
    const ran = inNamespace(`
      cp -r "$INC_HOME" "$HOME/copy" && mount -t tmpfs -o size=256k none "$INC_HOME" && cp -r "$HOME/copy/." "$INC_HOME"
      export XDG_STATE_HOME=$INC_HOME/state; mkdir -p "$XDG_STATE_HOME/inc"; cp "$HOME/state/inc/replica" "$XDG_STATE_HOME/inc/"
      head -c 1000000 /dev/zero > "$INC_HOME/filler" 2> /dev/null || true
      for n in $(seq 30); do $INC note "note  $n is <here> & stays" > "$HOME/out" 2> "$HOME/err" || { echo "exit $? $n"; break; }; done
      cat "$HOME/out"; cat "$HOME/err"
    `);
    const [first = '', ...lines] = ran.stdout.split('\n');
    const [, exit, n] = /^exit (\d+) (\d+)$/.exec(first) ?? [];
    expect(exit).toBe('74');
    expect(lines[0]).toBe(`note  ${n} is <here> & stays`);
    expect(lines[1]).toMatch(/^inc: NOT RECORDED: the disk is full/);
  });

  it('read-only: told with 73, kept in the spool, and everything still reads', () => {
    const ran = inNamespace(`
      mount --bind "$INC_HOME" "$INC_HOME" && mount -o remount,ro,bind "$INC_HOME"
      $INC note 'on a read-only disk' || echo "exit $?"
      $INC verify && $INC timeline | grep 'on a read-only disk'
      $INC open another || echo "exit $?"
    `);
    expect(ran.stdout).toContain('SPOOLED noted');
    expect(ran.stdout).toContain('exit 73');
    expect(ran.stderr).toContain('the file system is read-only');
    expect(ran.stdout).toMatch(/note +on a read-only disk/);
    expect(machine.inc(['note', 'writable again']).exit).toBe(0);
    expect(spooled()).toEqual([]);
    expect(errors()).toEqual([]);
  });

  it('limited by ulimit -f: told, kept, and nothing before it is lost', () => {
    const size = statSync(logFile()).size;
    const { status, stdout } = spawnSync(
      'bash',
      ['-c', `ulimit -f 1; exec "$0" "$@"`, process.execPath, bin, 'note', 'x'.repeat(1500)],
      {
        cwd: machine.work,
        env: machine.env,
        encoding: 'utf8',
      },
    );
    // 1 KiB in all: neither the record nor the spool can take the note.
    expect({ status, stdout }).toEqual({ status: 74, stdout: '' });
    expect(statSync(logFile()).size).toBeGreaterThanOrEqual(size);
    expect(texts()).toContain('the first note');
    expect(machine.inc(['note', 'short again']).exit).toBe(0);
    expect(errors()).toEqual([]);
  });
});
