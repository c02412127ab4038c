import { describe, expect, it } from '@jest/globals';
import type { OutputRef } from '../../src/core/record/events.ts';
import { luxonZones } from '../../src/io/time/zones-luxon.ts';
import { blockNames, blockOf } from '../../src/render/blocks/named-blocks.ts';
import { reportOf } from '../../src/render/blocks/report.ts';
import { MARKDOWN_ATTACKS } from '../fixtures/hostile-text.ts';
import { nodes, ofType, parse, squeezed, tables, textOf } from '../support/markdown-tree.ts';
import { recordOf, type Given } from '../support/recorded.ts';

const zones = await luxonZones();
const blobs = new Map<string, string>();

const block = (name: string, given: readonly Given[]): string => {
  const report = reportOf('2023-10-23-web', recordOf(given), zones, (blob) => {
    const text = blobs.get(blob);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  });
  return blockOf(name, report) as string;
};

const opened = (
  data: Partial<Extract<Given, { type: 'incident.opened' }>['data']> = {},
  at = '2023-10-23T14:56:00+01:00',
): Given => ({
  type: 'incident.opened',
  at,
  data: { title: 'Web down', services: [], zone: '+01:00', ...data },
});
const note = (at: string, text: string, more: object = {}, rec?: string): Given => ({
  type: 'note.added',
  at,
  ...(rec ? { rec } : {}),
  data: { kind: 'note', text, tags: [], ...more },
});
const output = (text: string, more: Partial<OutputRef> = {}): OutputRef => {
  const blob = String(blobs.size).padStart(64, '0');
  blobs.set(blob, text);
  return { blob, bytes: text.length, total: text.length, omitted: 0, redactions: 0, ...more };
};
const rows = (markdown: string): string[][] => tables(parse(markdown))[0]?.slice(1) ?? [];
const items = (markdown: string): string[] =>
  ofType(parse(markdown), 'listItem').map((item) => squeezed(textOf(item)));

describe('the timeline', () => {
  it('is sorted by when it happened, with date and offset on every row', () => {
    const markdown = block('timeline', [
      opened(),
      note('2023-10-23T23:55:00+01:00', 'late evening'),
      note('2023-10-24T00:05:30+01:00', 'next day'),
      note('2023-10-23T14:25:00+01:00', 'first | signs', {}, '2023-10-23T14:57:00+01:00'),
    ]);
    expect(rows(markdown)).toEqual([
      ['2023-10-23 14:25 +01:00', 'first | signs (logged 32 min later)', 'ana'],
      ['2023-10-23 14:56 +01:00', 'Incident declared: Web down', 'ana'],
      ['2023-10-23 23:55 +01:00', 'late evening', 'ana'],
      ['2023-10-24 00:05:30 +01:00', 'next day', 'ana'],
    ]);
  });

  it('shows ranges, and what is approximate', () => {
    const at = '2017-10-13T14:18:00-07:00';
    const zone = 'America/Los_Angeles';
    const given = [
      opened({ zone }, '2017-10-13T14:01:00-07:00'),
      note('2017-10-13T14:05:00-07:00', 'about then', { approx: true }),
      note(at, 'a while', { until: '2017-10-13T14:57:00-07:00' }),
      note(at, 'over night', { until: '2017-10-14T02:00:00-07:00' }),
    ];
    expect(rows(block('timeline', given)).slice(1)).toEqual([
      ['~2017-10-13 14:05 -07:00', 'about then', 'ana'],
      ['2017-10-13 14:18–14:57 -07:00', 'a while', 'ana'],
      ['2017-10-13 14:18 -07:00 – 2017-10-14 02:00 -07:00', 'over night', 'ana'],
    ]);
    expect(items(block('timeline-list', given))).toEqual([
      '~14:05: about then',
      '14:18–14:57: a while',
      '14:18 – 2017-10-14 02:00 -07:00: over night',
    ]);
  });

  it('converts to the incident’s zone, and shows both offsets of a day on which clocks change', () => {
    const given = [
      opened({ zone: 'Europe/Paris' }, '2023-10-29T00:30:00Z'),
      note('2023-10-29T00:30:00Z', 'summer time'),
      note('2023-10-29T01:30:00Z', 'winter time'),
    ];
    expect(rows(block('timeline', given)).map(([when]) => when)).toEqual([
      '2023-10-29 02:30 +02:00',
      '2023-10-29 02:30 +02:00',
      '2023-10-29 02:30 +01:00',
    ]);
    const list = block('timeline-list', given);
    expect(list).toContain('**29 October 2023**, all times Europe/Paris\n');
    expect(items(list)).toEqual(['02:30 +02:00: summer time', '02:30 +01:00: winter time']);
  });

  it('has one list for each day, whose line states date and zone', () => {
    const markdown = block('timeline-list', [
      opened(),
      note('2023-10-23T23:55:00+01:00', 'a'),
      note('2023-10-24T00:05:00+01:00', 'b'),
    ]);
    expect(squeezed(textOf(parse(markdown)))).toBe(
      '23 October 2023, all times GMT+1 (UTC+01:00)23:55: a24 October 2023, all times GMT+1 (UTC+01:00)00:05: b',
    );
  });

  it.each([
    ['UTC', 'UTC'],
    ['+05:30', 'GMT+5:30 (UTC+05:30)'],
    ['-03:00', 'GMT-3 (UTC-03:00)'],
    ['Asia/Tokyo', 'Asia/Tokyo (UTC+09:00)'],
    ['Nowhere/Land', 'UTC'],
  ])('names the zone %s as %s', (zone, name) => {
    expect(block('timeline-list', [opened({ zone }), note('2023-10-23T12:00:00Z', 'a')])).toContain(
      `, all times ${name}\n`,
    );
  });

  it('marks late rows one by one, but says once that all was entered afterwards', () => {
    const rec = '2023-10-25T09:00:00Z';
    const afterwards = [
      { ...opened(), rec },
      note('2023-10-23T15:00:00+01:00', 'a', {}, '2023-10-25T09:10:00Z'),
    ];
    const markdown = block('timeline', afterwards);
    expect(markdown).not.toContain('logged');
    expect(markdown).toContain(
      '*Entered afterwards: recorded from 2023-10-25 10:00 +01:00 to 2023-10-25 10:10 +01:00.*',
    );
    const live = block('timeline', [...afterwards, note('2023-10-25T10:11:00+01:00', 'live')]);
    expect(live).not.toContain('Entered afterwards');
    expect(rows(live).map(([, text]) => text)).toEqual([
      'Incident declared: Web down (logged 43 h 4 min later)',
      'a (logged 43 h 10 min later)',
      'live',
    ]);
  });

  it('labels what is no plain note, and hides no unknown outcome', () => {
    const texts = rows(
      block('timeline', [
        opened(),
        note('2023-10-23T15:00:00Z', 'cut over', { kind: 'decision' }),
        note('2023-10-23T15:01:00Z', 'TODO: call the bank', { kind: 'todo' }),
        {
          type: 'phase.changed',
          at: '2023-10-23T15:02:00Z',
          data: { phase: 'identified', text: 'bad deploy' },
        },
        { type: 'phase.changed', at: '2023-10-23T15:03:00Z', data: { phase: 'mitigating' } },
        { type: 'incident.resolved', at: '2023-10-23T15:04:00Z', data: { text: 'web-1 is back' } },
        {
          type: 'command.started',
          at: '2023-10-23T15:05:00Z',
          data: { run: 'r1', argv: ['systemctl', 'restart', 'web'], cwd: '/' },
        },
      ]),
    ).map(([, text]) => text);
    expect(texts.slice(1)).toEqual([
      'Decision: cut over',
      'Todo: call the bank',
      'Status identified: bad deploy',
      'Status: mitigating',
      'Resolved: web-1 is back',
      'systemctl restart web — outcome unknown: no end is recorded',
    ]);
  });

  it('leaves out of the list only what the key times tell', () => {
    const given: Given[] = [
      opened(),
      { type: 'incident.acknowledged', at: '2023-10-23T15:00:00+01:00', data: {} },
      { type: 'incident.acknowledged', at: '2023-10-23T15:05:00+01:00', data: {} },
      { type: 'incident.mitigated', at: '2023-10-23T15:10:00+01:00', data: { text: 'backup serves' } },
      { type: 'incident.resolved', at: '2023-10-23T15:20:00+01:00', data: {} },
      { type: 'incident.reopened', at: '2023-10-23T15:30:00+01:00', data: { text: 'again' } },
      { type: 'incident.resolved', at: '2023-10-23T15:40:00+01:00', data: {} },
    ];
    expect(items(block('timeline-list', given))).toEqual([
      '15:05: Acknowledged',
      '15:10: Mitigated: backup serves',
      '15:20: Resolved',
      '15:30: Reopened: again',
    ]);
    expect(items(block('key-times-list', given))).toContain('Resolved: 2023-10-23 15:40 +01:00');
  });
});

describe('times', () => {
  const given: Given[] = [
    opened({ started: '2023-10-23T14:20:00+01:00' }),
    { type: 'incident.resolved', at: '2023-10-23T22:35:00+01:00', data: {} },
  ];

  it('shows each duration with its inputs, and a missing one as unknown', () => {
    expect(rows(block('durations', given))).toEqual([
      ['Time to detect (TTD)', 'unknown', 'started: 2023-10-23 14:20 +01:00', 'detected: unknown'],
      ['Time to acknowledge (TTA)', 'unknown', 'detected: unknown', 'acknowledged: unknown'],
      ['Time to identify (TTI)', 'unknown', 'started: 2023-10-23 14:20 +01:00', 'identified: unknown'],
      ['Time to mitigate (TTM)', 'unknown', 'started: 2023-10-23 14:20 +01:00', 'mitigated: unknown'],
      [
        'Time to resolve (TTR)',
        '8 h 15 min',
        'started: 2023-10-23 14:20 +01:00',
        'resolved: 2023-10-23 22:35 +01:00',
      ],
    ]);
    expect(items(block('durations-list', given)).at(-1)).toBe(
      'Time to resolve (TTR): 8 h 15 min, from started (2023-10-23 14:20 +01:00) to resolved (2023-10-23 22:35 +01:00)',
    );
  });

  it('never shows an end before its start as a length', () => {
    const odd = [opened({ started: '2023-10-23T23:00:00+01:00' }), ...given.slice(1)];
    expect(rows(block('durations', odd)).at(-1)?.[1]).toBe('unknown: resolved is before started');
  });

  it('lists every key time', () => {
    expect(rows(block('key-times', given))).toEqual([
      ['Impact started', '2023-10-23 14:20 +01:00'],
      ['Detected', 'unknown'],
      ['Declared', '2023-10-23 14:56 +01:00'],
      ['Acknowledged', 'unknown'],
      ['Cause identified', 'unknown'],
      ['Mitigated: impact stopped', 'unknown'],
      ['Resolved', '2023-10-23 22:35 +01:00'],
      ['Closed', 'unknown'],
    ]);
  });

  it('survives a time that is none', () => {
    const broken = [opened({ started: 'yesterday' }), note('2023-10-23T15:00:00Z', 'a', { until: 'later' })];
    expect(rows(block('key-times', broken))[0]).toEqual(['Impact started', 'unknown']);
    expect(rows(block('durations', broken)).map(([, length]) => length)).toEqual(Array(5).fill('unknown'));
    expect(rows(block('timeline', broken)).at(-1)?.[0]).toBe('2023-10-23 16:00 +01:00');
    const far = [opened({ started: '+275760-09-13T00:00:00Z' })];
    expect(rows(block('key-times', far))[0]).toEqual(['Impact started', 'unknown']);
  });
});

describe('facts', () => {
  const given: Given[] = [
    opened({ severity: 'sev3', services: ['web', 'a|b'], drill: true }),
    {
      type: 'severity.changed',
      at: '2023-10-23T15:00:00+01:00',
      data: { severity: 'sev1', reason: 'all regions' },
    },
    { type: 'role.assigned', at: '2023-10-23T15:01:00+01:00', data: { role: 'commander', person: 'ana' } },
    {
      type: 'role.assigned',
      at: '2023-10-23T16:01:00+01:00',
      by: 'bo@web-ops-2',
      data: { role: 'commander', person: 'bo' },
    },
  ];

  it('stand in the header', () => {
    expect(tables(parse(block('facts', given)))[0]).toEqual([
      ['Incident', '2023-10-23-web'],
      ['Status', 'investigating'],
      ['Severity', 'SEV1'],
      ['Services', 'web, a|b'],
      ['Drill', 'yes: an exercise, no real outage'],
      ['Times', 'all in GMT+1, each with its offset from UTC'],
      ['Roles', 'commander: bo'],
      ['In the record', 'ana, bo'],
    ]);
    expect(rows(block('facts', [opened()]))).toContainEqual(['Severity', 'unknown']);
  });

  it('keep their history', () => {
    expect(items(block('severity', given))).toEqual([
      '2023-10-23 14:56 +01:00: SEV3',
      '2023-10-23 15:00 +01:00: SEV1, all regions',
    ]);
    expect(rows(block('roles', given))).toEqual([
      ['commander', 'ana', '2023-10-23 15:01 +01:00'],
      ['commander', 'bo', '2023-10-23 16:01 +01:00'],
    ]);
  });

  it('name the digest and how to check it, whatever was built from it', () => {
    const record = recordOf(given);
    const head = record.at(-1)?.hash ?? '';
    const built: Given = {
      type: 'postmortem.built',
      at: '2023-10-24T00:00:00Z',
      data: { file: 'x.md', template: 'default', sha256: 'x' },
    };
    const proof = (more: readonly Given[]): string =>
      blockOf(
        'record',
        reportOf('web', recordOf(more, record), zones, () => undefined),
      ) as string;
    expect(proof([])).toContain('the 4 events of the record');
    expect(proof([])).toContain(`inc verify -i web --anchor ${head}\n`);
    expect(proof([built, built])).toBe(proof([]));
    const later = recordOf([built, note('2023-10-24T00:01:00Z', 'later')], record).at(-1)?.hash ?? '';
    expect(proof([built, note('2023-10-24T00:01:00Z', 'later')])).toContain(`--anchor ${later}\n`);
  });
});

describe('the review', () => {
  const written = (
    section: 'summary' | 'root-cause' | 'impact' | 'factor' | 'lesson' | 'conclusion',
    text: string,
  ): Given => ({
    type: 'review.written',
    at: '2023-10-24T09:00:00Z',
    data: { section, text },
  });

  it('keeps paragraphs, and takes the later of two', () => {
    const given = [opened(), written('summary', 'first'), written('summary', 'One.\nStill one.\n\n# Two')];
    const paragraphs = parse(block('summary', given)).children ?? [];
    expect(paragraphs.map(({ type }) => type)).toEqual(['paragraph', 'paragraph']);
    expect(paragraphs.map((node) => squeezed(textOf(node)))).toEqual(['One. Still one.', '# Two']);
  });

  it('collects factors and lessons', () => {
    const given = [
      opened(),
      written('factor', 'no alert'),
      written('factor', 'no drill'),
      written('lesson', 'drill'),
    ];
    expect(items(block('factors', given))).toEqual(['no alert', 'no drill']);
    expect(items(block('lessons', given))).toEqual(['drill']);
  });

  it('states impact with its times', () => {
    const given: Given[] = [
      opened(),
      {
        type: 'impact.stated',
        at: '2023-10-23T15:00:00+01:00',
        data: { text: 'checkout', started: '2023-10-23T14:25:00+01:00', ended: '2023-10-23T22:35:00+01:00' },
      },
      written('impact', 'Some hours.'),
    ];
    expect(squeezed(textOf(parse(block('impact', given))))).toBe(
      'checkout (impact from 2023-10-23 14:25 +01:00 until 2023-10-23 22:35 +01:00)Some hours.',
    );
  });

  it.each([
    'summary',
    'impact',
    'root-cause',
    'conclusion',
    'factors',
    'lessons',
    'severity',
    'roles',
    'actions',
    'actions-numbered',
  ])('leaves a TODO where nothing was said: %s', (name) => {
    expect(block(name, [opened()])).toMatch(/^TODO: \w/);
  });
});

describe('action items', () => {
  const added = (action: string, title: string, more: object = {}): Given => ({
    type: 'action.added',
    at: '2023-10-24T09:00:00Z',
    data: { action, title, ...more },
  });
  const given: Given[] = [
    opened(),
    added('a1', 'Page earlier', {
      measure: 'monitoring',
      detail: 'thresholds',
      owner: 'ana',
      due: '2023-11-30',
    }),
    added('a2', 'Buy cake'),
    added('a3', 'Audit', { measure: 'audit' }),
    { type: 'action.changed', at: '2023-10-25T09:00:00Z', data: { action: 'a3', state: 'done' } },
    note('2023-10-23T15:00:00Z', 'TODO: tell the bank', { kind: 'todo' }),
  ];

  it('are grouped by measure, and say what is missing', () => {
    const table = rows(block('actions', given)).map((cells) => cells.slice(1));
    expect(table).toEqual([
      ['Audit', 'audit', 'TODO: an owner', 'TODO: a date', 'done'],
      ['Page earlier: thresholds', 'monitoring', 'ana', '2023-11-30', 'open'],
      ['Buy cake', 'none', 'TODO: an owner', 'TODO: a date', 'open'],
      ['tell the bank', 'none', 'TODO: an owner', 'TODO: a date', 'open'],
    ]);
  });

  it('are numbered as they came', () => {
    const [list] = ofType(parse(block('actions-numbered', given)), 'list');
    expect(list?.ordered).toBe(true);
    expect(items(block('actions-numbered', given))).toEqual([
      'Page earlier: thresholds (owner ana, due 2023-11-30)',
      'Buy cake',
      'Audit (done)',
      'tell the bank',
    ]);
  });

  it('are checked against the ten families of measures', () => {
    const list = ofType(parse(block('measures', given)), 'listItem');
    expect(list).toHaveLength(10);
    expect(list.filter(({ checked }) => checked).map((item) => squeezed(textOf(item)))).toEqual([
      'Regular system audits: a3',
      'Monitoring and alerts: a1',
    ]);
  });
});

describe('evidence', () => {
  it('shows commands with their result, the digest and an excerpt of their output', () => {
    const long = Array.from({ length: 50 }, (_, n) => `line ${n}`).join('\n');
    const ref = output(`\`\`\`\n<!-- x -->\n${long}\n`, { total: 9000, omitted: 8000 });
    const markdown = block('commands', [
      opened(),
      {
        type: 'command.started',
        at: '2023-10-23T15:05:00Z',
        data: { run: 'r1', argv: ['dmesg', '-T'], cwd: '/' },
      },
      {
        type: 'command.finished',
        at: '2023-10-23T15:05:02Z',
        data: { run: 'r1', exit: 3, ms: 2100, output: ref },
      },
      {
        type: 'command.started',
        at: '2023-10-23T15:06:00Z',
        data: { run: 'r2', argv: ['reboot'], cwd: '/' },
      },
    ]);
    expect(rows(markdown)).toEqual([
      ['2023-10-23 16:05 +01:00', 'dmesg -T (exit 3, 2.1 s)', 'failed', 'ana'],
      ['2023-10-23 16:06 +01:00', 'reboot', 'unknown: no end is recorded', 'ana'],
    ]);
    expect(markdown).toContain(ref.blob);
    const [code] = ofType(parse(markdown), 'code');
    expect(code?.value?.split('\n')).toHaveLength(21);
    expect(code?.value).toMatch(/^```\n<!-- x -->\nline 0[^]*… 32 lines left out …[^]*line 49$/);
  });

  it('says so when the output is not at hand', () => {
    const markdown = block('commands', [
      opened(),
      { type: 'command.started', at: '2023-10-23T15:05:00Z', data: { run: 'r1', argv: ['id'], cwd: '/' } },
      {
        type: 'command.finished',
        at: '2023-10-23T15:05:02Z',
        data: { run: 'r1', signal: 'SIGKILL', ms: 10, output: { ...output('x'), blob: 'f'.repeat(64) } },
      },
    ]);
    expect(markdown).toContain('stopped by SIGKILL');
    expect(squeezed(textOf(parse(markdown)))).toContain(
      `SHA-256 ${'f'.repeat(64)}; it is not in this copy of the record.`,
    );
  });

  it('shows a plan with its steps, its checks and its verdict', () => {
    const at = (minute: number): string => `2023-10-23T15:${String(minute).padStart(2, '0')}:00+01:00`;
    const step = { run: 'p1', step: 'switch', attempt: 1 };
    const markdown = block('plans', [
      opened(),
      { type: 'plan.refused', at: at(14), data: { plan: 'web', why: 'web-backup is CRITICAL' } },
      {
        type: 'plan.started',
        at: at(15),
        data: {
          run: 'p1',
          plan: 'b',
          name: 'web-to-backup',
          title: 'Move web',
          kind: 'failover',
          target: 'web-backup',
          digest: 'd',
          scripts: {},
          reason: 'web-1 is down',
          mode: 'automatic',
        },
      },
      { type: 'step.started', at: at(15), data: { ...step, role: 'do', title: 'Switch' } },
      {
        type: 'step.finished',
        at: at(16),
        data: {
          ...step,
          role: 'do',
          ok: true,
          ms: 60_000,
          summary: 'exit 0',
          exit: 0,
          output: output('moved\n'),
        },
      },
      {
        type: 'check.finished',
        at: at(17),
        data: {
          check: 'web',
          kind: 'http',
          status: 'CRITICAL',
          summary: 'refused',
          perfdata: [],
          ms: 5,
          run: 'p1',
        },
      },
      { type: 'step.started', at: at(18), data: { ...step, role: 'undo', title: 'Switch back' } },
      {
        type: 'plan.finished',
        at: at(19),
        data: { run: 'p1', verdict: 'needs a human', summary: 'undo has no end' },
      },
      {
        type: 'plan.started',
        at: at(20),
        data: {
          run: 'p2',
          plan: 'b',
          name: 'n',
          title: '',
          kind: 'runbook',
          target: 't',
          digest: 'd',
          scripts: {},
          reason: 'r',
          mode: 'step',
        },
      },
    ]);
    const text = squeezed(textOf(parse(markdown)));
    expect(text).toContain(
      'Move web (failover web-to-backup, target web-backup), started 2023-10-23 15:15 +01:00 by ana, ended 2023-10-23 15:19 +01:00',
    );
    expect(text).toContain('Reason: web-1 is down');
    expect(text).toContain('Verdict: needs a human, undo has no end');
    expect(text).toContain('Verdict: unknown: no end is recorded');
    expect(text).toContain('web refused: web-backup is CRITICAL');
    expect(rows(markdown)).toEqual([
      ['2023-10-23 15:15 +01:00', 'Step: Switch — exit 0 (60 s)', 'ok', 'ana'],
      ['2023-10-23 15:17 +01:00', 'Check web: CRITICAL, refused', 'failed', 'ana'],
      ['2023-10-23 15:18 +01:00', 'Undo of: Switch back', 'unknown: no end is recorded', 'ana'],
    ]);
    expect(ofType(parse(markdown), 'code').map(({ value }) => value)).toEqual(['moved']);
    expect(block('checks', [opened()])).toBe('No check was recorded.');
  });
});

describe('hostile text', () => {
  const ours = /^(?:<br>|<\/?code>|<\/?pre>)$/;

  it.each(MARKDOWN_ATTACKS)('stays inert in every block: %j', (attack) => {
    const at = '2023-10-23T15:00:00Z';
    const given: Given[] = [
      opened({ title: attack, services: [attack], severity: 'sev1', zone: attack }),
      note(at, attack),
      note(at, attack, { kind: 'todo' }),
      { type: 'phase.changed', at, data: { phase: attack as 'identified', text: attack } },
      { type: 'severity.changed', at, data: { severity: attack as 'sev1', reason: attack } },
      { type: 'impact.stated', at, data: { text: attack } },
      { type: 'role.assigned', at, by: `${attack}@h`, data: { role: attack, person: attack } },
      {
        type: 'action.added',
        at,
        data: { action: attack, title: attack, detail: attack, owner: attack, due: attack, measure: attack },
      },
      { type: 'action.changed', at, data: { action: attack, state: attack as 'done' } },
      { type: 'command.started', at, data: { run: 'r', argv: [attack], cwd: attack } },
      {
        type: 'command.finished',
        at,
        data: { run: 'r', ms: 1, exit: 1, output: output(`${attack}\n${attack}`) },
      },
      {
        type: 'check.finished',
        at,
        data: {
          check: attack,
          kind: attack,
          status: 'OK',
          summary: attack,
          perfdata: [],
          ms: 1,
          output: output(attack),
        },
      },
      {
        type: 'plan.started',
        at,
        data: {
          run: 'p',
          plan: 'b',
          name: attack,
          title: attack,
          kind: attack,
          target: attack,
          digest: 'd',
          scripts: {},
          reason: attack,
          mode: 'step',
        },
      },
      { type: 'step.started', at, data: { run: 'p', step: attack, attempt: 1, role: 'do', title: attack } },
      {
        type: 'step.finished',
        at,
        data: {
          run: 'p',
          step: attack,
          attempt: 1,
          role: 'do',
          ok: true,
          ms: 1,
          summary: attack,
          output: output(attack),
        },
      },
      { type: 'plan.finished', at, data: { run: 'p', verdict: attack as 'verified', summary: attack } },
      ...(['summary', 'root-cause', 'impact', 'factor', 'lesson', 'conclusion'] as const).map(
        (section): Given => ({ type: 'review.written', at, data: { section, text: attack } }),
      ),
    ];
    const report = reportOf('id', recordOf(given), zones, (blob) =>
      new TextEncoder().encode(blobs.get(blob)),
    );
    for (const name of blockNames) {
      const tree = parse(blockOf(name, report) ?? '');
      for (const node of nodes(tree)) {
        expect([
          'link',
          'image',
          'heading',
          'definition',
          'footnoteDefinition',
          'blockquote',
          'thematicBreak',
          'delete',
        ]).not.toContain(node.type);
        if (node.type === 'html' && !node.value?.startsWith('<pre>')) expect(node.value).toMatch(ours);
      }
      for (const [header, ...body] of tables(tree))
        for (const row of body) expect(row).toHaveLength(header?.length ?? 0);
    }
  });
});
