import { describe, expect, it } from '@jest/globals';
import { judge } from '../../src/checks/limits.ts';

const time = { label: 'time', value: 0.612, unit: 's' };
const load = { label: 'load1', value: 5.5, unit: '' };

describe('limits', () => {
  it('leave a status alone that is within them', () => {
    expect(judge('OK', { warn: { time: '1000' }, crit: { load1: '6' } }, [time, load], 612)).toEqual({
      status: 'OK',
      reasons: [],
    });
  });

  it('make it worse, and say why', () => {
    expect(judge('OK', { warn: { time: '500' }, crit: {} }, [time], 612)).toEqual({
      status: 'WARNING',
      reasons: ['time 612 ms is outside 500'],
    });
    expect(judge('OK', { warn: { load1: '4' }, crit: { load1: '@5:6' } }, [load], 1)).toEqual({
      status: 'CRITICAL',
      reasons: ['load1 5.5 is inside 5:6'],
    });
  });

  it('never make it better', () => {
    expect(judge('CRITICAL', { warn: { time: '500' }, crit: {} }, [time], 612).status).toBe('CRITICAL');
    expect(judge('UNKNOWN', { warn: { time: '500' }, crit: {} }, [time], 612).status).toBe('UNKNOWN');
  });

  it('take how long the check took where it does not say its time', () => {
    expect(judge('OK', { warn: { time: '500' }, crit: {} }, [], 612).status).toBe('WARNING');
    expect(
      judge('OK', { warn: { time: '500' }, crit: {} }, [{ ...time, value: 3, unit: 'ms' }], 612).status,
    ).toBe('OK');
  });

  it('on what is not reported are unknown', () => {
    expect(
      judge('OK', { warn: {}, crit: { load15: '4' } }, [load, { label: 'load15', value: null, unit: '' }], 1),
    ).toEqual({
      status: 'UNKNOWN',
      reasons: ['reports no load15 to compare with 4'],
    });
  });
});
