import { describe, expect, it } from '@jest/globals';
import { parsePlugin } from '../../src/checks/nagios.ts';
import { pluginLine } from '../../src/render/plugin-line.ts';
import type { CheckRow, ChecksView } from '../../src/render/views/act.ts';

const row = (check: string, rest: Partial<CheckRow> = {}): CheckRow => ({
  check,
  checkKind: 'command',
  status: 'OK',
  summary: 'fine',
  perfdata: [],
  ms: 1,
  was: null,
  changed: false,
  ...rest,
});
const view = (status: CheckRow['status'], ...checks: CheckRow[]): ChecksView => ({
  kind: 'checks',
  incident: null,
  status,
  checks,
});

describe('all answers as one plugin', () => {
  it('are one line, whatever they hold', () => {
    const line = pluginLine(
      view(
        'CRITICAL',
        row('web', { status: 'WARNING', summary: 'slow | very\u001b[2J slow' }),
        row('db', { status: 'CRITICAL', summary: 'refused' }),
        row('disk'),
      ),
    );
    expect(line.split('\n')).toHaveLength(2);
    expect(line).toMatch(/^INC CRITICAL: db: refused; web WARNING: slow ¦ very.* slow; 1 of 3 checks OK\n$/);
    expect(line).not.toContain('\u001b');
  });

  it('keep their numbers, each under its check where there are several', () => {
    const time = { label: 'time', value: 0.005389, unit: 's', warn: '1,5', crit: '2', min: 0, max: 10 };
    expect(pluginLine(view('OK', row('web', { perfdata: [time] })))).toBe(
      'INC OK: web: fine | time=0.005389s;1.5;2;0;10\n',
    );
    const odd = { label: "it's 5=6", value: null, unit: '' };
    const both = pluginLine(
      view('OK', row('web', { perfdata: [time, odd] }), row('db', { perfdata: [time] })),
    );
    const { summary, perfdata } = parsePlugin(both, 'OK');
    expect(summary).toBe('INC OK: 2 of 2 checks OK');
    expect(perfdata).toEqual([
      { ...time, label: 'web::time', warn: '1.5' },
      { ...odd, label: "web::it's 5=6" },
      { ...time, label: 'db::time', warn: '1.5' },
    ]);
  });

  it('fit into what a monitoring system reads', () => {
    const many = Array.from({ length: 500 }, (_, at) =>
      row(`check-${at}`, {
        status: 'CRITICAL',
        summary: 'x'.repeat(400),
        perfdata: [{ label: 'time', value: at, unit: 's' }],
      }),
    );
    const line = pluginLine(view('CRITICAL', ...many));
    expect(line.length).toBeLessThan(8192);
    const { perfdata } = parsePlugin(line, 'CRITICAL');
    expect(perfdata.length).toBeGreaterThan(200);
    expect(perfdata.at(-1)?.label).toMatch(/^check-\d+::time$/);
  });

  it('say why nothing was asked', () => {
    expect(pluginLine({ ...view('UNKNOWN'), fault: 'there is\nno catalogue' })).toBe(
      'INC UNKNOWN: there is no catalogue\n',
    );
  });
});
