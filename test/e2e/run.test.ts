import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventData } from '../../src/core/record/events.ts';
import { shop, type Shop } from './shop.ts';

let here: Shop;
/** These end nothing. */
const harmless = ['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'];

beforeEach(() => {
  here = shop();
});
afterEach(() => here.close());

const open = (): void => expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 });
const told = (): unknown[] =>
  here.events().flatMap(({ type, data }): unknown[] => (type.startsWith('command.') ? [[type, data]] : []));

describe('inc run', () => {
  it.each([0, 1, 3, 77, 255])("ends with the command's own exit code %i", (exit) => {
    open();
    expect(here.inc('run', '--', 'bash', '-c', `exit ${exit}`).exit).toBe(exit);
    expect(told()).toEqual([
      [
        'command.started',
        expect.objectContaining({ argv: ['bash', '-c', `exit ${exit}`], cwd: here.folder }),
      ],
      ['command.finished', expect.objectContaining({ exit })],
    ]);
  });

  it('ends with 128 + n when a signal ended the command', () => {
    open();
    expect(here.inc('run', '--', 'bash', '-c', 'kill -TERM $$').exit).toBe(143);
    expect(told()[1]).toEqual(['command.finished', expect.objectContaining({ signal: 'SIGTERM' })]);
  });

  it('leaves standard input, output and error to the command', () => {
    open();
    const ended = here.inc('run', '--', 'bash', '-c', 'echo out; echo err >&2');
    expect(ended.stdout.split('\n')).toContain('out');
    expect(ended.stderr.split('\n')).toContain('err');
  });

  it('takes everything after the command as its own words', () => {
    open();
    expect(here.inc('run', 'bash', '-c', 'echo "$0 $*"', '--json', '-i', 'x').stdout).toContain(
      '--json -i x',
    );
  });

  it('tells what is not there from what may not be run', () => {
    open();
    here.write('plain.sh', 'true');
    expect(here.inc('run', '--', './missing.sh').exit).toBe(127);
    expect(here.inc('run', '--', 'no-such-command-anywhere').exit).toBe(127);
    const refused = here.inc('run', '--', './plain.sh');
    expect(refused.exit).toBe(126);
    expect(refused.stderr).toContain('./plain.sh is not executable');
  });

  it.each(Object.entries(constants.signals).filter(([name]) => !harmless.includes(name)))(
    'ends with 128 + n for %s, as shells do',
    (_, number) => {
      expect(here.inc('run', '--', 'sh', '-c', `kill -${number} $$`).exit).toBe(128 + number);
    },
  );

  it('needs a command: 64', () => {
    expect(here.inc('run').exit).toBe(64);
    open();
    const nameless = here.inc('run', '--', '');
    expect(nameless).toMatchObject({ exit: 64 });
    expect(nameless.stderr).toContain('its first word is empty');
    expect(told()).toEqual([]);
  });

  it("keeps a secret out of the record, not out of the command's words", () => {
    open();
    expect(here.inc('run', '--', 'bash', '-c', 'echo "$1"', '_', 'password=hunter22x').stdout).toContain(
      'hunter22x',
    );
    expect(JSON.stringify(here.events())).not.toContain('hunter22x');
  });

  it("keeps a secret of the environment out of the record, in a command's words too", () => {
    open();
    const env = { DB_PASSWORD: 'correcthorse' };
    expect(here.incWith(env, 'run', '--', 'echo', 'correcthorse').stdout).toContain('correcthorse');
    here.script('say.sh', 'echo "OK - it is $DB_PASSWORD"');
    expect(here.incWith(env, 'check', './say.sh', 'http://127.0.0.1:9/correcthorse').exit).toBe(2);
    expect(here.incWith(env, 'open', 'The correcthorse is down').exit).toBe(0);
    expect(here.records()).not.toContain('correcthorse');
    expect(here.records()).toContain('"argv":["echo","[redacted:DB_PASSWORD]"]');
  });

  it('runs a command that no line of the record could hold, and says how much is not in it', () => {
    open();
    const many = Array.from({ length: 30_000 }, (_, index) => `${index}`);
    expect(here.inc('run', '--', 'bash', '-c', 'exit $(($# % 251))', '_', ...many)).toMatchObject({
      exit: 30_000 % 251,
    });
    expect(here.inc('run', '--', 'bash', '-c', `: ${'x'.repeat(120_000)}; exit 7`).exit).toBe(7);
    const argvs = here
      .events()
      .flatMap((event) => (event.type === 'command.started' ? [event.data.argv] : []));
    expect(argvs[0]?.at(-1)).toMatch(/^… \d+ more words not recorded$/);
    expect(argvs[1]?.at(-1)).toMatch(/^: ?x*… \d+ more bytes not recorded$/);
    expect(here.inc('verify').exit).toBe(0);
  });

  it('advises to keep a text elsewhere only for a note', () => {
    open();
    const advice = 'keep the text in a file, and note where it is';
    const note = here.inc('note', 'x '.repeat(40_000));
    expect(note).toMatchObject({ exit: 64 });
    expect(note.stderr).toContain(advice);
    const impact = here.inc('impact', 'x '.repeat(40_000));
    expect(impact).toMatchObject({ exit: 64 });
    expect(impact.stderr).not.toContain(advice);
  });

  it('is shown as it would be typed', () => {
    open();
    here.inc('run', '--', 'bash', '-c', 'echo "two words"; exit 3');
    for (const verb of ['timeline', 'show', 'catchup'])
      expect(here.inc(verb).stdout.replace(/\s+/g, ' ')).toContain(`bash -c 'echo "two words"; exit 3'`);
  });

  it('runs without an incident too, and says that nothing was recorded', () => {
    const ended = here.inc('run', '--', 'bash', '-c', 'exit 4');
    expect(ended.exit).toBe(4);
    expect(ended.stderr).toContain('no incident is open');
  });

  it('does not run what it cannot place: 125', () => {
    const ended = here.inc('run', '-i', 'no-such-incident', '--', 'touch', 'planted');
    expect(ended.exit).toBe(125);
    expect(here.has('planted')).toBeUndefined();
  });

  it('has its start on disk before the command runs', () => {
    open();
    expect(
      here.inc('run', '--', 'bash', '-c', 'grep -q command.started $INC_HOME/incidents/*/log/*.jsonl').exit,
    ).toBe(0);
  });

  it('leaves a start without an end when inc is killed, shown as unknown', () => {
    open();
    expect(here.inc('run', '--', 'bash', '-c', 'kill -KILL $PPID').signal).toBe('SIGKILL');
    expect(told()).toHaveLength(1);
    const { entries } = JSON.parse(here.inc('timeline', '--json').stdout) as {
      entries: { kind: string; result?: string }[];
    };
    expect(entries.filter(({ result }) => result === 'unknown').map(({ kind }) => kind)).toEqual(['command']);
  });

  it('lets the command decide what Ctrl-C means', () => {
    open();
    const ended = here.inc('run', '--', 'bash', '-c', 'kill -INT $PPID; echo still here; exit 5');
    expect(ended.exit).toBe(5);
    expect(ended.stdout).toContain('still here');
  });
});

describe('what a command prints', () => {
  type Kept = NonNullable<EventData['command.finished']['output']>;
  const kept = (): Kept => {
    const last = here.events().findLast(({ type }) => type === 'command.finished');
    if (last?.type !== 'command.finished' || !last.data.output) throw new Error('nothing was kept');
    return last.data.output;
  };
  const blob = ({ blob: name }: Kept): string =>
    readFileSync(join(here.store, 'incidents', here.incident(), 'blobs', name.slice(0, 2), name), 'utf8');
  const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

  it('is passed on unchanged and kept, with the digest of each stream', () => {
    open();
    const ended = here.inc('run', '--', 'bash', '-c', 'printf "a\\0b\\xff\\n"; printf "no end" >&2');
    expect(ended.stdout.startsWith('a\0b\ufffd\n')).toBe(true);
    expect(ended.stderr).toContain('no end');
    expect(kept()).toMatchObject({
      total: 11,
      omitted: 0,
      redactions: 0,
      streams: {
        stdout: { bytes: 5, sha256: sha256(Buffer.from([97, 0, 98, 255, 10])) },
        stderr: { bytes: 6, sha256: sha256('no end') },
      },
    });
    expect(blob(kept())).toContain('no end');
    expect(here.inc('verify').exit).toBe(0);
  });

  it('is kept without its secrets, and then without a digest that could confirm a guess', () => {
    open();
    const ended = here.inc('run', '--', 'bash', '-c', 'echo password=hunter22x; echo fine >&2');
    expect(ended.stdout).toContain('hunter22x');
    expect(blob(kept())).toContain('password=[redacted:credential]');
    expect(kept().redactions).toBe(1);
    expect(kept().streams).toEqual({
      stdout: { bytes: 19 },
      stderr: { bytes: 5, sha256: sha256('fine\n') },
    });
  });

  it('may be a flood: all of it goes through, head and tail are kept, in little memory', () => {
    open();
    const line = `${'x'.repeat(99)}\n`;
    const ended = here.inc(
      'run',
      '--',
      'bash',
      '-c',
      `yes ${line.trim()} | head -c 100000000; echo last; grep VmHWM /proc/$PPID/status >&2`,
    );
    expect(ended.exit).toBe(0);
    const whole = createHash('sha256');
    for (let n = 0; n < 1_000_000; n++) whole.update(line);
    expect(kept()).toMatchObject({
      streams: { stdout: { bytes: 100_000_005, sha256: whole.update('last\n').digest('hex') } },
    });
    expect(ended.stdout.length).toBe(100_000_005);
    expect(kept().bytes).toBeLessThan(300 * 1024);
    expect(kept().omitted).toBeGreaterThan(99_000_000);
    expect(blob(kept())).toMatch(/^x{99}\n/);
    expect(blob(kept())).toMatch(/\nlast\n/);
    // An idle Node takes some 45 MB.
    expect(Number(/VmHWM:\s+(\d+) kB/.exec(ended.stderr)?.[1])).toBeLessThan(200_000);
  });

  it('ends when its reader goes away, as without inc', async () => {
    open();
    const bin = join(import.meta.dirname, '../../bin/inc.cjs');
    here.script('pipe.sh', `"${process.execPath}" "${bin}" run -- yes | head -1; echo "\${PIPESTATUS[0]}"`);
    expect(here.inc('run', '--no-output', './pipe.sh').stdout).toMatch(/^y\n141\n/);
  });

  it('is not waited for when something else holds it open', () => {
    open();
    const ended = here.inc('run', '--', 'bash', '-c', 'sleep 600 & echo $! > pid; echo done');
    process.kill(Number(here.has('pid')), 'SIGKILL');
    expect(ended).toMatchObject({ exit: 0, stderr: expect.stringContaining('still runs') });
    expect(ended.stdout).toContain('done');
  });

  it('goes through pipes, which a script may open by their names', () => {
    open();
    const ended = here.inc('run', '--', 'bash', '-c', 'echo seen > /dev/stderr && echo out > /dev/stdout');
    expect(ended.exit).toBe(0);
    expect(blob(kept()).split('\n').toSorted()).toEqual(['', 'out', 'seen']);
  });

  it('is left alone on demand, and without an incident', () => {
    here.inc('run', '--', 'echo', 'out');
    open();
    expect(here.inc('run', '--no-output', '--', 'echo', 'out').stdout).toContain('out');
    expect(kept).toThrow('nothing was kept');
  });
});
