import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../../src/core/faults.ts';
import { findAction, firstFreeAction } from '../../../src/core/incident/find-action.ts';
import { incidentOf } from '../../../src/core/incident/incident.ts';
import type { ActionItem } from '../../../src/core/incident/incident-state.ts';
import { recordOf, type Given } from '../../support/recorded.ts';

const at = '2026-11-22T10:00:00Z';
const added = (action: string, title: string): Given => ({
  type: 'action.added',
  at,
  data: { action, title },
});
const changed = (data: Extract<Given, { type: 'action.changed' }>['data']): Given => ({
  type: 'action.changed',
  at,
  data,
});
const actionsOf = (...given: Given[]): readonly ActionItem[] => incidentOf(recordOf(given)).actions;
const titleOf = (actions: readonly ActionItem[], text: string): string | Fault => {
  try {
    return findAction(actions, text, '2026-11-22-web').title;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
};

describe('action items', () => {
  it('are found by id, also by its beginning', () => {
    const actions = actionsOf(added('a1', 'one'), added('a10', 'ten'), added('b2', 'other'));
    expect(titleOf(actions, 'a1')).toBe('one');
    expect(titleOf(actions, 'b')).toBe('other');
    expect(titleOf(actions, actions[1]?.hash.slice(0, 9) ?? '')).toBe('ten');
    expect(titleOf(actions, 'a')).toMatchObject({ code: 'NOT_FOUND' });
    expect(titleOf(actions, 'z')).toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.stringContaining('2026-11-22-web:b2'),
    });
    expect(titleOf([], 'a1')).toMatchObject({ hint: expect.stringContaining('inc todo') });
  });

  it('are numbered after those that are there', () => {
    expect(firstFreeAction([])).toBe(1);
    expect(firstFreeAction(actionsOf(added('a2', 'x'), added('a10', 'y'), added('z', 'z')))).toBe(11);
  });

  it('that two machines named alike stay two, and each is changed alone', () => {
    const record = recordOf([added('a1', 'mine'), added('a1', 'yours')]);
    const [mine, yours] = incidentOf(record).actions;
    expect([mine?.action, yours?.action]).toEqual(['a1', yours?.hash.slice(0, 7)]);
    // What the other machine wrote before it knew of the first one.
    const done = changed({ action: 'a1', of: yours?.hash ?? '', state: 'done', text: 'shipped' });
    expect(incidentOf(recordOf([done], record)).actions).toEqual([mine, { ...yours, state: 'done' }]);
  });

  it('change by name alone where the event does not say more', () => {
    const [item] = actionsOf(added('a1', 'x'), changed({ action: 'a1', owner: 'bo', due: '2026-12-31' }));
    expect(item).toMatchObject({ action: 'a1', owner: 'bo', due: '2026-12-31', state: 'open' });
  });
});
