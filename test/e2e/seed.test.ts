import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ofType, parse, section, squeezed, tables, textOf, type Tree } from '../support/markdown-tree.ts';
import { bin, sandbox } from '../support/sandbox.ts';

const fixtures = join(import.meta.dirname, '../fixtures/seed');
const original = readFileSync(join(fixtures, 'web-server-downtime.txt'), 'utf8');

/** The post-mortem as its authors wrote it, taken apart: nothing below repeats its words by hand. */
function takeApart(text: string) {
  const lines = text.split('\n').map((line) => line.trim());
  const title = lines[0] ?? '';
  const headings = lines.filter((line) => /^(?:Issue|Timeline|Root|Preventive)[\w ]*:/.test(line));
  const under = (heading: string): string[] => {
    const start = lines.findIndex((line) => line.startsWith(heading)) + 1;
    const length = lines.slice(start).findIndex((line) => headings.includes(line));
    return lines.slice(start, length < 0 ? undefined : start + length).filter(Boolean);
  };
  const timeline = under('Timeline').map((line) => {
    const [, time = '', what = ''] = /^(\d\d:\d\d): (.+)$/.exec(line) ?? [];
    return { time, what };
  });
  const rest = under('Preventive');
  const measures = rest.flatMap((line, index) => {
    const [, title] = /^\d+\. (.+):$/.exec(line) ?? [];
    return title === undefined ? [] : [{ title, detail: rest[index + 1] ?? '' }];
  });
  return {
    title,
    headings,
    summary: under('Issue Summary'),
    timeline,
    rootCause: under('Root Cause'),
    measures,
    conclusion: rest.at(-1) ?? '',
  };
}

const seed = takeApart(original);
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
/** Minutes between two rows of the original's timeline, in words. */
const between = (from: number, to: number): string => {
  const length = minutes(seed.timeline[to]?.time ?? '') - minutes(seed.timeline[from]?.time ?? '');
  if (length === 0) return '0 s';
  return [length >= 60 ? `${Math.floor(length / 60)} h` : '', `${length % 60} min`].filter(Boolean).join(' ');
};
const noSpace = (text: string): string => text.replace(/\s+/g, '');
const itemsIn = (tree: Tree): string[] => ofType(tree, 'listItem').map((item) => squeezed(textOf(item)));

describe('the original', () => {
  it('is taken apart whole', () => {
    expect(seed.title).toBe('Web Server Downtime');
    expect(seed.headings).toHaveLength(4);
    expect(seed.timeline.map(({ time }) => time)).toEqual([
      '14:25',
      '14:56',
      '15:15',
      '18:30',
      '20:12',
      '22:35',
    ]);
    expect(seed.measures).toHaveLength(10);
    expect([seed.summary.length, seed.rootCause.length]).toEqual([1, 2]);
    const pieces = [
      seed.title,
      ...seed.headings,
      ...seed.summary,
      ...seed.timeline.map(({ time, what }) => `${time}: ${what}`),
    ];
    const numbered = seed.measures.map(({ title, detail }, index) => `${index + 1}. ${title}: ${detail}`);
    expect(
      noSpace([...pieces, ...seed.rootCause, seed.headings[3], ...numbered, seed.conclusion].join('')).length,
    ).toBe(noSpace(original).length + noSpace(seed.headings[3] ?? '').length);
  });
});

describe('entered with plain commands', () => {
  const box = sandbox();
  let markdown = '';
  let root: Tree = { type: 'root' };

  beforeAll(() => {
    mkdirSync(join(box.home, 'bin'));
    symlinkSync(bin, join(box.home, 'bin/inc'));
    const PATH = `${join(box.home, 'bin')}:${box.env['PATH'] ?? ''}`;
    const entered = spawnSync('bash', [join(fixtures, 'enter.sh')], {
      cwd: box.work,
      env: { ...box.env, PATH },
      encoding: 'utf8',
    });
    expect({ status: entered.status, stderr: entered.stderr }).toEqual({ status: 0, stderr: '' });
    markdown = readFileSync(join(box.work, '2023-10-23-web-server-downtime.md'), 'utf8');
    root = parse(markdown);
  });
  afterAll(() => box.remove());

  it('has the title and the four headings, in order, and no other', () => {
    const found = ofType(root, 'heading').map((node) => noSpace(textOf(node)));
    expect(found).toEqual([seed.title, ...seed.headings].map(noSpace));
  });

  const part = (start: string): Tree => {
    const heading = ofType(root, 'heading').find((node) => textOf(node).startsWith(start));
    return section(root, squeezed(textOf(heading ?? root)));
  };
  const paragraphs = (tree: Tree): string[] =>
    (tree.children ?? []).filter(({ type }) => type === 'paragraph').map((node) => squeezed(textOf(node)));

  it('has the summary, word for word', () => {
    expect(paragraphs(part('Issue Summary'))).toEqual(seed.summary.map(squeezed));
  });

  it('has every row of the timeline with its time, and no other', () => {
    const [first] = ofType(part('Timeline'), 'list');
    expect(itemsIn(first ?? root)).toEqual(seed.timeline.map(({ time, what }) => `${time}: ${what}`));
  });

  it('states the date and the zone of all rows right above them', () => {
    const [, day, month, year] = /(\d+)\w\w of (\w+) (\d{4})/.exec(seed.summary[0] ?? '') ?? [];
    const [, zone] = /\(all time in (.+)\)/.exec(seed.headings[1] ?? '') ?? [];
    const children = part('Timeline').children ?? [];
    const list = children.findIndex(({ type }) => type === 'list');
    const above = children.slice(0, list).filter(({ type }) => type !== 'html');
    expect(above.map((node) => squeezed(textOf(node)))).toEqual([
      `${day} ${month} ${year}, all times ${noSpace(zone ?? '')} (UTC+01:00)`,
    ]);
  });

  it('says that it was entered afterwards', () => {
    expect(squeezed(textOf(part('Timeline')))).toMatch(/Entered afterwards: recorded (?:from )?20\d\d-/);
  });

  it('has every duration, with the two times it comes from', () => {
    const [, keyTimes, durations] = ofType(part('Timeline'), 'list');
    const at = (row: number): string => `2023-10-23 ${seed.timeline[row]?.time} +01:00`;
    expect(itemsIn(keyTimes ?? root).slice(0, 7)).toEqual([
      `Impact started: ${at(0)}`,
      `Detected: ${at(0)}`,
      `Declared: ${at(1)}`,
      `Acknowledged: ${at(1)}`,
      `Cause identified: ${at(4)}`,
      `Mitigated: impact stopped: ${at(5)}`,
      `Resolved: ${at(5)}`,
    ]);
    expect(itemsIn(durations ?? root)).toEqual([
      `Time to detect (TTD): ${between(0, 0)}, from started (${at(0)}) to detected (${at(0)})`,
      `Time to acknowledge (TTA): ${between(0, 1)}, from detected (${at(0)}) to acknowledged (${at(1)})`,
      `Time to identify (TTI): ${between(0, 4)}, from started (${at(0)}) to identified (${at(4)})`,
      `Time to mitigate (TTM): ${between(0, 5)}, from started (${at(0)}) to mitigated (${at(5)})`,
      `Time to resolve (TTR): ${between(0, 5)}, from started (${at(0)}) to resolved (${at(5)})`,
    ]);
  });

  it('has the root cause, word for word', () => {
    expect(paragraphs(part('Root Cause'))).toEqual(seed.rootCause.map(squeezed));
  });

  it('has the ten measures, numbered, each with its title and detail', () => {
    const measures = part('Preventive');
    const [list] = ofType(measures, 'list');
    expect(list?.ordered).toBe(true);
    expect(itemsIn(list ?? root)).toEqual(
      seed.measures.map(({ title, detail }) => squeezed(`${title}: ${detail}`)),
    );
    expect(ofType(list ?? root, 'strong').map(textOf)).toEqual(seed.measures.map(({ title }) => title));
    expect(paragraphs(measures)[0]).toBe(squeezed(seed.conclusion));
  });

  it('leaves nothing to fill in', () => {
    expect(markdown).not.toContain('TODO');
  });

  it('ends with a digest that the record answers to', () => {
    const [, digest = ''] = /--anchor ([0-9a-f]{64})/.exec(markdown) ?? [];
    expect(box.inc(['verify', '2023-10', '--anchor', digest]).exit).toBe(0);
    expect(
      box.inc(['verify', '2023-10', '--anchor', digest.replace(/^./, (c) => (c === '0' ? '1' : '0'))]).exit,
    ).toBe(1);
  });

  it('knows each measure by its family', () => {
    const { actions } = JSON.parse(box.inc(['show', '2023-10', '--json']).stdout) as {
      actions: { title: string; measure: string }[];
    };
    expect(actions.map(({ title, measure }) => [title, measure])).toEqual(
      [
        'audit',
        'failover-test',
        'monitoring',
        'documentation',
        'load-balancing',
        'automated-testing',
        'training',
        'post-mortem',
        'patching',
        'communication',
      ].map((measure, index) => [seed.measures[index]?.title, measure]),
    );
  });

  it('gives a table with date, time and offset on every row, in the default form', () => {
    const built = box.inc(['postmortem', 'build', '-i', '2023-10', '--template', 'default', '-o', '-']);
    expect(built.exit).toBe(0);
    const [table = []] = tables(section(parse(built.stdout), 'Timeline'));
    const rows = table.slice(1);
    for (const { time, what } of seed.timeline)
      expect(rows).toContainEqual([`2023-10-23 ${time} +01:00`, expect.stringContaining(what), 'alice']);
    for (const [when] of rows) expect(when).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? \+01:00$/);
  });

  it('is the same, byte for byte, when nothing has happened since', () => {
    const built = box.inc(['postmortem', 'build', '-i', '2023-10', '--json']);
    expect(JSON.parse(built.stdout)).toMatchObject({ state: 'unchanged', template: 'classic', todos: 0 });
    expect(readFileSync(join(box.work, '2023-10-23-web-server-downtime.md'), 'utf8')).toBe(markdown);
  });
});
