import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
beforeEach(() => {
  machine = sandbox();
});
afterEach(() => machine.remove());

interface Line {
  readonly type: string;
  readonly at: string;
  readonly rec: string;
  readonly data: Readonly<Record<string, unknown>>;
}
const events = (incident?: string): Line[] =>
  machine
    .log(incident)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const last = (incident?: string): Line => {
  const line = events(incident).at(-1);
  if (line === undefined) throw new Error('an empty record');
  return line;
};
const open = (title = 'The shop is down', ...more: string[]): string => {
  const { stdout, exit } = machine.inc(['open', title, '--tz', 'Europe/Berlin', ...more]);
  expect(exit).toBe(0);
  return /^opened (\S+)/.exec(stdout)?.[1] ?? '';
};

describe('inc note', () => {
  it('says in one line what was noted, when, and in which incident', () => {
    const id = open();
    const { stdout, stderr, exit } = machine.inc(['note', 'db-1', 'disk is at 97%']);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(`^noted [0-9a-f]{7}  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\+0[12]:00  ${id}\n$`),
    );
    expect(last()).toMatchObject({
      type: 'note.added',
      data: { kind: 'note', text: 'db-1 disk is at 97%', tags: [] },
    });
  });

  it('prints the id alone with -q, and everything with --json', () => {
    const id = open();
    const { stdout } = machine.inc(['note', '-q', 'one']);
    expect(stdout).toMatch(/^[0-9a-f]{7}\n$/);
    const { stdout: json, exit } = machine.inc(['note', '--json', 'two']);
    expect(exit).toBe(0);
    expect(JSON.parse(json)).toEqual({
      v: 1,
      kind: 'recorded',
      incident: id,
      title: 'The shop is down',
      where: 'home',
      entries: [
        {
          id: expect.stringMatching(/^[0-9a-f]{7}$/),
          hash: expect.stringMatching(/^[0-9a-f]{64}$/),
          type: 'note.added',
          at: last().at,
          told: 'noted',
        },
      ],
      redactions: 0,
    });
  });

  it('knows kinds and tags, and a todo by its first word', () => {
    open();
    expect(machine.inc(['n', '-k', 'decision', '-t', 'db', '--tag=web', 'fail over']).stdout).toMatch(
      /^decision /,
    );
    expect(last().data).toEqual({ kind: 'decision', text: 'fail over', tags: ['db', 'web'] });
    expect(machine.inc(['log', 'TODO:', 'rotate the key']).stdout).toMatch(/^todo /);
    expect(last().data).toMatchObject({ kind: 'todo', text: 'TODO: rotate the key' });
  });

  it('takes standard input, without its last line end', () => {
    open();
    for (const [input, text] of [
      ['one line\n', 'one line'],
      ['two\r\nlines\r\n', 'two\r\nlines'],
      ['no end', 'no end'],
    ] as const) {
      expect(machine.inc(['note', '-'], { input }).exit).toBe(0);
      expect(last().data).toMatchObject({ text });
    }
  });

  it('takes text after -- as it is', () => {
    open();
    expect(machine.inc(['note', '--', '--at', '-5m', '$(reboot)', '`x`']).exit).toBe(0);
    expect(last().data).toMatchObject({ text: '--at -5m $(reboot) `x`' });
  });

  it('is accepted in every phase, closed included', () => {
    open();
    expect(machine.inc(['close', '--no-input', '-o', '-']).exit).toBe(0);
    const id = machine.incident();
    expect(machine.inc(['note', '-i', id, 'afterwards']).exit).toBe(0);
    expect(last().data).toMatchObject({ text: 'afterwards' });
  });

  it.each<[string, string[], string?]>([
    ['no words', ['note']],
    ['an empty word', ['note', '']],
    ['blanks', ['note', '  ', ' ']],
    ['an empty standard input', ['note', '-'], ''],
    ['blank lines on standard input', ['note', '-'], '\n\n'],
  ])('refuses %s with 64, and says what to type', (_, args, input = '') => {
    open();
    const before = machine.log();
    expect(machine.inc(args, { input })).toEqual({
      exit: 64,
      signal: null,
      stdout: '',
      stderr: 'inc: the note has no text\n     inc note db-1 disk is at 97%\n',
    });
    expect(machine.log()).toBe(before);
  });

  it('refuses an unknown flag with the one that was meant, and an unknown kind with those there are', () => {
    open();
    const { exit, stderr } = machine.inc(['note', 'x', '--tagg', 'db']);
    expect({ exit, stderr }).toEqual({
      exit: 64,
      stderr: "inc: inc note: unknown option '--tagg'\n     did you mean --tag?\n",
    });
    const kind = machine.inc(['note', 'x', '--kind', 'gossip']);
    expect(kind.exit).toBe(64);
    expect(kind.stderr).toContain('one of: note, observation, action, decision');
  });

  it('reports a fault as JSON on stderr when JSON was asked for', () => {
    open();
    const { exit, stdout, stderr } = machine.inc(['note', '--json', 'x', '--at', 'soon']);
    expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' });
    const { fault, v } = JSON.parse(stderr) as { v: number; fault: Record<string, unknown> };
    expect(v).toBe(1);
    expect(fault).toEqual({
      code: 'USAGE',
      exit: 64,
      message: expect.stringContaining('"soon"'),
      hint: expect.any(String),
    });
  });

  it.each([
    [['disk is at 97%']],
    [['-t', 'a', '--tag=b', 'x', '-k', 'question']],
    [['--at', '2024-11-22 14:25', 'x', '--until', '2024-11-22 14:40']],
    [['~', '--at', '~2024-11-22 14:25']],
    [['--at', 'nonsense', 'x']],
    [['--kind', 'gossip', 'x']],
    [['-i', 'nothing-like-it', 'x']],
    [['']],
  ])('%j records and says the same on the short path and on the long one', (args) => {
    const id = open();
    const [short, long] = [machine.inc(['note', ...args]), machine.inc(['note', '--no-input', ...args])];
    const plain = (text: string): string =>
      text.replace(/[0-9a-f]{7}  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, '<id and time>');
    expect({ ...short, stdout: plain(short.stdout) }).toEqual({ ...long, stdout: plain(long.stdout) });
    const written = events(id).slice(1);
    expect(written).toHaveLength(short.exit === 0 ? 2 : 0);
    expect(written[0]?.data).toEqual(written[1]?.data);
  });
});

describe('inc note --at', () => {
  it.each([
    ['2024-11-22 14:25', '2024-11-22T14:25:00+01:00'],
    ['2024-07-01 14:25', '2024-07-01T14:25:00+02:00'],
    ['2024-11-22T14:25:00Z', '2024-11-22T14:25:00+00:00'],
    ['2024-11-22 14:25 GMT+1', '2024-11-22T14:25:00+01:00'],
    ['2024-11-22 14:25 America/New_York', '2024-11-22T14:25:00-05:00'],
    ['@1732281900', '2024-11-22T14:25:00+01:00'],
  ])('%s is %s', (text, at) => {
    const before = Date.now();
    open();
    expect(machine.inc(['note', '--at', text, 'x']).exit).toBe(0);
    expect(last().at).toBe(at);
    expect(Date.parse(last().rec)).toBeGreaterThanOrEqual(before);
  });

  it('-10m is ten minutes before the program started', () => {
    open();
    machine.inc(['note', '--at', '-10m', 'x']);
    const { at, rec } = last();
    expect(Date.parse(rec) - Date.parse(at)).toBe(600_000);
  });

  it('says on which side of a clock change it was taken', () => {
    open();
    const twice = machine.inc(['note', '--at', '2024-10-27 02:30', 'x']);
    expect(twice.stderr).toContain('was twice in Europe/Berlin');
    expect(last().at).toBe('2024-10-27T02:30:00+02:00');
    const never = machine.inc(['note', '--at', '2024-03-31 02:30', 'x']);
    expect(never.stderr).toContain('did not exist in Europe/Berlin');
    expect(last().at).toBe('2024-03-31T03:30:00+02:00');
  });

  it.each([
    'tomorrow 10:00',
    '+5m',
    '2099-01-01 00:00',
    '14:25 PST',
    '8:20-8:24',
    '25:00',
    '1425',
    '10m',
    '',
  ])('refuses %j with 64 and writes nothing', (text) => {
    open();
    const { exit, stdout, stderr } = machine.inc(['note', '--at', text, 'x']);
    expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' });
    expect(stderr).toMatch(/^inc: .+\n {5}\S/);
    expect(events()).toHaveLength(1);
  });
});

describe('the incident of a note', () => {
  it('is the only open one, also without a pointer', () => {
    open('One', '--no-switch');
    expect(machine.inc(['note', 'x']).exit).toBe(0);
  });

  it('is the flag’s before the environment’s before the pointer’s; a prefix or a part of the slug is enough', () => {
    const [web, db, dns] = [open('Web is slow'), open('Database is gone'), open('Names do not resolve')];
    const to = (args: string[], env: Record<string, string> = {}): string =>
      machine
        .inc(['note', 'x', ...args], { env })
        .stdout.trimEnd()
        .split('  ')
        .at(-1) ?? '';
    expect(to([])).toBe(dns);
    expect(to([], { INC_INCIDENT: db })).toBe(db);
    expect(to(['-i', web], { INC_INCIDENT: db })).toBe(web);
    expect(to(['-i', 'base'])).toBe(db);
    expect(to([`--incident=${web.slice(0, 14)}`])).toBe(web);
  });

  it('is never guessed: with several open and none chosen it is 66', () => {
    const ids = [open('One', '--no-switch'), open('Two', '--no-switch')].toSorted().toReversed();
    const ran = machine.inc(['note', 'which one?']);
    expect({ exit: ran.exit, stdout: ran.stdout }).toEqual({ exit: 66, stdout: '' });
    for (const id of ids) expect(ran.stderr).toContain(`\n  ${id}\n`);
    expect(ran.stderr).toContain(`inc note -i ${ids[0]} 'which one?', or choose one`);
    for (const id of ids) expect(events(id)).toHaveLength(1);
  });

  it('ambiguous or unknown, is 66 with the candidates', () => {
    const ids = [open('Web in Frankfurt'), open('Web in Paris')];
    const ambiguous = machine.inc(['note', '-i', 'web', 'x']);
    expect(ambiguous.exit).toBe(66);
    for (const id of ids) expect(ambiguous.stderr).toContain(id);
    expect(machine.inc(['note', '-i', 'nothing', 'x']).exit).toBe(66);
    expect(machine.inc(['note', '-i', '../../etc', 'x']).exit).toBe(66);
  });

  it('is missing before the first one: 66, and how to open it', () => {
    const { exit, stderr } = machine.inc(['note', 'x']);
    expect({ exit, stderr }).toEqual({
      exit: 66,
      stderr: 'inc: no incident is open\n     inc open "what is wrong"\n',
    });
  });
});

describe('a secret', () => {
  const secret = `ghp_${'a1B2'.repeat(9)}`;
  const found = (): string => {
    const { stdout, stderr } = spawnSync('grep', ['-rla', secret, machine.home], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout;
  };

  it.each([
    ['in the words', ['note', `cloned with ${secret}`], ''],
    ['on standard input', ['note', '-'], `password is\n${secret}\n`],
    ['in a tag', ['note', 'x', '-t', secret], ''],
  ])('%s of a note never reaches the disk', (_, args, input) => {
    open();
    const { exit, stdout } = machine.inc(args, { input });
    expect(exit).toBe(0);
    expect(stdout).toContain('(1 secret redacted)');
    expect(JSON.stringify(last().data)).toContain('[redacted:github]');
    expect(found()).toBe('');
  });

  it('in a title reaches neither the disk nor the name of the folder', () => {
    const id = open(`token ${secret} leaked`);
    expect(id).toMatch(/^\d{4}-\d\d-\d\d-token-leaked$/);
    expect(found()).toBe('');
    expect(spawnSync('find', [machine.home], { encoding: 'utf8' }).stdout.toLowerCase()).not.toContain(
      secret.toLowerCase(),
    );
  });

  it('stays off the disk when the record cannot be written, and is shown to the one who typed it', () => {
    const id = open();
    const log = join(machine.store, 'incidents', id, 'log');
    const [name = ''] = readdirSync(log);
    spawnSync('bash', ['-c', 'mv "$1" "$1.away" && mkdir "$1"', 'bash', join(log, name)]);
    const { exit, stdout } = machine.inc(['note', `cloned with ${secret}`]);
    expect(exit).toBe(73);
    expect(stdout).toMatch(/^SPOOLED noted /);
    expect(found()).toBe('');
  });
});

describe('inc open', () => {
  it('numbers incidents that chose the same name', () => {
    const ids = [open('Down'), open('Down'), open('down!')];
    expect(ids.map((id) => id.slice(11))).toEqual(['down', 'down-2', 'down-3']);
    expect(readdirSync(join(machine.store, 'incidents')).toSorted()).toEqual(ids);
  });

  it.each([
    ['../../../etc/cron.d/x', /-etc-cron-d-x$/],
    ['-rf /', /-rf$/],
    ['\u001b]0;owned\u0007 \u202egnp.exe\u0000', /-0-owned-gnp-exe$/],
    ['🔥🔥🔥', /-incident$/],
    ['Ärger mit Größe & Übermaß', /-arger-mit-grosse-ubermass$/],
    ['x'.repeat(200), /-x{40}$/],
  ])('gives the title %j a folder with a harmless name, and prints nothing that acts', (title, name) => {
    // A NUL cannot be an argument at all.
    const ran = machine.inc(['open', '--tz', 'UTC', '--', title.replaceAll('\0', '')]);
    expect(ran.exit).toBe(0);
    expect(machine.incident()).toMatch(name);
    const printed = ran.stdout + machine.inc([]).stdout + machine.log();
    // oxlint-disable-next-line no-control-regex -- controls are what it looks for
    expect(printed).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(machine.inc(['note', 'x']).exit).toBe(0);
  });
});
