import { describe, expect, it } from '@jest/globals';
import { actionsFrom } from '../../src/commands/action-flags.ts';
import type { Input } from '../../src/commands/command.ts';
import { incidentOf } from '../../src/core/incident/incident.ts';
import { recordOf } from '../support/recorded.ts';

const none = incidentOf([]);
const read = (flags: Input['flags'], state = none) =>
  actionsFrom({ args: [], flags }, state).map(({ data }) => data);

describe('actionsFrom', () => {
  it('parts title and detail at the first colon with a blank', () => {
    expect(read({ action: ['Audit: all: of it', 'see http://x:80/ first', ' Buy a second UPS '] })).toEqual([
      { action: 'a1', title: 'Audit', detail: 'all: of it' },
      { action: 'a2', title: 'see http://x:80/ first' },
      { action: 'a3', title: 'Buy a second UPS' },
    ]);
  });

  it('gives one owner, date or measure to all, and several to each in order', () => {
    expect(
      read({
        action: ['A', 'B', 'C'],
        owner: ['ana'],
        due: ['2026-12-31', '2027-01-01'],
        measure: ['Audit', 'failover test', 'detect'],
      }),
    ).toEqual([
      { action: 'a1', title: 'A', owner: 'ana', due: '2026-12-31', measure: 'audit' },
      { action: 'a2', title: 'B', owner: 'ana', due: '2027-01-01', measure: 'failover-test' },
      { action: 'a3', title: 'C', owner: 'ana', measure: 'detect' },
    ]);
  });

  it('goes on counting where the record stopped', () => {
    const at = '2023-10-23T15:00:00Z';
    const record = recordOf([
      { type: 'action.added', at, data: { action: 'a7', title: 'x' } },
      { type: 'action.added', at, data: { action: 'a2', title: 'x' } },
      { type: 'note.added', at, data: { kind: 'todo', text: 'x', tags: [] } },
    ]);
    expect(
      read({ action: ['A', 'B'] }, incidentOf(record)).map((data) => 'action' in data && data.action),
    ).toEqual(['a8', 'a9']);
  });

  it.each<[Input['flags'], string, string]>([
    [
      { action: ['A'], measure: ['moniter'] },
      "'moniter' is not a measure",
      'did you mean: --measure monitoring',
    ],
    [
      { action: ['A'], measure: ['auto'] },
      "'auto' is not a measure",
      'did you mean: --measure automated-testing',
    ],
    [{ action: ['A'], measure: ['luck'] }, "'luck' is not a measure", 'audit, failover-test, monitoring'],
    [{ action: ['A'], due: ['soon'] }, '"soon" is not a date', 'write it like 2026-11-21'],
    [{ action: ['A'], owner: ['ana', 'bo'] }, '2 --owner for 1 --action', 'one --owner for all'],
    [{ owner: ['ana'] }, '--owner without an --action', '--action'],
    [{ action: [' '] }, 'an --action has no title', '--action'],
  ])('refuses %j', (flags, message, hint) => {
    expect(() => read(flags)).toThrow(
      expect.objectContaining({ code: 'USAGE', message, hint: expect.stringContaining(hint) }),
    );
  });
});
