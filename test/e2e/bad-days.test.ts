import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bin, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
beforeEach(() => {
  machine = sandbox();
});
afterEach(() => machine.remove());

const open = (title = 'The shop is down'): string => {
  const { stdout } = machine.inc(['open', title, '--tz', 'UTC']);
  return /^opened (\S+)/.exec(stdout)?.[1] ?? '';
};
const logFolder = (incident: string): string => join(machine.store, 'incidents', incident, 'log');
const logFile = (incident: string): string =>
  join(logFolder(incident), readdirSync(logFolder(incident))[0] ?? '');
const catalogue = (text: string): string => {
  const file = join(machine.work, '.inc/inc.yaml');
  mkdirSync(join(machine.work, '.inc'), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const spooled = (incident: string): string => {
  const folder = join(machine.home, 'state/inc/spool', incident);
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
};

describe('a redaction rule with a mistake', () => {
  it('holds all the same when only its name is missing or wrong', () => {
    open();
    catalogue(
      'redaction:\n  - pattern: "zebra\\\\d+"\n  - { name: "no spaces please", pattern: "lion\\\\d+" }\n',
    );
    expect(machine.inc(['note', 'zebra42 met lion7']).exit).toBe(0);
    expect(machine.log()).not.toMatch(/zebra42|lion7/);
    expect(machine.log()).toContain('[redacted:rule-1] met [redacted:rule-2]');
  });

  it('is said at every note when it is no regular expression, and the note is written', () => {
    open();
    const file = catalogue(
      'redaction:\n  - { name: good, pattern: "zebra\\\\d+" }\n  - name: bad\n    pattern: "("\n',
    );
    for (const text of ['zebra1 came', 'zebra2 came']) {
      const { exit, stderr } = machine.inc(['note', text]);
      expect(exit).toBe(0);
      expect(stderr).toContain(`${file}:4:14: redaction rule 2 is not in force`);
    }
    expect(machine.log().match(/\[redacted:good\] came/g)).toHaveLength(2);
  });

  it('prints the text when nothing can be known of the rules, and says how to write it without them', () => {
    open();
    catalogue('redaction: [');
    const { exit, stderr } = machine.inc(['note', 'db-1', 'is back']);
    expect(exit).toBe(78);
    expect(stderr).toMatch(/^db-1 is back\n/);
    expect(stderr).toContain('--config /dev/null');
    expect(machine.inc(['note', '--config', '/dev/null', 'db-1', 'is back']).exit).toBe(0);
    expect(machine.log()).toContain('"text":"db-1 is back"');
  });

  it('hides a secret that is given as a person, too', () => {
    open();
    const token = `ghp_${'a1'.repeat(18)}`;
    expect(machine.inc(['note', '--as', token, 'hello']).exit).toBe(0);
    expect(machine.log()).not.toContain(token);
    expect(machine.log()).toContain('"by":"[redacted:github]@');
  });
});

describe('a line is written, spooled or printed', () => {
  it('when the current folder is gone', () => {
    const folder = join(machine.work, 'gone');
    const inGone = (...args: string[]): Ran => {
      mkdirSync(folder, { recursive: true });
      const { status, signal, stdout, stderr } = spawnSync(
        'sh',
        ['-c', 'rmdir "$PWD" && exec "$@"', 'sh', process.execPath, bin, ...args],
        { cwd: folder, env: machine.env, encoding: 'utf8' },
      );
      return { exit: status, signal, stdout, stderr };
    };
    expect(inGone('open', 'The shop is down').exit).toBe(0);
    expect(inGone('note', 'one').exit).toBe(0);
    expect(inGone('resolve').exit).toBe(0);
    const { exit, stdout } = inGone('close', '--no-input');
    expect(exit).toBe(73);
    expect(stdout).toContain(join(machine.store, 'incidents', machine.incident(), 'postmortem.md'));
    expect(machine.log()).toMatch(/note\.added[^]*incident\.resolved[^]*incident\.closed/);
  });

  it('when a folder stands in the place of the pointer', () => {
    open();
    rmSync(join(machine.store, 'current'));
    mkdirSync(join(machine.store, 'current'));
    expect(machine.inc(['note', 'the only one that is open']).exit).toBe(0);
    const other = open('Another');
    expect(machine.inc(['note', 'the new one']).stdout).toContain(other);
    rmSync(join(machine.store, 'current'));
    mkdirSync(join(machine.store, 'current/full'), { recursive: true });
    const { exit, stderr } = machine.inc(['open', 'A third']);
    expect(exit).toBe(0);
    expect(stderr).toMatch(
      /which incident is the current one could not be kept.*\n.*-i \d{4}-\d\d-\d\d-a-third/,
    );
  });

  it('when a folder stands in the place of the replica id', () => {
    mkdirSync(join(machine.home, 'state/inc/replica'), { recursive: true });
    open();
    expect(machine.inc(['note', 'one']).exit).toBe(0);
    expect(machine.log()).toContain('"text":"one"');
    expect(machine.inc(['verify']).exit).toBe(0);
  });

  it('when the folder of incidents cannot be looked into', () => {
    const id = open();
    rmSync(join(machine.store, 'incidents'), { recursive: true });
    symlinkSync('incidents', join(machine.store, 'incidents'));
    const pointed = machine.inc(['note', 'kept elsewhere']);
    expect(pointed.exit).toBe(73);
    expect(pointed.stdout).toMatch(/^SPOOLED /);
    expect(spooled(id)).toContain('"text":"kept elsewhere"');
    rmSync(join(machine.store, 'current'));
    // The index of open incidents still knows where it belongs.
    const { exit, stdout, stderr } = machine.inc(['note', 'db-1', 'is  back']);
    expect(exit).toBe(73);
    expect(stdout).toMatch(/^SPOOLED /);
    expect(stderr).not.toContain('bug');
    expect(spooled(id)).toContain('"text":"db-1 is  back"');
  });

  it('when a newer inc wrote the record', () => {
    const id = open();
    const file = logFile(id);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('{"v":1,', '{"v":2,'));
    // Its hash was made of the other bytes; a line of the next version is made anew.
    const text = readFileSync(file, 'utf8').slice(0, -1);
    const body = text.slice(0, -75);
    const { stdout } = spawnSync('sha256sum', { input: body, encoding: 'utf8' });
    writeFileSync(file, `${body},"hash":"${stdout.slice(0, 64)}"}\n`);
    const { exit, stderr } = machine.inc(['note', 'db-1', 'is back']);
    expect(exit).toBe(65);
    expect(stderr).toMatch(/^db-1 is back\ninc: a newer inc wrote this record/);
  });

  it('when stdout takes nothing, and is then said to be recorded', () => {
    open();
    const full = openSync('/dev/full', 'w');
    try {
      for (const args of [
        ['note', 'fast'],
        ['note', '--json', 'slow'],
      ]) {
        const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
          cwd: machine.work,
          env: machine.env,
          encoding: 'utf8',
          stdio: ['ignore', full, 'pipe'],
        });
        expect(status).toBe(74);
        expect(stderr).toContain('recorded, but the answer could not be written: the disk is full');
        expect(stderr).not.toMatch(/^(?:fast|slow)$/m);
      }
      expect(machine.log()).toMatch(/"text":"fast"[^]*"text":"slow"/);
    } finally {
      closeSync(full);
    }
  });

  it('by close, which says so in its own answer', () => {
    const id = open();
    const file = logFile(id);
    renameSync(file, `${file}.kept`);
    symlinkSync(`${file}.kept`, file);
    const { exit, stderr } = machine.inc(['close', '--no-input', '--summary', 'over']);
    expect(exit).toBe(73);
    expect(stderr).toMatch(/^SPOOLED: /m);
    expect(stderr).toContain('the next command that writes to this incident takes it along');
    expect(spooled(id)).toContain('incident.closed');
  });

  it('by close whose post-mortem fails too', () => {
    const id = open();
    const file = logFile(id);
    renameSync(file, `${file}.kept`);
    symlinkSync(`${file}.kept`, file);
    writeFileSync(join(machine.work, 'mine.md'), 'my own words\n');
    const { exit, stderr } = machine.inc(['close', '--no-input', '--summary', 'over', '-o', 'mine.md']);
    expect(exit).toBe(73);
    expect(stderr).toMatch(/^SPOOLED: /m);
    expect(stderr).toContain('its post-mortem was not written');
    expect(spooled(id)).toContain('incident.closed');
  });
});

describe('a blank text', () => {
  it.each([[['note', '']], [['note', ' ']], [['note', '\n']], [['n', '']], [['note', '--', '']]])(
    'is refused as what it is: %j',
    (args) => {
      open();
      const { exit, stderr } = machine.inc(args);
      expect(exit).toBe(64);
      expect(stderr).toContain('the note has no text');
    },
  );

  it.each([
    [['note', 'x', '--as', '']],
    [['note', 'x', '--tag', '']],
    [['note', 'x', '-t', ' ']],
    [['note', 'x', '-i', '']],
    [['close', '-o', '']],
    [['verify', '--anchor', '']],
    [['open', 'x', '-S', '']],
    [['role', '']],
    [['role', 'commander', ' ']],
  ])('as the value of a flag is refused: %j', (args) => {
    open();
    const before = machine.log();
    expect(machine.inc(args).exit).toBe(64);
    expect(machine.log()).toBe(before);
  });
});

describe('the index of open incidents', () => {
  it('is made again from the records when it is lost', () => {
    const [one, two] = [open('One'), open('Two')];
    expect(machine.inc(['close', '-i', one, '--no-input', '--no-postmortem']).exit).toBe(0);
    rmSync(join(machine.store, 'open'), { recursive: true });
    rmSync(join(machine.store, 'current'));
    expect(machine.inc(['note', 'found']).stdout).toContain(two);
    expect(readdirSync(join(machine.store, 'open'))).toEqual([two]);
    rmSync(join(machine.store, 'open', two));
    expect(machine.inc([]).stdout).toContain(two);
    expect(machine.inc(['close', '--no-input', '--no-postmortem']).exit).toBe(0);
    expect(machine.inc(['note', 'nothing is open']).exit).toBe(66);
    expect(machine.inc(['note', 'nothing is open']).exit).toBe(66);
  });

  it('is not what list --open goes by, and switch puts an open incident into it', () => {
    const [one, two] = [open('One'), open('Two')];
    rmSync(join(machine.store, 'open', one));
    expect(machine.inc(['list', '--open', '-q']).stdout).toBe(`${two}\n${one}\n`);
    expect(machine.inc(['switch', 'one']).exit).toBe(0);
    expect(existsSync(join(machine.store, 'open', one))).toBe(true);
  });
});

describe('the folder of incidents', () => {
  it('may hold what is no incident', () => {
    const id = open();
    const incidents = join(machine.store, 'incidents');
    mkdirSync(join(incidents, 'lost+found'));
    mkdirSync(join(incidents, '2026-01-01-no-log'));
    writeFileSync(join(incidents, 'stray'), '');
    expect(machine.inc(['list', '-q'])).toMatchObject({ exit: 0, stdout: `${id}\n` });
    for (const name of ['stray', '2026-01-01-no-log', 'lost+found'])
      expect(machine.inc(['switch', name]).exit).toBe(66);
  });

  it('is listed newest first, the tenth of a day before the ninth', () => {
    const ids = Array.from({ length: 11 }, () => open('Same'));
    expect(machine.inc(['list', '-q']).stdout.trimEnd().split('\n')).toEqual(ids.toReversed());
  });

  it('is a fault with its path when it cannot be', () => {
    writeFileSync(machine.store, '');
    const opened = machine.inc(['open', 'x']);
    expect(opened.exit).toBe(73);
    expect(opened.stderr).toContain(machine.store);
    const { exit, stderr } = machine.inc(['list']);
    expect(exit).toBe(74);
    expect(stderr).toContain(`a file stands where a folder should be · ${machine.store}/incidents`);
    const nowhere = { HOME: '/dev/null', INC_HOME: '', XDG_STATE_HOME: '', XDG_CACHE_HOME: '' };
    expect(machine.inc(['open', 'x'], { env: nowhere }).exit).toBe(73);
  });
});

describe('a damaged record', () => {
  it('is shown, and said to be damaged, by every command that reads it', () => {
    const id = open();
    for (const text of ['one', 'two', 'three']) machine.inc(['note', text]);
    const file = logFile(id);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"text":"two"', '"text":"tvo"'));
    const told = `inc: the record is damaged: 1 line was left out · inc verify -i ${id}\n`;
    for (const args of [['timeline'], ['show'], ['list'], ['postmortem', 'build', '-o', '-']])
      expect(machine.inc(args)).toMatchObject({ exit: 65, stderr: expect.stringContaining(told) });
    expect(machine.inc([])).toMatchObject({ exit: 65, stderr: told });
    const document = machine.inc(['postmortem', 'build', '-o', '-']).stdout;
    expect(document).toContain('three');
    expect(document).toContain('**The record is damaged: 1 line was left out.**');
    expect(document).not.toContain('prove that none of them');
  });

  it('is one with a line cut out, and not one with a torn tail', () => {
    const id = open();
    for (const text of ['one', 'two']) machine.inc(['note', text]);
    const file = logFile(id);
    appendFileSync(file, '{"v":1,"id":"01');
    expect(machine.inc(['timeline'])).toMatchObject({ exit: 0, stderr: '' });
    writeFileSync(file, readFileSync(file, 'utf8').replace(/.*"text":"one".*\n/, ''));
    expect(machine.inc(['timeline'])).toMatchObject({
      exit: 65,
      stderr: `inc: the record is damaged: 1 event is missing · inc verify -i ${id}\n`,
    });
  });
});

describe('a pipe among the files of the record', () => {
  it('is waited for by nobody', () => {
    const id = open();
    spawnSync('mkfifo', [join(logFolder(id), 'aaaaaaaa.jsonl')]);
    expect(machine.inc(['note', 'one']).exit).toBe(0);
    expect(machine.inc(['timeline']).stdout).toContain('one');
  });
});
