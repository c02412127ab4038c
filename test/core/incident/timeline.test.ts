import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '../../../src/core/record/envelope.ts';
import type { EventData } from '../../../src/core/record/events.ts';
import { timeline } from '../../../src/core/incident/timeline.ts';

let count = 0;
const recorded = <Type extends keyof EventData>(type: Type, data: EventData[Type]): Recorded => {
  const hash = String(++count).padStart(64, '0');
  const at = '2026-01-01T00:00:00.000Z';
  return {
    v: 1,
    id: hash,
    parents: [],
    rec: at,
    rep: 'aaaaaaaa',
    by: 'alice@db',
    at,
    type,
    data,
    hash,
  } as never;
};

const act = { run: 'r1', attempt: 1, title: 'Switch' } as const;
const began = (role: 'do' | 'verify'): Recorded =>
  recorded('step.started', { ...act, step: 'switch', role } as EventData['step.started']);
const settled = (as: EventData['step.settled']['as']): Recorded =>
  recorded('step.settled', { run: 'r1', step: 'switch', attempt: 1, role: 'do', as, why: 'looked' });
const finished = (): Recorded =>
  recorded('plan.finished', { run: 'r1', verdict: 'verified', summary: 'all is well' });
const unknown = (record: readonly Recorded[]): string[] =>
  timeline(record)
    .filter(({ result }) => result === 'unknown')
    .map(({ text }) => text);

describe('a step that has no end', () => {
  it('is unknown until somebody has judged it', () => {
    expect(unknown([began('do')])).toEqual(['Step: Switch']);
    expect(unknown([began('do'), finished()])).toContain('Step: Switch');
    expect(unknown([began('do'), settled('stop')])).toEqual(['Step: Switch']);
    const [first, second] = timeline([began('do'), settled('done')]);
    expect(first).toMatchObject({
      result: 'ok',
      text: 'Step: Switch — no end recorded; settled as done, looked',
    });
    expect(first).not.toHaveProperty('ended');
    expect(second).toMatchObject({ kind: 'settled', text: 'Step switch judged done: looked' });
    expect(timeline([began('do'), settled('failed')])[0]).toMatchObject({ result: 'failed' });
  });

  it('is no open matter when it only asked checks, once the run has its verdict', () => {
    expect(unknown([began('verify')])).toEqual(['Verify: Switch']);
    const [row] = timeline([began('verify'), finished()]);
    expect(row?.text).toBe('Verify: Switch — broken off, no end recorded');
    expect(row).not.toHaveProperty('result');
  });
});
