import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorded } from '../../src/core/record/envelope.ts';
import type { CatchupView } from '../../src/render/views/incident.ts';
import type { EntryView, ListView, TimelineView, TodosView } from '../../src/render/views/reading.ts';
import { ended, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
let id = '';
beforeEach(() => {
  box = sandbox();
  box.inc(['open', 'Web is down', '--sev', '2', '-S', 'web']);
  id = box.incident();
});
afterEach(() => box.remove());

const inc = (...args: string[]): Ran => box.inc(args);
/** Runs what must go well. @returns the ids that it prints. */
const done = (...args: string[]): string => {
  const ran = inc(...args, '-q');
  expect(ran).toMatchObject({ exit: 0 });
  return ran.stdout.trim();
};
const json = <T>(...args: string[]): T => {
  const ran = inc(...args, '--json');
  expect(ran.exit).toBe(0);
  return JSON.parse(ran.stdout) as T;
};
const events = (incident = id): Recorded[] =>
  box
    .log(incident)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Recorded);
const last = (incident = id): unknown => {
  const { type, data } = events(incident).at(-1) as Recorded;
  return [type, data];
};
const opened = (title: string, ...flags: string[]): string => done('open', title, '--no-switch', ...flags);

describe('the end of an incident', () => {
  it('is taken back by reopen, which makes it the current one again', () => {
    done('resolve');
    done('close', '--no-postmortem');
    expect(inc('note', 'x').exit).toBe(66);
    done('reopen', '-i', 'web', 'still', 'down');
    expect(last()).toEqual(['incident.reopened', { text: 'still down' }]);
    expect(done('list', '--open')).toBe(id);
    expect(done('note', 'it is current')).toMatch(/^[0-9a-f]{7}$/);
    expect(json<{ phase: string; keyTimes: object }>('show')).toMatchObject({
      phase: 'investigating',
      keyTimes: expect.not.objectContaining({ resolved: expect.anything() }),
    });
  });

  it('can be that it was none: cancel lets go of it', () => {
    done('cancel', 'a test alert');
    expect(last()).toEqual(['incident.cancelled', { text: 'a test alert' }]);
    expect(done('list', '--open')).toBe('');
    expect(done('list', '--phase', 'cancelled')).toBe(id);
    expect(inc('note', 'x').exit).toBe(66);
  });

  it.each(['reopen', 'cancel'])('%s needs a reason: 64, and nothing is written', (verb) => {
    expect(inc(verb)).toMatchObject({ exit: 64, stderr: expect.stringContaining('needs a reason') });
    expect(events()).toHaveLength(1);
    expect(done('list', '--open')).toBe(id);
  });

  it('hints at what is odd, and takes it', () => {
    expect(inc('reopen', 'why')).toMatchObject({ exit: 0, stderr: expect.stringContaining('was not over') });
    done('cancel', 'none');
    expect(inc('cancel', '-i', id, 'again')).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining('cancelled before'),
    });
  });
});

describe('inc link', () => {
  it('names the other one, by its identity too', () => {
    const other = opened('Database is down');
    done('link', 'database', '--caused-by');
    expect(last()).toEqual(['incident.linked', { to: other, as: 'caused-by', hash: events(other)[0]?.hash }]);
    expect(inc('timeline').stdout).toContain(`Caused by ${other}`);
    expect(inc('show').stdout).toContain(`Caused by ${other}`);
    done('link', other);
    expect(json<{ links: { as: string }[] }>('show').links.map(({ as }) => as)).toEqual([
      'caused-by',
      'related',
    ]);
  });

  it.each([
    [66, ['nowhere']],
    [64, ['web']],
    [64, ['database', '--dup', '--related']],
    // `--as` is who did it: a slip must not put a false name into the record.
    [64, ['database', '--as', 'dup']],
  ])('refuses with %i: link %j', (exit, args) => {
    opened('Database is down');
    expect(inc('link', ...args).exit).toBe(exit);
    expect(events()).toHaveLength(1);
  });
});

describe('notes of a kind', () => {
  it('are decisions and questions', () => {
    done('decide', 'rolling restart;', 'bo executes', '-t', 'plan');
    expect(last()).toMatchObject(['note.added', { kind: 'decision', text: 'rolling restart; bo executes' }]);
    box.inc(['ask', '-'], { input: 'why was nobody paged?\n' });
    expect(last()).toMatchObject(['note.added', { kind: 'question', text: 'why was nobody paged?' }]);
    expect(inc('ask').exit).toBe(64);
    expect(inc('decide', '  ').exit).toBe(64);
  });

  it.each(['decide', 'ask'])('%s says what to type when no incident is chosen', (verb) => {
    done('cancel', 'x');
    expect(inc(verb, 'y')).toMatchObject({ exit: 66, stderr: expect.stringContaining(`inc ${verb} -i`) });
  });

  it('can be about an entry, by its id, a prefix, or as the last one', () => {
    const question = done('ask', 'who owns web-2?');
    const { hash } = events().at(-1) as Recorded;
    done('note', '--re', question, 'bo');
    expect(last()).toMatchObject(['note.added', { text: 'bo', re: hash }]);
    done('ask', '--re', hash.slice(0, 12), 'and who is bo?', '-t', 'who');
    expect(last()).toMatchObject(['note.added', { kind: 'question', re: hash, tags: ['who'] }]);
    const { hash: newest } = events().at(-1) as Recorded;
    box.inc(['note', '--re', 'last', '--at', '-2m', '-'], { input: 'ask him\n' });
    expect(last()).toMatchObject(['note.added', { text: 'ask him', re: newest }]);
    expect(inc('timeline').stdout).toContain(`(logged 2 min later, about ${newest.slice(0, 7)})`);
    expect(inc('note', '--re', 'zzz', 'x')).toMatchObject({ exit: 66 });
    expect(inc('verify').exit).toBe(0);
  });
});

describe('inc todo and inc todos', () => {
  it('keep what is to be done, who will do it, and until when', () => {
    done('todo', 'alert on', 'pool size', '-o', '@cy', '--due', '2026-1-5', '--measure', 'monitoring');
    const data = { action: 'a1', title: 'alert on pool size', owner: 'cy', due: '2026-01-05' };
    expect(last()).toEqual(['action.added', { ...data, measure: 'monitoring' }]);
    done('todo', 'TODO: fix the docs');
    expect(last()).toEqual(['action.added', { action: 'a2', title: 'fix the docs' }]);
    for (const wrong of [
      ['x', '--due', 'soon'],
      ['x', '--measure', 'magic'],
      ['x', '--due', '2026-02-30'],
      [],
    ])
      expect(inc('todo', ...wrong).exit).toBe(64);
    expect(events()).toHaveLength(3);
  });

  it('list what is open in all incidents, what is due first standing first', () => {
    done('todo', 'no date');
    done('todo', 'late', '--due', '2020-02-29', '-o', 'bo');
    done('todo', 'later', '--due', '2199-12-31', '-o', 'cy');
    const other = opened('Old', '--drill');
    done('note', '-i', other, 'TODO: of another one');
    const { items } = json<TodosView>('todos');
    expect(items.map(({ incident, title, overdue }) => [incident, title, overdue])).toEqual([
      [id, 'late', true],
      [id, 'later', false],
      [id, 'no date', false],
      [other, 'TODO: of another one', false],
    ]);
    const shown = inc('todos').stdout;
    expect(shown).toMatch(/2020-02-29 {2}bo +OVERDUE late/);
    expect(shown).toContain('4 open action items, 1 overdue');
    expect(done('fu', '-i', 'old')).toMatch(/^\d{4}-\d\d-\d\d-old:[0-9a-f]{7}$/);
    expect(done('todos', '--owner', '@CY')).toBe(`${id}:a3`);
  });

  it('take done, drop and reopen, by the names that they print', () => {
    done('todo', 'one');
    done('todo', 'two');
    const other = opened('Other');
    done('todo', '-i', other, 'three');
    done('todos', 'done', 'a1');
    done('todos', 'drop', 'a2', 'the pool', 'is gone');
    expect(last()).toMatchObject([
      'action.changed',
      { action: 'a2', state: 'dropped', text: 'the pool is gone' },
    ]);
    done('todos', 'done', done('todos'));
    expect(last(other)).toMatchObject(['action.changed', { action: 'a1', state: 'done' }]);
    expect(inc('todos').stdout).toBe('No open action items.\n');
    expect(
      json<TodosView>('todos', '--all')
        .items.map(({ title, state }) => `${title} ${state}`)
        .toSorted((a, b) => (a < b ? -1 : 1)),
    ).toEqual(['one done', 'three done', 'two dropped']);
    expect(inc('todos', 'done', 'a1').stderr).toContain('done before');
    done('todos', 'reopen', 'a1');
    expect(done('todos')).toBe(`${id}:a1`);
  });

  it.each([
    [64, ['done']],
    [64, ['doen', 'a1']],
    [66, ['done', 'a9']],
    [66, ['done', 'nowhere:a1']],
    [66, ['done', ':a1']],
  ])('refuse with %i: todos %j', (exit, args) => {
    expect(inc('todos', ...args).exit).toBe(exit);
  });
});

describe('inc attach', () => {
  const blobs = (): string[] => {
    const folder = join(box.store, 'incidents', id, 'blobs');
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  };
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(box.work, name), content);
    return name;
  };

  it('keeps a text, redacted, and shows it in timeline and post-mortem', () => {
    put('pods.txt', `${'pod running\n'.repeat(1000)}password=hunter22x\n`);
    const ran = inc('attach', './pods.txt');
    expect(ran).toMatchObject({
      exit: 0,
      stderr: '',
      stdout: expect.stringContaining('(1 secret redacted)'),
    });
    const [type, data] = last() as [string, { blob: string }];
    expect([type, data]).toEqual([
      'file.attached',
      {
        name: 'pods.txt',
        bytes: expect.any(Number),
        blob: expect.stringMatching(/^[0-9a-f]{64}$/),
        redactions: 1,
      },
    ]);
    const text = `Attached pods.txt (12 kB, sha256 ${data.blob.slice(0, 12)})`;
    expect(inc('timeline').stdout).toContain(text);
    expect(inc('postmortem', 'build', '-o', '-').stdout).toContain(text);
    const [blob = '', ...more] = blobs();
    expect(more).toEqual([]);
    expect(readFileSync(blob, 'utf8')).not.toContain('hunter22x');
    expect(inc('verify').exit).toBe(0);
    writeFileSync(blob, 'changed');
    expect(inc('verify')).toMatchObject({ exit: 1, stdout: expect.stringContaining('bad-blob') });
  });

  it('hides what the environment calls a secret, and what the team does', () => {
    mkdirSync(join(box.work, '.inc'));
    writeFileSync(
      join(box.work, '.inc/inc.yaml'),
      'redaction: [{ name: ticket, pattern: "TICKET-\\\\d+" }]\n',
    );
    put('a.txt', 'see swordfish99 in TICKET-4711\n');
    const ran = box.inc(['attach', 'a.txt'], { env: { API_TOKEN: 'swordfish99' } });
    expect(ran.exit).toBe(0);
    const kept = blobs()
      .map((path) => readFileSync(path, 'utf8'))
      .join('');
    expect(kept).not.toContain('swordfish99');
    expect(kept).not.toContain('4711');
  });

  it('takes standard input under a name, which is made safe', () => {
    box.inc(['attach', '-', '--name', '../../etc/pods\u202e.txt'], { input: 'a\n' });
    expect(last()).toMatchObject(['file.attached', { name: 'pods<U+202E>.txt', bytes: 2 }]);
    box.inc(['attach', '-'], { input: '' });
    expect(last()).toMatchObject(['file.attached', { name: 'stdin', bytes: 0 }]);
  });

  it('keeps what is no text as it is, and says so', () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
    put('core', bytes);
    put('note.txt', 'text');
    const ran = inc('attach', 'core', 'note.txt');
    expect(ran).toMatchObject({ exit: 0, stderr: expect.stringMatching(/^inc: core is not text.*\n$/) });
    expect(
      events()
        .slice(1)
        .map(({ data }) => (data as { name: string }).name),
    ).toEqual(['core', 'note.txt']);
    expect(blobs().some((path) => readFileSync(path).equals(bytes))).toBe(true);
  });

  it('does not take standard input that began as text with a secret and went on as none', () => {
    const input = `password=hunter22x\n${'text\n'.repeat(50_000)}\0`;
    expect(box.inc(['attach', '-'], { input })).toMatchObject({ exit: 64 });
    expect(blobs()).toEqual([]);
    expect(events()).toHaveLength(1);
  });

  it('holds at most 64 MiB, also of what has no end', () => {
    const endless = execFileSync(
      'bash',
      [
        '-c',
        'yes | "$0" "$1" attach - >/dev/null 2>err; echo ${PIPESTATUS[1]}; cat err',
        process.execPath,
        join(import.meta.dirname, '../../bin/inc.cjs'),
      ],
      { cwd: box.work, env: box.env, encoding: 'utf8' },
    );
    expect(endless).toMatch(/^64\n.*64 MiB/);
    expect(blobs()).toEqual([]);
  });

  it.each([
    [66, 'missing', ['missing.txt']],
    [64, 'a folder', ['.']],
    [64, 'a symbolic link', ['link']],
    [64, 'a device', ['/dev/zero']],
    [64, 'one name for two', ['--name', 'x', 'link', 'link']],
    [64, 'standard input twice', ['-', '-']],
    [64, 'nothing', []],
  ])('refuses with %i: %s', (exit, _, args) => {
    put('target', 'x');
    symlinkSync('target', join(box.work, 'link'));
    expect(inc('attach', ...args).exit).toBe(exit);
    expect(events()).toHaveLength(1);
  });
});

describe('inc list', () => {
  const ids = (...flags: string[]): string[] =>
    json<ListView>('list', ...flags)
      .incidents.map(({ title }) => title)
      .toSorted();

  it('is narrowed by each flag, and by all at once', () => {
    opened('Old', '--sev', '1', '--at', '2020-05-06 12:00', '-S', 'DB', '-S', 'web');
    opened('Drill', '--sev', '1', '--drill');
    opened('Unknown');
    expect(ids()).toEqual(['Drill', 'Old', 'Unknown', 'Web is down']);
    expect(ids('--sev', '1')).toEqual(['Drill', 'Old']);
    expect(ids('--sev', '1', '--sev', 'SEV2')).toEqual(['Drill', 'Old', 'Web is down']);
    expect(ids('--service', 'db')).toEqual(['Old']);
    expect(ids('-S', 'web', '-S', 'db')).toEqual(['Old', 'Web is down']);
    expect(ids('--drill')).toEqual(['Drill']);
    expect(ids('--no-drill')).toEqual(['Old', 'Unknown', 'Web is down']);
    expect(ids('--since', '30d')).toEqual(['Drill', 'Unknown', 'Web is down']);
    expect(ids('--since', '2020-05-06', '--until', '2020-05-06')).toEqual(['Old']);
    expect(ids('--until', '2020-05-05')).toEqual([]);
    done('resolve', '-i', 'unknown');
    expect(ids('--phase', 'resolved')).toEqual(['Unknown']);
    expect(ids('--sev', '1', '--no-drill', '--service', 'web', '--open')).toEqual(['Old']);
    expect(inc('list', '--phase', 'closed').stdout).toContain('No such incident, of 4');
  });

  it('stands newest first within a day, too', () => {
    opened('Zebra', '--at', '2020-05-06 10:00');
    opened('Ant', '--at', '2020-05-06 12:00');
    opened('Bee', '--at', '2020-05-06 11:00');
    const titles = json<ListView>('list', '--until', '2020-05-06').incidents.map(({ title }) => title);
    expect(titles).toEqual(['Ant', 'Bee', 'Zebra']);
  });

  it('still opens drills and real incidents as asked', () => {
    expect(json<ListView>('list').incidents[0]).toMatchObject({ drill: false, services: ['web'] });
  });

  it.each([
    ['--sev', '9'],
    ['--phase', 'closd'],
    ['--since', 'whenever'],
  ])('refuses with 64: %s %s', (...flags) => {
    expect(inc('list', ...flags).exit).toBe(64);
  });
});

describe('inc timeline', () => {
  const texts = (...flags: string[]): string[] =>
    json<TimelineView>('timeline', ...flags).entries.map(({ text }) => text);

  it('is narrowed by time, kind, tag, person and count', () => {
    done('note', '--at', '2020-01-01 10:00', 'long ago', '-t', 'db');
    box.inc(['note', 'by bo', '-t', 'net'], { env: { INC_USER: 'bo' } });
    done('decide', 'go');
    expect(texts('--kind', 'note')).toEqual(['long ago', 'by bo']);
    expect(texts('--kind', 'decision', '--kind', 'opened')).toEqual(['Incident declared: Web is down', 'go']);
    expect(texts('--tag', 'db', '--tag', '#net')).toEqual(['long ago', 'by bo']);
    expect(texts('--by', '@bo')).toEqual(['by bo']);
    expect(texts('--until', '2020-01-01')).toEqual(['long ago']);
    expect(texts('--since', '1h', '--by', 'alice')).toEqual(['Incident declared: Web is down', 'go']);
    expect(texts('-L', '2')).toEqual(['by bo', 'go']);
    expect(texts('-L', '0')).toEqual([]);
    expect(inc('tl', '--kind', 'decison')).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('No such entry'),
      stderr: expect.stringContaining('the kinds are: '),
    });
    expect(inc('tl', '-L', 'many').exit).toBe(64);
  });

  /** Follows until `count` lines have been printed. */
  async function follow(
    count: number,
    flags: string[],
    act: () => Promise<unknown>,
  ): Promise<Ran & { lines: string[] }> {
    const child = box.start(['timeline', '-f', ...flags]);
    const end = ended(child);
    let text = '';
    let acted: Promise<unknown> | undefined;
    const enough = new Promise<void>((resolve) =>
      child.stdout?.on('data', (more: string | Buffer) => {
        text += more.toString();
        acted ??= act();
        if (text.split('\n').length > count) resolve();
      }),
    );
    await Promise.race([enough, once(child, 'close')]);
    await acted;
    child.kill('SIGINT');
    const ran = await end;
    return { ...ran, lines: ran.stdout.split('\n').filter(Boolean) };
  }

  it('follows what every replica writes, until Ctrl-C: 130', async () => {
    done('note', 'before');
    const bo = { env: { INC_USER: 'bo', XDG_STATE_HOME: join(box.home, 'other') } };
    const { exit, stderr, lines } = await follow(5, ['-L', '1'], async () => {
      await box.run(['note', 'from here']);
      await box.run(['note', 'from there'], bo);
    });
    expect({ exit, stderr }).toEqual({ exit: 130, stderr: '' });
    expect(lines[0]).toContain(id);
    expect(lines.slice(2).map((line) => line.replace(/^.*note +/, ''))).toEqual([
      'before',
      'from here',
      'from there',
    ]);
    expect(readdirSync(join(box.store, 'incidents', id, 'log'))).toHaveLength(2);
  });

  it('follows in JSON Lines, one entry each; what ends comes again', async () => {
    const { exit, lines } = await follow(3, ['--json'], () => box.run(['run', '--', 'true']));
    expect(exit).toBe(130);
    const views = lines.map((line) => JSON.parse(line) as EntryView);
    expect(views.every(({ kind, incident }) => kind === 'entry' && incident === id)).toBe(true);
    const entries = views.map(({ entry }) => entry);
    expect(entries[0]?.kind).toBe('opened');
    expect(entries.at(-1)).toMatchObject({ kind: 'command', result: 'ok' });
  });

  it('follows only what was asked for', async () => {
    const { lines } = await follow(2, ['--kind', 'opened', '--kind', 'decision', '-q'], async () => {
      await box.run(['note', 'not this']);
      await box.run(['decide', 'this']);
    });
    expect(lines).toEqual(
      events()
        .filter(({ data }) => !('text' in data) || data.text === 'this')
        .map(({ hash }) => hash.slice(0, 7)),
    );
  });

  it('ends when nobody reads any more', async () => {
    const shell =
      'exec 3< <("$0" "$1" timeline -f; echo $? >ended); read -r line <&3; exec 3<&-; "$0" "$1" note x >/dev/null';
    const bin = join(import.meta.dirname, '../../bin/inc.cjs');
    execFileSync('bash', ['-c', `${shell}; wait $!`, process.execPath, bin], { cwd: box.work, env: box.env });
    expect(readFileSync(join(box.work, 'ended'), 'utf8')).toBe('0\n');
  });
});

describe('inc catchup', () => {
  it('shows on one screen where it stands', () => {
    done('impact', 'checkout is slow', '--start', '-20m');
    done('role', 'commander', 'ana');
    done('note', '-k', 'hypothesis', 'the pool is full');
    done('note', '--re', 'last', 'ruled out: 10% in use');
    done('note', '-k', 'hypothesis', 'bad deploy');
    done('ask', 'who owns web-2?');
    done('note', '--re', 'last', 'bo does');
    done('ask', 'why no page?');
    for (const text of ['one', 'two', 'three', 'four']) done('decide', text);
    inc('run', '--', 'false');
    inc('run', '--', 'bash', '-c', 'kill -KILL $PPID');
    writeFileSync(join(box.work, 'red.sh'), '#!/bin/sh\necho CRITICAL: no; exit 2\n', { mode: 0o755 });
    writeFileSync(join(box.work, 'flaps.sh'), '#!/bin/sh\nrm flag 2>/dev/null && exit 1\necho fine\n', {
      mode: 0o755,
    });
    writeFileSync(join(box.work, 'flag'), '');
    inc('check', './red.sh', './flaps.sh');
    inc('check', './flaps.sh');
    done('todo', 'alert', '-o', 'cy');
    done('todo', 'gone');
    done('todos', 'drop', 'a2');

    const view = json<CatchupView>('catchup');
    expect(view).toMatchObject({
      kind: 'catchup',
      incident: id,
      phase: 'investigating',
      severity: 'sev2',
      impact: 'checkout is slow',
      lasted: { from: 'started', to: 'now', ms: expect.any(Number) },
    });
    expect(view.lasted.ms).toBe(Date.parse(view.lasted.toAt) - Date.parse(view.lasted.fromAt ?? ''));
    expect(view.hypotheses.map(({ entry, standing }) => [entry.text, standing])).toEqual([
      ['the pool is full', 'ruled out'],
      ['bad deploy', 'open'],
    ]);
    expect(view.questions.map(({ entry }) => entry.text)).toEqual(['why no page?']);
    expect(view.decisions.map(({ text }) => text)).toEqual(['two', 'three', 'four']);
    expect(view.checks.map(({ check, status }) => [check, status])).toEqual([
      ['./red.sh', 'CRITICAL'],
      ['./flaps.sh', 'OK'],
    ]);
    expect(view.unfinished.map(({ kind }) => kind)).toEqual(['command']);
    expect(view.todos.map(({ title }) => title)).toEqual(['alert']);

    const { stdout } = inc('catchup');
    for (const text of [
      'for 20 min',
      'checkout is slow',
      'commander ana',
      'false · exit 1',
      'CRITICAL  ./red.sh',
      'OK  ./flaps.sh',
      'no end recorded',
      'bad deploy',
      'the pool is full · ruled out: 10% in use',
      'why no page?',
      'a1  alert · cy',
    ])
      expect(stdout).toContain(text);
    expect(stdout.split('\n').length).toBeLessThanOrEqual(24);
    // Every time has its day and zone on the same screen.
    expect(stdout).toMatch(/times without a date: \d{4}-\d\d-\d\d \+00:00/);
    expect(done('catchup')).toBe(id);
  });

  it('stays one screen for a long incident, and safe to look at', () => {
    const input = Array.from({ length: 30 }, (_, index) => index);
    for (const index of input) done('todo', `item ${index} \u001b[31m\nred`);
    const { stdout } = inc('catchup', id);
    expect(stdout).toContain('… 25 more');
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').length).toBeLessThanOrEqual(24);
  });

  it('says how long it lasted once it is over', () => {
    done('impact', 'x', '--start', '-30m');
    done('resolve', '--at', '-10m');
    expect(json<CatchupView>('catchup').lasted).toMatchObject({ to: 'resolved', from: 'started' });
    expect(inc('catchup').stdout).toMatch(/lasted (?:20 min|19 min 59 s)/);
  });
});

it.each([
  'reopen',
  'cancel',
  'link',
  'decide',
  'ask',
  'todo',
  'attach',
  'catchup',
  'timeline',
  'list',
  'todos',
])('inc %s --help has examples', (verb) => {
  const { exit, stdout } = inc(verb, '--help');
  expect(exit).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples:\n  (?:.* \\| )?inc ${verb}`));
});
