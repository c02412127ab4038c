import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

const boxes: Sandbox[] = [];
const machine = (): Sandbox => {
  const box = sandbox();
  boxes.push(box);
  return box;
};
afterAll(() => boxes.forEach((box) => box.remove()));

interface Line {
  readonly type: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}
const linesOf = (box: Sandbox): Line[] =>
  box
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** Runs what must succeed, in one incident of its own. @returns what each said on stderr. */
function telling(...commands: readonly (readonly string[])[]): { box: Sandbox; said: string[] } {
  const box = machine();
  const said = commands.map((args) => {
    const { exit, stderr } = box.inc(args);
    expect({ args, exit }).toEqual({ args, exit: 0 });
    return stderr;
  });
  return { box, said };
}

interface Shown {
  readonly phase: string;
  readonly keyTimes: Readonly<Record<string, string>>;
  readonly durations: readonly { readonly name: string; readonly ms: number | null; readonly why?: string }[];
}
const shown = (box: Sandbox): Shown => JSON.parse(box.inc(['show', '--json']).stdout) as Shown;

const opened = ['open', 'web is down', '--tz', 'UTC', '--at', '2026-11-20 10:00'] as const;

describe('closing again', () => {
  it('keeps the text as a note, with its time, and says so', () => {
    const { box, said } = telling(
      opened,
      ['close', '--no-postmortem', 'done'],
      ['close', '--no-postmortem', 'the pool was full', '--at', '2026-11-20 12:00', '-i', 'web'],
    );
    expect(said[2]).toContain('was closed before, and stays so; its text is a note in the record');
    const last = linesOf(box).at(-1);
    expect(last).toMatchObject({ type: 'note.added', data: { kind: 'note', text: 'the pool was full' } });
    expect(last?.at).toMatch(/^2026-11-20T12:00:00/);
    expect(linesOf(box).filter(({ type }) => type === 'incident.closed')).toHaveLength(1);
  });

  it('says that a time alone has no use', () => {
    const { said } = telling(
      opened,
      ['close', '--no-postmortem'],
      ['close', '--no-postmortem', '--at', '2026-11-20 12:00', '-i', 'web'],
    );
    expect(said[2]).toContain('nothing was added');
    expect(said[2]).toContain('--at was not used');
  });
});

describe('an impact', () => {
  it('says from when until when, with both dates, wherever it is shown', () => {
    const { box } = telling(opened, [
      'impact',
      'checkout is down',
      '--start',
      '2026-11-19 23:34',
      '--end',
      '2026-11-20 00:30',
    ]);
    const words = 'impact from 2026-11-19 23:34 +00:00 until 2026-11-20 00:30 +00:00';
    for (const args of [
      ['timeline'],
      ['show'],
      ['postmortem', 'build', '-o', '-'],
      ['postmortem', 'build', '-o', '-', '--template', 'classic'],
    ]) {
      const said = box.inc(args).stdout.replace(/\s+/g, ' ');
      expect(said).toContain(words);
      expect(said).not.toContain('until 2026-11-20T');
    }
  });

  it('that moves the start says from where, and hints at what cannot be', () => {
    const { box, said } = telling(
      ['open', 'x', '--tz', 'UTC', '--started', '2026-11-20 09:00', '--detected', '2026-11-20 09:10'],
      ['impact', 'a', '--start', '2026-11-20 09:30'],
      ['impact', 'b', '--end', '2026-11-20 09:20'],
      ['impact', 'c', '--start', '2026-11-20 09:05'],
      ['impact', 'c', '--start', '2026-11-20 09:05'],
    );
    expect(said[1]).toContain(
      'impact start is now 2026-11-20 09:30 +00:00 (was 2026-11-20 09:00 +00:00)\ninc: the impact starts after it was detected (2026-11-20 09:10 +00:00)',
    );
    expect(said[2]).toContain(
      'the impact starts (2026-11-20 09:30 +00:00) after it ends (2026-11-20 09:20 +00:00)',
    );
    expect(said[3]).toContain('impact start is now 2026-11-20 09:05');
    expect(said[4]).toBe('');
    expect(shown(box).durations[0]).toMatchObject({ name: 'TTD', ms: 300_000 });
  });

  it('after its detection makes the duration unknown, and says why', () => {
    const { box } = telling(
      ['open', 'x', '--tz', 'UTC', '--detected', '2026-11-20 09:10'],
      ['impact', 'a', '--start', '2026-11-20 09:30'],
    );
    const why = 'detected is before started';
    expect(shown(box).durations[0]).toMatchObject({ name: 'TTD', ms: null, why });
    expect(box.inc(['show']).stdout).toContain(why);
    expect(box.inc(['pm', 'build', '-o', '-']).stdout).toContain(`unknown: ${why}`);
  });

  it('whose end is no text is one malformed event, not a bug', () => {
    const { box } = telling(opened, ['impact', 'x', '--end', '2026-11-20 10:30']);
    const folder = join(box.store, 'incidents', box.incident(), 'log');
    const file = join(folder, readdirSync(folder)[0] ?? '');
    const changed = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => {
        if (!line.includes('"impact.stated"')) return line;
        const open = line.slice(0, line.lastIndexOf(',"hash":"')).replace(/"ended":"[^"]+"/, '"ended":7');
        return `${open},"hash":"${createHash('sha256').update(open).digest('hex')}"}`;
      });
    writeFileSync(file, changed.join('\n'));
    const { exit, stdout } = box.inc(['timeline']);
    expect(exit).toBe(0);
    expect(stdout).toContain('malformed impact.stated');
  });
});

describe('odd order is recorded and hinted at', () => {
  it.each<[string, (readonly string[])[], string]>([
    [
      'resolved before it was declared',
      [['resolve', '--at', '2026-11-20 09:00']],
      'resolved before it was declared (2026-11-20 10:00 +00:00)',
    ],
    [
      'mitigated after it was resolved',
      [
        ['resolve', '--at', '2026-11-20 11:00'],
        ['mitigate', '--at', '2026-11-20 11:30'],
      ],
      'mitigated after it was resolved (2026-11-20 11:00 +00:00)',
    ],
    [
      'mitigated before it was declared',
      [['mitigate', '--at', '2026-11-20 09:00']],
      'mitigated before it was declared (2026-11-20 10:00 +00:00)',
    ],
    [
      'a resolution that is moved before the declaration',
      [
        ['resolve', '--at', '2026-11-20 11:00'],
        ['amend', 'last', '--at', '2026-11-20 09:00'],
      ],
      'resolved before it was declared (2026-11-20 10:00 +00:00)',
    ],
    [
      'a phase after the close',
      [
        ['close', '--no-postmortem', 'x'],
        ['status', 'mitigating', '-i', 'web'],
      ],
      'closed already, and stays so: inc reopen -i 2026-11-20-web-is-down',
    ],
    [
      'a note that ends before it begins',
      [['note', 'slow', '--at', '2026-11-20 10:30', '--until', '2026-11-20 10:20']],
      'it ended (2026-11-20 10:20 +00:00) before it began (2026-11-20 10:30 +00:00)',
    ],
    [
      'acknowledged twice',
      [
        ['ack', '--at', '2026-11-20 10:05'],
        ['ack', '--at', '2026-11-20 10:15'],
      ],
      'it was acknowledged before, at 2026-11-20 10:05 +00:00: that time stands',
    ],
    [
      'a relapse',
      [
        ['resolve', '--at', '2026-11-20 11:00'],
        ['status', 'mitigating', '--at', '2026-11-20 11:20'],
      ],
      'it is mitigating again: that it was resolved at 2026-11-20 11:00 +00:00 no longer counts',
    ],
  ])('%s', (_, commands, hint) => {
    const { box, said } = telling(opened, ...commands);
    expect(said.at(-1)).toContain(hint);
    expect(said.slice(0, -1).join('')).not.toContain(hint);
    expect(linesOf(box)).toHaveLength(1 + commands.length);
  });

  it('and a usual course gets no hint', () => {
    const { said } = telling(
      opened,
      ['ack', '--at', '2026-11-20 10:05'],
      ['status', 'identified', '--at', '2026-11-20 10:10'],
      ['status', 'mitigating', '--at', '2026-11-20 10:20'],
      ['impact', 'checkout', '--start', '2026-11-20 09:50', '--end', '2026-11-20 10:25'],
      ['mitigate', '--at', '2026-11-20 10:25'],
      ['resolve', '--at', '2026-11-20 10:30'],
      ['note', 'x', '--at', '2026-11-20 10:10', '--until', '2026-11-20 10:20'],
    );
    expect(said.join('')).toBe('');
  });
});

describe('key times', () => {
  it('take the first acknowledgement and identification by when they happened', () => {
    const { box } = telling(
      opened,
      ['ack', '--at', '2026-11-20 10:15'],
      ['ack', '--at', '2026-11-20 10:05'],
      ['ack', '--at', '2026-11-20 10:25'],
      ['status', 'identified', '--at', '2026-11-20 10:40'],
      ['status', 'identified', '--at', '2026-11-20 10:30'],
    );
    const { keyTimes } = shown(box);
    expect(keyTimes['acknowledged']).toMatch(/T10:05/);
    expect(keyTimes['identified']).toMatch(/T10:30/);
  });

  it('of an end do not stand through a relapse, but through what is entered late', () => {
    const { box } = telling(
      opened,
      ['mitigate', '--at', '2026-11-20 10:50'],
      ['resolve', '--at', '2026-11-20 11:00'],
      ['status', 'identified', '--at', '2026-11-20 10:40'],
    );
    expect(shown(box)).toMatchObject({ phase: 'resolved' });
    expect(shown(box).keyTimes['resolved']).toBeDefined();
    expect(box.inc(['status', 'investigating', '--at', '2026-11-20 11:10']).exit).toBe(0);
    const { phase, keyTimes } = shown(box);
    expect(phase).toBe('investigating');
    expect(Object.keys(keyTimes)).not.toContain('resolved');
    expect(Object.keys(keyTimes)).not.toContain('mitigated');
    expect(keyTimes['identified']).toMatch(/T10:40/);
  });
});

describe('the global flags', () => {
  it.each([
    [['-q', '--help'], /First steps/],
    [['--no-color', '--help'], /First steps/],
    [['-i', 'x', '--help'], /First steps/],
    [['--help', '--json'], /First steps/],
    [['--json', 'help'], /First steps/],
    [['--no-input', 'help', 'note'], /^inc note/m],
    [['help', '--json', 'note'], /^inc note/m],
    [['-i', 'help', 'note', '--help'], /^inc note/m],
  ])('may stand before help: %j', (args, text) => {
    const { exit, stdout } = machine().inc(args);
    expect(exit).toBe(0);
    expect(stdout).toMatch(text);
  });

  it.each([['-V'], ['version'], ['-q', '--version']])('send %j to inc --version', (...args) => {
    const { exit, stderr } = machine().inc(args);
    expect(exit).toBe(64);
    expect(stderr).toMatch(/\n {5}inc --version\n$/);
  });

  it.each([
    ['open', ['open', 'x', '-i', 'nope']],
    ['list', ['list', '-i', 'nope']],
    ['switch', ['switch', 'a', '-i', 'nope']],
    ['verify', ['verify', 'a', '-i', 'nope']],
    ['show', ['-i', 'nope', 'show', 'a']],
  ])('say no where -i has no use: %s', (verb, args) => {
    const box = machine();
    const { exit, stderr } = box.inc(args);
    expect(exit).toBe(64);
    expect(stderr).toMatch(/^inc: (inc \w+ takes no -i|two incidents are named)/);
    expect(box.inc([verb, '--help']).stdout.includes('--incident')).toBe(/verify|show/.test(verb));
  });
});

describe('the hint to repeat a command works as it stands', () => {
  const box = machine();
  const ids = ['2026-11-20-web-one', '2026-11-20-web-two'];
  const hinted = (args: readonly string[], env: Readonly<Record<string, string>> = {}): string => {
    const { exit, stderr } = box.inc(args, { env });
    // `run` has an exit code of its own for what was not run.
    expect(exit).toBe(args[0] === 'run' ? 125 : 66);
    const [, command = ''] =
      /\n {5}(?:name one: |.*latest one: )?(inc [^\n]*?)(?:, or choose one:.*)?\n$/.exec(stderr) ?? [];
    return command;
  };
  beforeAll(() => {
    for (const title of ['web one', 'web two'])
      box.inc(['open', title, '--tz', 'UTC', '--at', '2026-11-20 10:00', '--no-switch']);
  });

  it.each([
    [['note', "db-1's disk", 'is at 97%'], `inc note -i ID 'db-1'\\''s disk' 'is at 97%'`],
    [['note', '-i', 'web', 'web', 'is down'], `inc note -i ID web 'is down'`],
    [['note', '--incident=web', 'x'], `inc note --incident=ID x`],
    [['-q', 'ack', 'on it'], `inc -q ack -i ID 'on it'`],
    [['run', '--', 'true'], `inc run -i ID -- true`],
    [['switch', 'web'], `inc switch ID`],
    [['verify', 'web'], `inc verify ID`],
    [['verify'], `inc verify -i ID`],
    [['todos', 'done', 'web:a1'], `inc todos done ID:a1`],
  ])('%j', (args, command) => {
    const hint = hinted(args);
    expect(ids.map((id) => command.replace('ID', id))).toContain(hint);
  });

  it('also when the environment is what is ambiguous', () => {
    expect(hinted(['note', 'x'], { INC_INCIDENT: 'web' })).toMatch(/^inc note -i \S+ x$/);
  });

  it('for a machine too', () => {
    const { fault } = JSON.parse(box.inc(['note', '--json', 'a b']).stderr) as { fault: { hint: string } };
    expect(fault.hint).toMatch(/^inc note -i \S+ --json 'a b'/);
  });

  it('names the latest one when none is open', () => {
    const closed = telling(opened, ['close', '--no-postmortem', 'x']).box;
    expect(closed.inc(['verify']).stderr).toContain(
      'or for the latest one: inc verify -i 2026-11-20-web-is-down\n',
    );
  });

  it('takes none for the latest of those of one day', () => {
    for (const id of ids) box.inc(['close', '-i', id, '--no-postmortem']);
    const { stderr } = box.inc(['note', 'still slow']);
    expect(stderr).toContain("or for one of the latest: inc note -i ID 'still slow'\n");
    for (const id of ids) expect(stderr).toContain(`  ${id}\n`);
  });

  it('and switch says that the environment wins', () => {
    const { stderr } = box.inc(['switch', ids[1] ?? ''], { env: { INC_INCIDENT: ids[0] ?? '' } });
    expect(stderr).toContain(`INC_INCIDENT=${ids[0]} is set here and wins over it`);
  });

  it('names the real limit of standard input', () => {
    const { exit, stderr } = box.inc(['note', '-i', ids[0] ?? '', '-'], { input: 'x'.repeat(20_000) });
    expect(exit).toBe(64);
    const [, limit = ''] = /head -c (\d+)/.exec(stderr) ?? [];
    const input = 'x'.repeat(Number(limit));
    expect(box.inc(['note', '-i', ids[0] ?? '', '-'], { input }).exit).toBe(0);
  });
});

describe('a post-mortem', () => {
  it('whose region lost its end mark is left as it is there, and says so', () => {
    const { box } = telling(opened, ['pm', 'build']);
    const file = join(box.work, '2026-11-20-web-is-down.md');
    writeFileSync(file, readFileSync(file, 'utf8').replace('<!-- inc:end timeline -->\n', ''));
    box.inc(['note', 'a new row']);
    const { exit, stderr } = box.inc(['pm', 'build']);
    expect(exit).toBe(0);
    expect(stderr).toContain('region timeline has a begin mark and no end mark: left as it is');
    expect(readFileSync(file, 'utf8')).not.toContain('a new row');
  });

  it('cannot be built from a template that does not exist, whether it stands there or not', () => {
    const { box } = telling(opened);
    for (const _ of ['missing', 'there']) {
      const { exit, stderr } = box.inc(['pm', 'build', '--template', 'nope']);
      expect(exit).toBe(66);
      expect(stderr).toContain("there is no template 'nope'");
      box.inc(['pm', 'build']);
    }
  });
});

describe('verify', () => {
  it('says of a missing anchor no line, and counts one event as one', () => {
    const { box } = telling(opened);
    const { exit, stdout } = box.inc(['verify', '--anchor', 'f'.repeat(64)]);
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^ {2}error anchor-missing: /m);
    expect(stdout).toContain(': 1 event in 1 file,');
  });

  it('says that a post-mortem is of another incident than the one that is named', () => {
    const { box } = telling(opened);
    box.inc(['pm', 'build', '-o', 'one.md']);
    box.inc(['open', 'Another', '--tz', 'UTC']);
    const { exit, stderr } = box.inc(['verify', '-i', 'another', '--anchor', 'one.md']);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/what was given is of 2026-11-20-web-is-down, not of \S+-another: leave out/);
    expect(box.inc(['verify', '--anchor', 'one.md'])).toMatchObject({
      exit: 0,
      stderr: expect.not.stringContaining('what was given'),
    });
  });
});
