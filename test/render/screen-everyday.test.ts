import { describe, expect, it } from '@jest/globals';
import { hypothesesIn } from '../../src/core/incident/standing.ts';
import { timeline } from '../../src/core/incident/timeline.ts';
import { json } from '../../src/render/json.ts';
import { quiet } from '../../src/render/quiet.ts';
import { screen } from '../../src/render/screen.ts';
import { styleFor } from '../../src/render/style.ts';
import type { CatchupView } from '../../src/render/views/incident.ts';
import type { EntryView, TodosView } from '../../src/render/views/reading.ts';
import type { View } from '../../src/render/views/view.ts';
import { recordOf } from '../support/recorded.ts';

const style = await styleFor({ colour: false, unicode: true });
const at = '2026-11-22T10:00:00+01:00';
const record = recordOf([
  { type: 'note.added', at, data: { kind: 'hypothesis', text: 'the pool', tags: ['db'] } },
  { type: 'command.started', at, data: { run: 'r', argv: ['sleep', '9'], cwd: '/' } },
]);
const [hypothesis, command] = timeline(record);
if (!hypothesis || !command) throw new Error('no entries');

const item = {
  action: 'a1',
  hash: 'f'.repeat(64),
  title: 'alert',
  owner: 'cy',
  due: '2026-01-01',
  state: 'open',
} as const;
const catchup: CatchupView = {
  kind: 'catchup',
  now: '2026-11-22T12:00:00+01:00',
  incident: '2026-11-22-web',
  title: 'Web',
  zone: 'Europe/Paris',
  drill: true,
  phase: 'mitigating',
  severity: 'sev1',
  services: ['web'],
  lasted: { ms: 7_200_000, from: 'started', fromAt: at, to: 'now', toAt: '2026-11-22T12:00:00+01:00' },
  impact: 'slow',
  keyTimes: { started: at, detected: '2026-11-21T23:00:00+01:00' },
  roles: [{ role: 'commander', person: 'ana', at }],
  plans: [
    {
      run: 'p',
      name: 'to-b',
      title: 'To B',
      kind: 'failover',
      target: 'b',
      reason: 'a is down',
      by: 'ana@x',
      at,
    },
  ],
  commands: [{ run: 'r', argv: ['false'], at, by: 'ana@x', exit: 1, ms: 3 }],
  checks: [{ check: 'web', status: 'CRITICAL', summary: 'no', at }],
  hypotheses: hypothesesIn([hypothesis]),
  questions: [{ entry: hypothesis }],
  unfinished: [command],
  todos: [item],
  decisions: [hypothesis],
  links: [{ to: '2026-11-21-db', as: 'dup', at }],
  events: 2,
  digest: '0'.repeat(64),
};
const todos: TodosView = {
  kind: 'todos',
  items: [{ ...item, incident: '2026-11-22-web', incidentTitle: 'Web', drill: false, overdue: true }],
  all: false,
};
const entry: EntryView = {
  kind: 'entry',
  incident: '2026-11-22-web',
  zone: 'Europe/Paris',
  newDay: true,
  entry: hypothesis,
};

/** Every text with what a terminal would act on, except names of folders and what the code itself chose. */
function hostile<T>(value: T, key = ''): T {
  if (typeof value === 'string')
    return (
      ['kind', 'incident', 'now', 'digest', 'standing', 'from', 'to', 'hash', 'id', 'result'].includes(key) &&
      !value.startsWith('hypo')
        ? value
        : `\u001b]52;c;eA==\u0007${value}\u009b31m\u202e`
    ) as T;
  if (Array.isArray(value)) return value.map((one) => hostile(one as unknown)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, hostile(one as unknown, name)]),
  ) as T;
}

describe('catchup', () => {
  it('states the outcome, the day of every time that is not of today, and what is unknown', () => {
    const text = screen(catchup, style, 100);
    expect(text).toContain('DRILL  SEV1  mitigating  for 2 h (started 2026-11-22T10:00:00+01:00)  web');
    expect(text).toContain('started 10:00 · detected 2026-11-21 23:00 +01:00');
    expect(text).toContain('UNKNOWN  10:00 To B: a is down');
    expect(text).toContain('10:00 sleep 9 · ana@web-ops-1, no end recorded');
    expect(text).toContain('Duplicate of 2026-11-21-db');
    expect(text).toContain('times without a date: 2026-11-22 +01:00');
  });

  it('says unknown for a length that is none', () => {
    const lasted = { ...catchup.lasted, ms: null, fromAt: null };
    expect(screen({ ...catchup, lasted }, style, 100)).toContain('for unknown');
  });
});

describe.each([catchup, todos, entry] as const)('$kind', (view: View) => {
  it.each([30, 40, 80, 200])('stays within %i columns', (columns) => {
    const lines = screen(view, style, columns).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it('shows what a terminal would act on, in every field', () => {
    for (const text of [
      screen(hostile(view), style, 80),
      screen(hostile(view), style, 30),
      json(hostile(view)),
    ])
      // oxlint-disable-next-line no-control-regex -- controls are what it looks for
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('is one line of JSON, and ids alone when quiet', () => {
    expect(JSON.parse(json(view))).toMatchObject({ v: 1, kind: view.kind });
    expect(quiet(view)).toMatch(/^(?:2026-11-22-web(?::a1)?|[0-9a-f]{7})\n$/);
  });
});

it('lists on a narrow terminal without a line beyond its edge', () => {
  const incident = '2026-11-22-web-tier-answers-five-hundred-and-more';
  const row = { incident, title: 'Web', phase: 'investigating', severity: null, services: [] } as const;
  const rest = { declared: at, resolved: null, drill: false, current: true } as const;
  const list: View = { kind: 'list', incidents: [{ ...row, ...rest }], total: 1 };
  const [first = '', second = '', ...others] = screen(list, style, 40).trimEnd().split('\n');
  expect([first.length, second.slice(0, 2), first.slice(2) + second.slice(2)]).toEqual([40, '  ', incident]);
  expect(others).toEqual(['    SEV?  investigating', '    Web']);
});

it('writes a line for each entry that is followed, and no other', () => {
  const following = { kind: 'following', incident: '2026-11-22-web', title: 'Web' } as const;
  expect([json(following), quiet(following)]).toEqual(['', '']);
  expect(screen({ ...entry, newDay: false }, style, 100).split('\n')).toHaveLength(2);
  expect(screen(entry, style, 100)).toMatch(
    /^2026-11-22 \+01:00 Europe\/Paris\n 10:00:00 .*the pool \(#db\)\n$/,
  );
});
