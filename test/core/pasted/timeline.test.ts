import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../../src/core/faults.ts';
import { longestText, mostLines, mostRows, type PasteContext } from '../../../src/core/pasted/rows.ts';
import { readPasted } from '../../../src/core/pasted/timeline.ts';
import { rfc3339 } from '../../../src/core/time/zone.ts';
import { luxonZones } from '../../../src/io/time/zones-luxon.ts';
import { parse, section, tables } from '../../support/markdown-tree.ts';

const zones = await luxonZones();
const context: PasteContext = {
  now: Date.parse('2026-11-22T18:00:00Z'),
  zones,
  zone: 'UTC',
  zoneGiven: false,
  day: { year: 2024, month: 11, day: 22 },
  dayGiven: false,
};

type Shown = readonly [at: string, text: string, until?: string];

const read = (text: string, more: Partial<PasteContext> = {}) => readPasted(text, { ...context, ...more });
const rows = (text: string, more: Partial<PasteContext> = {}): Shown[] =>
  read(text, more).rows.map(({ at, until, approx, text: words }): Shown => {
    const when = (approx ? '~' : '') + rfc3339(at.ms, at.offset);
    return until ? [when, words, rfc3339(until.ms, until.offset)] : [when, words];
  });
const leftOut = (text: string, more: Partial<PasteContext> = {}): (readonly [number, string])[] =>
  read(text, more).leftOut.map(({ line, why }) => [line, why]);

describe('a row', () => {
  it.each<[line: string, at: string, text: string, until?: string]>([
    ['14:25 text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25: text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25 — text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25 - text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25\ttext', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25,text', '2024-11-22T14:25:00+00:00', ',text'],
    ['14:25, text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25 | text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25:03 text', '2024-11-22T14:25:03+00:00', 'text'],
    ['14:25:03.250 text', '2024-11-22T14:25:03.250+00:00', 'text'],
    ['9:05 text', '2024-11-22T09:05:00+00:00', 'text'],
    ['14.25 text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14h25 text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25h text', '2024-11-22T14:25:00+00:00', 'text'],
    ['2:05 pm text', '2024-11-22T14:05:00+00:00', 'text'],
    ['2.05pm text', '2024-11-22T14:05:00+00:00', 'text'],
    ['2 PM: text', '2024-11-22T14:00:00+00:00', 'text'],
    ['12:10 a.m. text', '2024-11-22T00:10:00+00:00', 'text'],
    ['- 14:56 — text', '2024-11-22T14:56:00+00:00', 'text'],
    ['* [14:56] alice: text', '2024-11-22T14:56:00+00:00', 'alice: text'],
    ['14:56 <alice> text', '2024-11-22T14:56:00+00:00', 'alice: text'],
    ['1. 14:56 text', '2024-11-22T14:56:00+00:00', 'text'],
    ['- [x] 14:56 text', '2024-11-22T14:56:00+00:00', 'text'],
    ['> 14:56 text', '2024-11-22T14:56:00+00:00', 'text'],
    ['(14:56) text', '2024-11-22T14:56:00+00:00', 'text'],
    ['**14:56** text', '2024-11-22T14:56:00+00:00', 'text'],
    ['**14:56:** text', '2024-11-22T14:56:00+00:00', 'text'],
    ['`14:56` text', '2024-11-22T14:56:00+00:00', 'text'],
    ['### 14:56 text', '2024-11-22T14:56:00+00:00', 'text'],
    ['| 14:56 | text |', '2024-11-22T14:56:00+00:00', 'text'],
    ['| 3 | 14:56 | text | more |', '2024-11-22T14:56:00+00:00', 'text — more'],
    ['| 14:56 | a \\| b |', '2024-11-22T14:56:00+00:00', 'a | b'],
    ['|| 14:56 || text ||', '2024-11-22T14:56:00+00:00', 'text'],
    ['| 2024-11-20 | 14:56 | text |', '2024-11-20T14:56:00+00:00', 'text'],
    ['| 14:25 | 14:40 | text |', '2024-11-22T14:25:00+00:00', 'text', '2024-11-22T14:40:00+00:00'],
    ['~14:20 text', '~2024-11-22T14:20:00+00:00', 'text'],
    ['ca. 14:20 text', '~2024-11-22T14:20:00+00:00', 'text'],
    ['About 14:20 text', '~2024-11-22T14:20:00+00:00', 'text'],
    ['approx. 14:20: text', '~2024-11-22T14:20:00+00:00', 'text'],
    ['14:20ish text', '~2024-11-22T14:20:00+00:00', 'text'],
    ['14:20? text', '~2024-11-22T14:20:00+00:00', 'text'],
    ['14:25-14:40 text', '2024-11-22T14:25:00+00:00', 'text', '2024-11-22T14:40:00+00:00'],
    ['14:25 – 14:40: text', '2024-11-22T14:25:00+00:00', 'text', '2024-11-22T14:40:00+00:00'],
    ['14:25 to 14:40 text', '2024-11-22T14:25:00+00:00', 'text', '2024-11-22T14:40:00+00:00'],
    ['**14:25**–**14:40** text', '2024-11-22T14:25:00+00:00', 'text', '2024-11-22T14:40:00+00:00'],
    ['Between 14:18 and 14:57 text', '2024-11-22T14:18:00+00:00', 'text', '2024-11-22T14:57:00+00:00'],
    ['2:05 - 2:20 pm text', '2024-11-22T14:05:00+00:00', 'text', '2024-11-22T14:20:00+00:00'],
    ['11:50 - 12:10 pm text', '2024-11-22T11:50:00+00:00', 'text', '2024-11-22T12:10:00+00:00'],
    ['23:50-00:10 text', '2024-11-22T23:50:00+00:00', 'text', '2024-11-23T00:10:00+00:00'],
    ['14:25 - 14:20 deploy undone', '2024-11-22T14:25:00+00:00', '14:20 deploy undone'],
    ['14:25 UTC text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25Z text', '2024-11-22T14:25:00+00:00', 'text'],
    ['14:25 GMT+1 text', '2024-11-22T14:25:00+01:00', 'text'],
    ['14:25+05:30 text', '2024-11-22T14:25:00+05:30', 'text'],
    ['14:25 +0100: text', '2024-11-22T14:25:00+01:00', 'text'],
    ['14:25 (Europe/Paris) text', '2024-11-22T14:25:00+01:00', 'text'],
    ['14:25 Europe/Paris text', '2024-11-22T14:25:00+01:00', 'text'],
    ['14:25 PST (UTC-8) text', '2024-11-22T14:25:00-08:00', 'text'],
    ['2018 October 21 22:52 UTC text', '2018-10-21T22:52:00+00:00', 'text'],
    ['alice [14:56]: text', '2024-11-22T14:56:00+00:00', 'alice: text'],
    ['14:25 Web/API is down', '2024-11-22T14:25:00+00:00', 'Web/API is down'],
    ['14:25 UTC - 3 servers', '2024-11-22T14:25:00+00:00', '3 servers'],
    ['2024-11-20T14:25:00Z text', '2024-11-20T14:25:00+00:00', 'text'],
    ['2024-11-20T14:25:00-08:00 text', '2024-11-20T14:25:00-08:00', 'text'],
    ['2024-11-20 14:25 +01:00: text', '2024-11-20T14:25:00+01:00', 'text'],
    ['[2024-11-20 14:25:03,120] text', '2024-11-20T14:25:03.120+00:00', 'text'],
    ['22 Nov 2023, 14:25 text', '2023-11-22T14:25:00+00:00', 'text'],
    ['Nov 21st, 2023 at 2:05 PM text', '2023-11-21T14:05:00+00:00', 'text'],
    ['Nov 20 14:25:03 text', '2024-11-20T14:25:03+00:00', 'text'],
    ['Friday, 22 November 2024 14:25 - text', '2024-11-22T14:25:00+00:00', 'text'],
    ['22.11.2023 14:25 text', '2023-11-22T14:25:00+00:00', 'text'],
    ['25/11/2023 14:25 text', '2023-11-25T14:25:00+00:00', 'text'],
    [
      '2024-11-20 23:50 – 2024-11-21 00:10 text',
      '2024-11-20T23:50:00+00:00',
      'text',
      '2024-11-21T00:10:00+00:00',
    ],
    ['2024-11-20: text', '~2024-11-20T00:00:00+00:00', 'text'],
  ])('%s', (line, ...expected) => {
    expect(rows(line)).toEqual([expected]);
    expect(leftOut(line)).toEqual([]);
  });

  it.each([
    ['25:10 text', /there is no hour 25/],
    ['14:75 text', /there is no minute 75/],
    ['12:00 am text', /noon or midnight/],
    ['13:05 pm text', /no hour 13 on a 12-hour clock/],
    ['2024-02-30 10:00 text', /is no date/],
    ['3/4/2024 10:00 text', /other way round/],
    ['10:07 -08:00 text', /may be a range or a time with its offset/],
    ['14:25 PST text', /abbreviation.*America\/Los_Angeles/],
    ['14:25', /a time and no text/],
    ['2026-12-01 10:00 text', /in the future/],
    ['something happened', /no time at its beginning/],
    ['- something happened', /no time at its beginning/],
    ['15.21 seconds on average', /no time at its beginning/],
    ['192.168.1.20 is down', /no time at its beginning/],
    ['3:1 is a ratio', /no time at its beginning/],
    ['it failed 3 times -5 of them at once', /no time at its beginning/],
    ['| something | else |', /none of its first cells is a time/],
  ])('is left out, and says why: %s', (line, why) => {
    expect(rows(line)).toEqual([]);
    expect(leftOut(line)).toEqual([[1, expect.stringMatching(why)]]);
  });

  it.each([
    ['14:25 TODO: alert on it', 'todo', 'TODO: alert on it'],
    ['14:25 Decision: roll back', 'decision', 'roll back'],
    ['14:25 **Hypothesis:** the pool is full', 'hypothesis', 'the pool is full'],
    ['14:25 Question: why?', 'question', 'why?'],
    ['14:25 Impact: checkout is down', 'note', 'Impact: checkout is down'],
  ])('has a kind: %s', (line, kind, text) => {
    expect(read(line).rows).toMatchObject([{ kind, text }]);
  });
});

describe('lines', () => {
  it('that belong to a row are part of its text', () => {
    expect(
      rows('14:25 one\ntwo\n  three\n\n  four\n  - five\n\nsix\n- 14:30 a\n  - b\n- c').map(
        ([, text]) => text,
      ),
    ).toEqual(['one two three four - five', 'a - b']);
    expect(leftOut('14:25 one\n\nsix\n- 14:30 a\n- c').map(([line]) => line)).toEqual([3, 5]);
  });

  it('below a time that is a heading are its text', () => {
    expect(rows('### 14:25\n\nIt broke.\n\n- badly\n\n## Causes\nnone')).toEqual([
      ['2024-11-22T14:25:00+00:00', 'It broke. - badly'],
    ]);
  });

  it('of a chat are what somebody said, up to the next', () => {
    expect(
      rows('Alice Smith  2:56 PM\nit is slow\n\nvery slow\nbob  2:58 PM\nlooking').map(([, text]) => text),
    ).toEqual(['Alice Smith: it is slow very slow', 'bob: looking']);
  });

  it('that end with a colon are headings of nothing that stands apart', () => {
    expect(rows('14:25 Found this:\n- one\n\nCauses:\ntwo').map(([, text]) => text)).toEqual(['Found this:']);
    expect(rows('14:25 Found this:\n  - one\n\nCauses:\ntwo').map(([, text]) => text)).toEqual([
      'Found this: - one',
    ]);
  });

  it('in a block of code below a row are part of it; the block around a timeline is not', () => {
    expect(rows('- 14:25 one\n  ```\n  14:26 two\n  ```\n- 14:27 three').map(([, text]) => text)).toEqual([
      'one ``` 14:26 two ```',
      'three',
    ]);
    expect(rows('```text\n14:25 one\n14:26 two\n```').map(([, text]) => text)).toEqual(['one', 'two']);
  });

  it('of a table have their columns, and its first row may say the zone', () => {
    expect(
      rows('| Time (GMT+1) | What | Who |\n| --- | --- | --- |\n| 14:25 | it broke | alice |\n| 14:30 | | |'),
    ).toEqual([['2024-11-22T14:25:00+01:00', 'alice: it broke']]);
  });

  it('of HTML are rows of tables and items of lists', () => {
    const html = `<h2>21 November 2024</h2>
<table><tr><th>Time (UTC)</th><th>Event</th></tr>
<tr><td>14:25</td>
<td>one &amp; <b>two</b></td></tr><tr><td>14:30</td><td>x | y</td></tr></table>
<p>Not of that row.</p><ul><li>14:40 item</li><li><strong>14:45</strong>: other
 goes on</li></ul>`;
    expect(rows(html)).toEqual([
      ['2024-11-21T14:25:00+00:00', 'one & two'],
      ['2024-11-21T14:30:00+00:00', 'x | y'],
      ['2024-11-21T14:40:00+00:00', 'item'],
      ['2024-11-21T14:45:00+00:00', 'other goes on'],
    ]);
  });

  it('that are left out are there as they were', () => {
    const text = 'first\r\n14:25 one\n\n  “what”\u0007\tnext  \n';
    expect(read(`${text}\n\nlast`).leftOut.map((line) => line.text)).toEqual(['first\r', 'last']);
  });
});

describe('days', () => {
  it.each([
    '## 2024-11-20',
    '**20 November 2024**',
    'Wednesday, 20th of November 2024:',
    'November 20, 2024',
    '2024-11-20',
    '# Web tier down, 2024-11-20',
    'Timeline for 20 November 2024\n-----',
    'On 20 November 2024 our web server was down for a while, and nobody saw it for an hour or so.',
  ])('are stated above the rows: %s', (heading) => {
    expect(rows(`${heading}\n\n14:25 one`)).toEqual([['2024-11-20T14:25:00+00:00', 'one']]);
  });

  it('are those of the headings between rows', () => {
    expect(rows('## 2024-11-20\n14:25 one\n23 Nov 2024\n10:00 two').map(([at]) => at.slice(0, 10))).toEqual([
      '2024-11-20',
      '2024-11-23',
    ]);
  });

  it('are not taken from sentences that name several, nor against --date', () => {
    const text =
      'The deploy of 2024-11-18 was undone on 2024-11-19, which took us very long to do after all.';
    expect(rows(`${text}\n\n14:25 one`)[0]?.[0]).toBe('2024-11-22T14:25:00+00:00');
    const one =
      'It was on 2024-11-19 that our web server was not there for a while, which took us very long.';
    expect(rows(`${one}\n\n14:25 one`)[0]?.[0]).toBe('2024-11-19T14:25:00+00:00');
    expect(rows(`${one}\n\n14:25 one`, { dayGiven: true })[0]?.[0]).toBe('2024-11-22T14:25:00+00:00');
  });

  it('go on at midnight, and rows may be out of order around it', () => {
    const text = '22:00 a\n23:50 b\n00:10 c\n23:55 d\n00:20 e\n00:15 f\n09:00 g';
    expect(rows(text).map(([at]) => at.slice(8, 16))).toEqual([
      '22T22:00',
      '22T23:50',
      '23T00:10',
      '22T23:55',
      '23T00:20',
      '23T00:15',
      '23T09:00',
    ]);
  });

  it('do not go on when they are stated, however far apart the rows are', () => {
    expect(rows('## 2024-11-22\n00:05 a\n23:00 b\n18:00 c').map(([at]) => at.slice(8, 16))).toEqual([
      '22T00:05',
      '22T23:00',
      '22T18:00',
    ]);
  });

  it('that are assumed are not in the future', () => {
    const now = Date.parse('2024-11-22T01:00:00Z');
    expect(rows('23:00 a\n00:10 b', { now }).map(([at]) => at.slice(8, 16))).toEqual([
      '21T23:00',
      '22T00:10',
    ]);
    expect(rows('23:00 a', { now, dayGiven: true })).toEqual([]);
  });

  it('of a year that is not stated are near the others, and not to come', () => {
    const now = Date.parse('2025-01-02T12:00:00Z');
    const day = { year: 2025, month: 1, day: 1 };
    expect(rows('Dec 31 23:00 a\nJan 1 01:00 b', { now, day }).map(([at]) => at.slice(0, 10))).toEqual([
      '2024-12-31',
      '2025-01-01',
    ]);
  });
});

describe('zones', () => {
  it.each<[string, string]>([
    ['All times in GMT + 1', '+01:00'],
    ['Timeline:(all time in GMT + 1)', '+01:00'],
    ['# Timeline (UTC+2)', '+02:00'],
    ['## Timeline (all times UTC-3)', '-03:00'],
    ['Timezone: Asia/Kolkata', '+05:30'],
    ['All times in PST (UTC-8)', '-08:00'],
    ['Times are Asia/Kolkata (UTC+05:30)', '+05:30'],
    ['**22 November 2024**, all times Asia/Kolkata', '+05:30'],
  ])('are stated above the rows: %s', (heading, offset) => {
    expect(rows(`${heading}\n\n14:25 one`)).toEqual([[`2024-11-22T14:25:00${offset}`, 'one']]);
  });

  it('that are abbreviated refuse all, unless a person says which is meant', () => {
    expect(() => rows('Timeline (all times PST)\n9:37 AM one')).toThrow(Fault);
    const given = { zone: 'America/Los_Angeles', zoneGiven: true };
    expect(rows('Timeline (all times PST)\n9:37 AM one\n9:40 PDT two', given)).toEqual([
      ['2024-11-22T09:37:00-08:00', 'one'],
      ['2024-11-22T09:40:00-08:00', 'two'],
    ]);
  });

  it('change their clocks', () => {
    const found = read('2024-10-27 02:30 one\n2024-03-31 02:30 two', { zone: 'Europe/Berlin' });
    expect(found.rows.map(({ at, notes }) => [rfc3339(at.ms, at.offset), notes.join()])).toEqual([
      ['2024-10-27T02:30:00+02:00', expect.stringContaining('twice')],
      ['2024-03-31T03:30:00+02:00', expect.stringContaining('did not exist')],
    ]);
  });
});

describe('what people kept', () => {
  it('imports the text of the seed as it stands', () => {
    const seed = readFileSync(
      join(import.meta.dirname, '../../fixtures/seed/web-server-downtime.txt'),
      'utf8',
    );
    const expected = [...seed.matchAll(/^(\d\d:\d\d): (.*)$/gm)].map(([, clock, text]) => [
      `2023-10-23T${clock}:00+01:00`,
      text,
    ]);
    expect(expected).toHaveLength(6);
    expect(rows(seed, { day: { year: 2026, month: 11, day: 22 } })).toEqual(expected);
  });

  interface Case {
    readonly slug: string;
    readonly timezone: string;
    readonly entries: readonly { at: string; text: string; approx?: boolean; range_end?: string }[];
  }
  const folder = join(import.meta.dirname, '../../fixtures/cases');
  const cases = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case,
  );
  const zoneOf = ({ timezone }: Case): string =>
    ['America/Los_Angeles', 'Europe/London'].find((zone) => timezone.includes(zone)) ?? 'UTC';
  const clockOf = (at: string): string => at.slice(11, 16);
  const twelve = (at: string): string => {
    const hour = Number(at.slice(11, 13));
    return `${hour % 12 || 12}:${at.slice(14, 16)}${at.slice(14, 16) === '00' && hour % 12 === 0 ? ':01' : ''} ${hour < 12 ? 'AM' : 'PM'}`;
  };
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

  /** One notation each: every row with its day, or a heading where the day changes. */
  const notations: Readonly<Record<string, (rows: Case['entries']) => string>> = {
    list: (all) => all.map(({ at, text }) => `- ${at.slice(0, 10)} ${clockOf(at)} — ${text}`).join('\n'),
    table: (all) =>
      `| Time | Event |\n| --- | --- |\n${all.map(({ at, text }) => `| ${at.slice(0, 16).replace('T', ' ')} | ${text.replaceAll('|', '\\|')} |`).join('\n')}`,
    html: (all) =>
      `<table>${all.map(({ at, text }) => `<tr><td>${at.slice(0, 10)}</td><td>${clockOf(at)}</td>\n<td>${escaped(text)}</td></tr>`).join('\n')}</table>`,
    chat: (all) => all.map(({ at, text }) => `[${at}] ${text}`).join('\n'),
    headings: (all) =>
      all
        .map(({ at, text }, index) =>
          all[index - 1]?.at.slice(0, 10) === at.slice(0, 10)
            ? `${clockOf(at)} ${text}`
            : `\n## ${at.slice(0, 10)}\n\n${clockOf(at)} ${text}`,
        )
        .join('\n'),
    'twelve-hour': (all) => all.map(({ at, text }) => `${at.slice(0, 10)} ${twelve(at)}: ${text}`).join('\n'),
  };

  it.each(Object.entries(notations))('understands every row of the eight cases as %s', (_, write) => {
    for (const given of cases) {
      const text = write(given.entries);
      const found = read(text, { zone: zoneOf(given) });
      expect({ slug: given.slug, leftOut: found.leftOut }).toEqual({ slug: given.slug, leftOut: [] });
      expect(found.rows.map(({ at, text: words }) => [Math.floor(at.ms / 60_000), words])).toEqual(
        given.entries.map(({ at, text: words }) => [
          Date.parse(at) / 60_000,
          // One row says its kind in words, which then is its kind.
          words.replace(/\s+/g, ' ').replace(/^Decision: /, ''),
        ]),
      );
    }
  });
});

describe('any text', () => {
  const word = fc
    .stringMatching(/^[A-Za-z]{2,9}$/)
    .filter((text) => !/^(?:UTC|GMT|[ap]m|ish|at|to|until|till|and|[A-Z]{3,4})$/i.test(text));
  const sentence = fc.array(word, { minLength: 2, maxLength: 6 }).map((words) => words.join(' '));
  const minutes = fc.integer({ min: 1, max: 719 });
  const timeline = fc
    .array(fc.tuple(minutes, sentence), { minLength: 1, maxLength: 12 })
    // Sorted, and none half a day after another: what a reader without dates can tell.
    .map((list) => list.toSorted((a, b) => a[0] - b[0]));
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = (n: number): string => `${two(Math.floor(n / 60))}:${two(n % 60)}`;
  const notations: readonly ((at: number, text: string) => string)[] = [
    (at, text) => `${clock(at)} ${text}`,
    (at, text) => `- **${clock(at)}**: ${text}`,
    (at, text) => `* [${clock(at)}] ${text}`,
    (at, text) => `| ${clock(at)} | ${text} |`,
    (at, text) => `<p>${clock(at)} – ${text}</p>`,
    (at, text) => `${Math.floor(at / 60) || 12}.${two(at % 60)}am ${text}`,
    (at, text) => `2024-11-22T${clock(at)}:00Z ${text}`,
    (at, text) => `22 Nov 2024 ${clock(at)} UTC: ${text}`,
  ];

  it('that was written from a timeline gives its rows back', () => {
    fc.assert(
      fc.property(timeline, fc.constantFrom(...notations), (list, write) => {
        const found = read(list.map(([at, text]) => write(at, text)).join('\n'));
        expect(found.leftOut).toEqual([]);
        expect(found.rows.map(({ at, text }) => [at.ms, text])).toEqual(
          list.map(([at, text]) => [Date.UTC(2024, 10, 22) + at * 60_000, text]),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('throws nothing but a Fault, and leaves out nothing without a word', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        ...'14:25|25:99|2024-02-30|12:00 am|- || |\n|\n\n|  |<td>|<li>|</tr>|<h2>|&#x0;|```|**|[|]|~|ca. |PST|UTC+99|Nov |3/4/2024|–|to |:'.split(
          '|',
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        try {
          const found = read(text);
          for (const row of found.rows) expect(row.text.trim()).not.toBe('');
          const source = text.split('\n');
          for (const { line, text: its } of found.leftOut) expect(its).toBe(source[line - 1]);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '(',
    '<',
    '- ',
    '**',
    '-',
    '=',
    ' ',
    '|',
    '| ',
    '14:25 ',
    'time ',
    'UTC ',
    'Nov ',
    '<td>',
    '<!--',
    '&amp;',
    '1',
    '~',
  ])('that repeats %j is read in a time that grows with its length', (piece) => {
    // Patterns that go back and forth would need hours.
    const long = piece.repeat(100_000 / piece.length);
    for (const text of [
      `14:25 ${long}x`,
      `# 2024-11-22${long}x`,
      `UTC${long}x`,
      `${long}x`,
      `<p>a</p>${long}`,
    ])
      expect(read(text).rows.every((row) => row.text.length <= longestText)).toBe(true);
  });

  it('of too many lines, or rows, is refused', () => {
    expect(() => read('a\n'.repeat(65_537))).toThrow(/more than 65536 lines/);
    expect(() => read('14:25 a\n'.repeat(10_001))).toThrow(/10001 rows/);
  });
});

describe('FORMATS.md', () => {
  const formats = readFileSync(join(import.meta.dirname, '../../../FORMATS.md'), 'utf8');
  const [taken = [], refused = []] = tables(section(parse(formats), 'Pasted timelines'));
  const above = '## 2024-11-22\n\n';
  const paris = { zone: 'Europe/Paris', day: { year: 2000, month: 1, day: 1 } };

  it('shows lines that are taken, as what it says', () => {
    const [, ...lines] = taken;
    expect(lines.length).toBeGreaterThan(20);
    const found = lines.map(([line = '']) => {
      const [row] = read(above + line, paris).rows;
      if (!row) return [line];
      const { at, until, approx, kind, text } = row;
      const when = `${approx ? '~ ' : ''}${rfc3339(at.ms, at.offset)}${until ? ` until ${rfc3339(until.ms, until.offset)}` : ''}`;
      return [line, when, kind === 'note' ? text : `${text} (${kind})`];
    });
    expect(found).toEqual(lines);
  });

  it('shows lines that are left out, and why', () => {
    const [, ...lines] = refused;
    expect(lines.length).toBeGreaterThan(4);
    for (const [line = '', why = 'nothing'] of lines)
      expect(leftOut(above + line, paris)).toEqual([[3, expect.stringContaining(why)]]);
  });

  it('names the bounds, and days and zones that are taken', () => {
    expect(formats).toContain(
      `${mostLines} lines and ${mostRows} rows; a text is at most ${longestText} characters`,
    );
    for (const day of ['## 2024-11-22', '22 November 2024', 'Friday, Nov 22nd, 2024']) {
      expect(formats).toContain(`\`${day}\``);
      expect(rows(`${day}\n14:25 one`, paris)[0]?.[0]).toMatch(/^2024-11-22/);
    }
    for (const zone of ['all times in GMT + 1', 'Timezone: Asia/Kolkata']) {
      expect(formats).toContain(`\`${zone}\``);
      expect(rows(`${zone}\n\n14:25 one`)[0]?.[0]).not.toContain('+00:00');
    }
  });
});
