import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

let here: Sandbox;
let there: Sandbox;
beforeEach(() => {
  [here, there] = [sandbox(), sandbox()];
  here.inc(['open', 'Web tier answers 5xx', '--tz', 'Europe/Paris']);
});
afterEach(() => {
  here.remove();
  there.remove();
});

const digest = (box: Sandbox): string => box.inc(['verify', '-q']).stdout;
const exported = (box: Sandbox): string => box.inc(['export']).stdout;

describe('inc export', () => {
  it('prints the lines of the record as they stand', () => {
    here.inc(['note', 'one']);
    expect(here.inc(['export'])).toEqual({ exit: 0, signal: null, stdout: here.log(), stderr: '' });
    expect(here.inc(['export', 'web-tier', '--json', '-q']).stdout).toBe(here.log());
  });

  it('writes a file that only its owner reads, and never over another one unless it is told to', () => {
    const { exit, stdout } = here.inc(['export', '-o', 'web.jsonl']);
    expect(exit).toBe(0);
    expect(stdout).toContain(`1 event to ${join(here.work, 'web.jsonl')}`);
    expect(stdout).toContain(`digest ${digest(here)}`);
    expect(statSync(join(here.work, 'web.jsonl')).mode & 0o777).toBe(0o600);
    here.inc(['note', 'one']);
    const before = readFileSync(join(here.work, 'web.jsonl'), 'utf8');
    const again = here.inc(['export', '-o', 'web.jsonl']);
    expect(again.exit).toBe(73);
    expect(again.stderr).toContain('--force');
    expect(readFileSync(join(here.work, 'web.jsonl'), 'utf8')).toBe(before);
    expect(here.inc(['export', '-o', 'web.jsonl', '--force']).exit).toBe(0);
    expect(readFileSync(join(here.work, 'web.jsonl'), 'utf8')).toBe(here.log());
    mkdirSync(join(here.work, 'out'));
    expect(here.inc(['export', '--format', 'csv', '-o', 'out', '-q']).stdout).toBe(
      `${join(here.work, 'out', `${here.incident()}.csv`)}\n`,
    );
    expect(readdirSync(here.work).toSorted()).toEqual(['out', 'web.jsonl']);
  });

  it('says how much is not in it', () => {
    writeFileSync(join(here.work, 'graph.txt'), 'up\n');
    here.inc(['attach', 'graph.txt']);
    const { stderr, stdout } = here.inc(['export', '--no-blobs']);
    expect(stderr).toContain('1 attachment or output is not in it');
    expect(stdout).toBe(here.log());
  });

  it('makes a table of the timeline, as corrected', () => {
    here.inc(['note', '=cmd|calc']);
    here.inc(['decide', 'roll "back", now']);
    here.inc(['amend', 'last', 'roll forward']);
    const { stdout } = here.inc(['export', '--format', 'csv']);
    const [head = '', ...rows] = stdout.split('\r\n');
    expect(head).toBe('at,rec,by,kind,text,result,until,approx,tags,run,re,id,hash');
    expect(rows).toHaveLength(4);
    expect(rows[1]).toContain(",note,'=cmd|calc,");
    expect(rows[2]).toContain(',decision,roll forward,');
    const decisions = here.inc(['export', '--format', 'csv', '--kind', 'decision']).stdout;
    expect(decisions).toBe(`${head}\r\n${rows[2]}\r\n`);
    expect(here.inc(['export', '--format', 'csv', '--since', '2099-01-01']).stdout).toBe(`${head}\r\n`);
  });

  it.each<[string, string[], RegExp]>([
    ['a format that is none', ['--format', 'xml'], /jsonl, csv/],
    ['a record in part', ['--kind', 'note'], /whole/],
    ['a table as JSON', ['--format', 'csv', '--json'], /-o FILE/],
  ])('refuses %s', (_, flags, why) => {
    const { exit, stderr, stdout } = here.inc(['export', ...flags]);
    expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' });
    expect(stderr).toMatch(why);
  });

  it('exports what is left of a damaged record, and says so: 65', () => {
    here.inc(['note', 'one']);
    here.inc(['note', 'two']);
    const folder = join(here.store, 'incidents', here.incident(), 'log');
    const file = join(folder, readdirSync(folder)[0] ?? '');
    writeFileSync(file, here.log().replace('"one"', '"won"'));
    for (const flags of [[], ['-o', 'web.jsonl']]) {
      const { exit, stderr } = here.inc(['export', ...flags]);
      expect(exit).toBe(65);
      expect(stderr).toContain('the record is damaged');
    }
  });
});

describe('inc import of an export', () => {
  it('makes the incident in a store that lacks it, once', () => {
    here.inc(['note', 'one']);
    here.inc(['note', 'zebra']);
    here.inc(['redact', 'last', '--why', 'a secret', '--yes']);
    here.inc(['resolve']);
    const input = exported(here);
    const shown = there.inc(['import'], { input });
    expect(shown.exit).toBe(77);
    expect(shown.stdout).toContain(`5 events of 1 replica to join  ${here.incident()} (new in this store)`);
    expect(() => there.incident()).toThrow();
    const { exit, stdout, stderr } = there.inc(['import', '-', '--yes'], { input });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toContain('(new in this store)');
    expect(there.incident()).toBe(here.incident());
    expect(exported(there)).toBe(input);
    expect(digest(there)).toBe(digest(here));
    expect(there.inc(['timeline']).stdout).toBe(here.inc(['timeline']).stdout);
    expect(there.inc(['import', '-', '--yes'], { input }).stdout).toContain('5 events already here');
  });

  it('calls it something else where the name is taken, and finds it by its beginning again', () => {
    there.inc(['open', 'Web tier answers 5xx', '--tz', 'Europe/Paris']);
    const clash = there.incident();
    there.inc(['import', '-', '--yes'], { input: exported(here) });
    here.inc(['note', 'one more']);
    const { stdout } = there.inc(['import', '-', '--yes'], { input: exported(here) });
    expect(stdout).toContain(`1 event of 1 replica joined · 1 event already here  ${clash}-2`);
    expect(there.inc(['verify', `${clash}-2`, '-q']).stdout).toBe(digest(here));
    const refused = there.inc(['import', '-', '--yes', '-i', clash], { input: exported(here) });
    expect(refused.exit).toBe(65);
    expect(refused.stdout).toContain('it opens another incident');
  });

  it('makes nothing of an altered beginning', () => {
    const input = exported(here).replace('5xx', '6xx');
    const { exit, stderr } = there.inc(['import', '-', '--yes'], { input });
    expect(exit).toBe(65);
    expect(stderr).toContain('altered');
    expect(() => there.incident()).toThrow();
  });

  it('knows a closed one as closed', () => {
    here.inc(['close', '--no-input']);
    there.inc(['import', '-', '--yes'], { input: exported(here) });
    expect(there.inc(['note', 'x']).exit).toBe(66);
  });

  it('obeys a redaction of what stands here in full', () => {
    here.inc(['note', 'zebra']);
    there.inc(['import', '-', '--yes'], { input: exported(here) });
    expect(there.log()).toContain('zebra');
    here.inc(['redact', 'last', '--why', 'a secret', '--yes']);
    expect(there.inc(['import', '-', '--yes'], { input: exported(here) }).exit).toBe(0);
    expect(there.log()).not.toContain('zebra');
    expect(there.inc(['verify']).stdout).toContain('1 redacted');
    expect(exported(there)).toBe(exported(here));
  });
});

describe('inc verify --anchor with a post-mortem', () => {
  const cut = (count: number): void => {
    const folder = join(here.store, 'incidents', here.incident(), 'log');
    const lines = here.log().split('\n').slice(0, -1);
    writeFileSync(
      join(folder, readdirSync(folder)[0] ?? ''),
      `${lines.slice(0, lines.length - count).join('\n')}\n`,
    );
  };

  it('catches that the newest lines were cut, and says which document it was', () => {
    here.inc(['note', 'one']);
    here.inc(['note', 'two']);
    here.inc(['postmortem', 'build', '-o', 'review.md']);
    const whole = here.inc(['verify', '--anchor', 'review.md']);
    expect(whole.exit).toBe(0);
    expect(whole.stderr).toContain(`the post-mortem of ${here.incident()}`);
    expect(whole.stderr).toContain(join(here.work, 'review.md'));
    here.inc(['note', 'three']);
    expect(here.inc(['verify', '--anchor', 'review.md']).exit).toBe(0);
    // `three`, that the document was built, and `two`.
    cut(3);
    expect(here.inc(['verify']).exit).toBe(0);
    const { exit, stdout } = here.inc(['verify', '--anchor', 'review.md']);
    expect(exit).toBe(1);
    expect(stdout).toContain('anchor-missing');
  });

  it('holds each head of a record that was forked', () => {
    const bob = { env: { XDG_STATE_HOME: join(here.home, 'other-state'), INC_USER: 'bob' } };
    const before = here.log();
    here.inc(['note', 'from bob'], bob);
    const folder = join(here.store, 'incidents', here.incident(), 'log');
    const [mine = ''] = readdirSync(folder).filter((name) =>
      readFileSync(join(folder, name), 'utf8').includes('incident.opened'),
    );
    const theirs = readdirSync(folder).find((name) => name !== mine) ?? '';
    const line = readFileSync(join(folder, theirs), 'utf8');
    writeFileSync(join(folder, theirs), '');
    expect(here.log()).toBe(before);
    here.inc(['note', 'at the same time']);
    writeFileSync(join(folder, theirs), line);
    here.inc(['postmortem', 'build', '-o', 'review.md']);
    const whole = here.inc(['verify', '--anchor', 'review.md']);
    expect(whole).toMatchObject({ exit: 0 });
    expect(whole.stderr).toContain('2 digests');
    writeFileSync(join(folder, mine), before);
    const { exit, stdout } = here.inc(['verify', '--anchor', 'review.md']);
    expect(exit).toBe(1);
    expect(stdout.match(/anchor-missing/g)).toHaveLength(1);
  });

  it('says what is no anchor', () => {
    writeFileSync(join(here.work, 'readme.md'), '# Readme\n');
    expect(here.inc(['verify', '--anchor', 'readme.md'])).toMatchObject({ exit: 65 });
    expect(here.inc(['verify', '--anchor', 'nowhere.md'])).toMatchObject({ exit: 64 });
    expect(here.inc(['verify', '--anchor', ''])).toMatchObject({ exit: 64 });
  });
});
