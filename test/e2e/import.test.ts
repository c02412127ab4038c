import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
  box.inc(['open', 'Web Server Downtime', '--tz', 'GMT+1', '--started', '2024-11-22 14:20']);
});
afterEach(() => box.remove());

interface Shown {
  readonly state: string;
  readonly rows: readonly {
    at: string;
    text: string;
    kind: string;
    present: boolean;
    late: number | null;
    id: string | null;
  }[];
  readonly events: { readonly added: readonly unknown[]; readonly present: number } | null;
  readonly leftOut: readonly { line: number; text: string; why: string }[];
}
interface Entry {
  readonly at: string;
  readonly text: string;
  readonly kind: string;
  readonly late?: number;
  readonly approx?: true;
  readonly until?: string;
}

const json = <T>({ stdout }: Ran): T => JSON.parse(stdout) as T;
const entries = (): readonly Entry[] =>
  json<{ entries: Entry[] }>(box.inc(['timeline', '--json'])).entries.filter(({ kind }) => kind !== 'opened');
const text = `## 2024-11-22
14:25 Monitoring detected slow answers
~14:40 users complain
14:45-14:55 TODO: watch the pool
and what is this

Not a row: \u001b[31mred\u001b[0m
`;

describe('inc import', () => {
  it('shows what it understood, and records nothing unless it is confirmed', () => {
    const before = box.log();
    const { exit, stdout, stderr } = box.inc(['import'], { input: text });
    expect(exit).toBe(77);
    expect(stdout).toContain('2024-11-22 14:25:00 +01:00');
    expect(stdout).toContain('3 rows to import · 1 line not understood');
    expect(stdout).not.toContain('\u001b[31m');
    expect(stderr).toContain('inc import - --yes');
    expect(box.inc(['import', '-', '--dry-run'], { input: text }).exit).toBe(0);
    expect(box.log()).toBe(before);
  });

  it('records every row as a note that came late, and prints what is left byte for byte', () => {
    const { exit, stdout, stderr } = box.inc(['import', '--yes'], { input: text });
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^[0-9a-f]{7}  2024-11-22 14:25:00 \+01:00 .*logged \d+ d/m);
    expect(stdout).toContain(`3 rows imported · 1 line not understood, left out  ${box.incident()}`);
    expect(stderr).toBe(
      'inc: line 1: 2024-11-22\ninc: 1 line was not understood, and left out:\nNot a row: \u001b[31mred\u001b[0m\n',
    );
    expect(entries()).toMatchObject([
      { at: '2024-11-22T14:25:00+01:00', text: 'Monitoring detected slow answers', kind: 'note' },
      { at: '2024-11-22T14:40:00+01:00', text: 'users complain', approx: true },
      {
        at: '2024-11-22T14:45:00+01:00',
        text: 'TODO: watch the pool and what is this',
        kind: 'todo',
        until: '2024-11-22T14:55:00+01:00',
      },
    ]);
    for (const { late = 0 } of entries()) expect(late).toBeGreaterThan(86_400_000);
    expect(box.inc(['verify']).exit).toBe(0);
  });

  it('skips rows that are there already, unless it is told not to', () => {
    box.inc(['note', '--at', '2024-11-22 14:25', 'Monitoring detected slow answers']);
    const twice = `14:25 Monitoring detected slow answers\n14:30 restart\n14:30 restart\n`;
    const first = json<Shown>(box.inc(['import', '--yes', '--json'], { input: twice }));
    expect(first.rows.map(({ present }) => present)).toEqual([true, false, false]);
    const second = box.inc(['import', '--yes'], { input: twice });
    expect(second.exit).toBe(0);
    expect(second.stdout).toContain('3 rows already in the record (same time and text), skipped');
    expect(entries()).toHaveLength(3);
    expect(box.inc(['import', '--yes', '--again'], { input: twice }).exit).toBe(0);
    expect(entries()).toHaveLength(6);
  });

  it('takes the text of the seed as it stands: every time, every text', () => {
    const file = join(import.meta.dirname, '../fixtures/seed/web-server-downtime.txt');
    const rows = [...readFileSync(file, 'utf8').matchAll(/^(\d\d:\d\d): (.*)$/gm)];
    expect(box.inc(['import', file, '--yes']).exit).toBe(0);
    expect(entries().map((entry) => [entry.at, entry.text])).toEqual(
      rows.map(([, clock, words]) => [`2023-10-23T${clock}:00+01:00`, words]),
    );
    expect(box.inc(['import', file, '--yes']).exit).toBe(0);
    expect(entries()).toHaveLength(6);
  });

  it('takes a day and a zone from flags', () => {
    const args = ['import', '--date', '2024-11-20', '--tz', 'America/New_York', '--yes'];
    expect(box.inc(args, { input: '9:37 AM EST one' }).exit).toBe(0);
    expect(entries().map(({ at }) => at)).toEqual(['2024-11-20T09:37:00-05:00']);
  });

  it('hides secrets in what it shows and in what it records', () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const args = ['import', '--yes'];
    const shown = box.inc(['import', '-n'], { input: `14:25 token ${secret}` });
    const { stdout } = box.inc(args, { input: `14:25 token ${secret}` });
    expect(stdout).toContain('1 secret redacted');
    expect(shown.stdout + stdout + box.log()).not.toContain(secret);
    expect(box.inc(args, { input: `14:25 token ${secret}` }).stdout).toContain('1 row already in the record');
  });

  it.each<[string, string, string[], number, RegExp]>([
    ['nothing', '', [], 64, /nothing to import/],
    ['no row', 'what\never\n', [], 65, /nothing of it was understood/],
    ['a zone that is none', '14:25 one', ['--tz', 'PST'], 64, /abbreviation/],
    ['rows in an abbreviated zone', 'Timeline (all times PST)\n14:25 one', [], 64, /line 1.*PST.*\n.*--tz/],
    ['a day that is none', '14:25 one', ['--date', '2024-02-30'], 64, /no day 30/],
    ['a format that is none', '14:25 one', ['--format', 'xml'], 64, /text, jsonl/],
  ])('says what is wrong: %s', (_, input, flags, exit, why) => {
    const ran = box.inc(['import', '-', ...flags], { input });
    expect(ran.exit).toBe(exit);
    expect(ran.stderr).toMatch(why);
  });

  it('says what is wrong with a file', () => {
    expect(box.inc(['import', 'nowhere.md'])).toMatchObject({ exit: 66 });
    expect(box.inc(['import', '.'])).toMatchObject({ exit: 74 });
    writeFileSync(join(box.work, 'latin1.txt'), Buffer.from('14:25 caf\u00e9', 'latin1'));
    const ran = box.inc(['import', 'latin1.txt']);
    expect(ran.exit).toBe(65);
    expect(ran.stderr).toContain('iconv');
    writeFileSync(join(box.work, 'large.txt'), Buffer.alloc(12 * 1024 * 1024 + 1, 'a'));
    expect(box.inc(['import', 'large.txt']).stderr).toContain('more than 12 MiB');
  });

  it('takes thousands of rows at once', () => {
    const minute = (n: number): string => new Date(Date.UTC(2024, 10, 1) + n * 60_000).toISOString();
    const input = Array.from({ length: 5000 }, (_, n) => `${minute(n)} row ${n}`).join('\n');
    expect(box.inc(['import', '--yes', '--quiet'], { input }).stdout.split('\n')).toHaveLength(5001);
    expect(box.inc(['verify']).stdout).toContain('5001 events');
  });
});

describe('inc import of JSON Lines', () => {
  it('takes objects with a time and a text', () => {
    const rows = [
      { at: '2024-11-22T14:25:00+01:00', text: 'slow', by: 'monitoring', kind: 'observation' },
      {
        at: '2024-11-22T14:30:00Z',
        text: 'TODO: alert',
        until: '2024-11-22T14:40:00Z',
        approx: true,
        tags: ['db'],
      },
      { at: 'yesterday', text: 'no' },
      { at: '2024-11-22T14:30:00Z', text: 'no', kind: 'guess' },
      { at: '2024-11-22T14:30:00Z', text: 'no', who: 'me' },
    ];
    const input = `${rows.map((row) => JSON.stringify(row)).join('\n')}\nnot json\n`;
    const shown = json<Shown>(box.inc(['import', '--yes', '--json'], { input }));
    expect(shown.leftOut.map(({ line, why }) => [line, why])).toEqual([
      [3, expect.stringContaining('RFC 3339')],
      [4, expect.stringContaining('not a kind')],
      [5, expect.stringContaining('"who" is not known')],
      [6, 'it is no JSON'],
    ]);
    expect(entries()).toMatchObject([
      { at: '2024-11-22T14:25:00+01:00', text: 'monitoring: slow', kind: 'observation' },
      { at: '2024-11-22T14:30:00+00:00', text: 'TODO: alert', kind: 'todo', approx: true, tags: ['db'] },
    ]);
  });

  it('joins lines of the same incident that another machine recorded', () => {
    const machine = { env: { XDG_STATE_HOME: join(box.home, 'other-state'), INC_USER: 'bob' } };
    const before = box.log();
    box.inc(['note', 'from bob'], machine);
    const all = box.log();
    // As before bob wrote: his file is gone, and comes back as a file of lines.
    const [bob = ''] = all.split('\n').filter((line) => line.includes('from bob'));
    const { rep } = JSON.parse(bob) as { rep: string };
    const file = join(box.store, 'incidents', box.incident(), 'log', `${rep}.jsonl`);
    writeFileSync(file, '');
    expect(box.log()).toBe(before);
    writeFileSync(join(box.work, 'events.jsonl'), all);
    expect(box.inc(['import', 'events.jsonl']).exit).toBe(77);
    const ran = box.inc(['import', 'events.jsonl', '--yes']);
    expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' });
    expect(ran.stdout).toContain('1 event of 1 replica joined · 1 event already here');
    expect(readFileSync(file, 'utf8')).toBe(`${bob}\n`);
    expect(box.inc(['verify']).exit).toBe(0);
    expect(box.inc(['import', 'events.jsonl', '--yes']).stdout).toContain('2 events already here');
    writeFileSync(file, '');
    const altered = all.replace('from bob', 'from eve');
    const refused = box.inc(['import', '-', '--yes'], { input: altered });
    expect(refused.stdout).toContain('1 line not understood');
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('that were damaged or cut records the rest, and ends with 65', () => {
    const row = '{"at":"2024-11-22T14:25:00+01:00","text":"slow"}\n';
    const input = `${row}{"at":"2024-11-22T14:26:00+01:00","te`;
    const args = ['import', '-', '--yes'];
    expect(box.inc(args, { input })).toMatchObject({ exit: 65, stderr: expect.stringContaining('"te') });
    expect(entries()).toMatchObject([{ text: 'slow' }]);
    expect(box.inc(args, { input }).exit).toBe(65);
    expect(box.inc(args, { input: row }).exit).toBe(0);
    const cut = box.inc(args, { input: box.log().slice(0, -20) });
    expect({ exit: cut.exit, refused: cut.stdout.includes('1 line not understood') }).toEqual({
      exit: 65,
      refused: true,
    });
  });

  it.each([
    ['a foreign key', '{"at":"2024-11-22T14:25:00Z","message":"x"}', /"message" is not known here/],
    ['a list', '[\n {"at":"2024-11-22T14:25:00Z", "text":"x"}\n]', /jq -c '\.\[\]' FILE/],
    ['a spread object', '{\n "at":"2024-11-22T14:25:00Z",\n "msg":"x"\n}', /"msg" is[^]*jq -c \. FILE/],
  ])('says how to write what holds %s', (_, input, hint) => {
    const { exit, stderr } = box.inc(['import', '-', '--yes'], { input });
    expect(exit).toBe(65);
    expect(stderr).toContain('each line is {"at":"2024-11-22T14:25:00Z","text":"what happened"}');
    expect(stderr).toMatch(hint);
  });

  it('does not bring back what was redacted', () => {
    box.inc(['note', 'zebra plan']);
    const before = box.log();
    expect(before).toContain('zebra');
    box.inc(['redact', 'last', '--why', 'not for the record', '--yes']);
    const { exit, stdout } = box.inc(['import', '-', '--yes'], { input: before });
    expect(exit).toBe(0);
    expect(stdout).toContain('2 events already here');
    expect(box.log()).not.toContain('zebra');
    expect(box.inc(['verify']).exit).toBe(0);
  });
});

describe('inc import --yes, which shows nothing before', () => {
  it('says which times are not as they were written', () => {
    const input = '2026-03-29 02:30 gap\n2026-03-29 04:00 as it is\n';
    const args = ['import', '--tz', 'Europe/Paris', '--yes'];
    expect(box.inc(args, { input })).toMatchObject({
      exit: 0,
      stderr: expect.stringMatching(/^inc: line 1: it did not exist in Europe\/Paris.*\n$/),
    });
    const many = Array.from({ length: 25 }, (_, n) => `2026-03-29 02:${n + 10} hole\n`).join('');
    const { stderr } = box.inc(args, { input: many });
    expect(stderr.match(/did not exist/g)).toHaveLength(20);
    expect(stderr).toContain('with 5 more: inc import -n shows them');
  });
});
