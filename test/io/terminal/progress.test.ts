import { describe, expect, it } from '@jest/globals';
import { progressOn, type Progress } from '../../../src/io/terminal/progress.ts';

/** What a person sees, and a clock that moves by so many milliseconds whenever it is looked at. */
function watched(step: number): { readonly progress: Progress; readonly seen: (string | undefined)[] } {
  const seen: (string | undefined)[] = [];
  let now = 0;
  return {
    progress: progressOn(
      (text) => seen.push(text),
      () => (now += step),
    ),
    seen,
  };
}

describe('progress', () => {
  it('says nothing in the first second', async () => {
    const { progress, seen } = watched(100);
    for (let call = 0; call < 10; call++) await progress.read(call, call, 10);
    progress.end();
    expect(seen).toEqual([]);
  });

  it('then says how far it is, of an estimate, and takes that away at the end', async () => {
    const { progress, seen } = watched(1500);
    await progress.read(1024, 400_000, 400_000_000);
    await progress.read(412_672, 161_000_000, 400_000_000);
    progress.end();
    progress.end();
    expect(seen).toEqual(['reading… 412,000 of about 1,000,000 lines', undefined]);
  });

  it('says it no more often than a line can move', async () => {
    const { progress, seen } = watched(20);
    for (let call = 0; call < 60; call++) await progress.looked(call, 60, 'incidents');
    // Of the 200 ms after the first second, every eightieth.
    expect(seen).toEqual([
      'reading… 50 of 60 incidents',
      'reading… 54 of 60 incidents',
      'reading… 58 of 60 incidents',
    ]);
  });

  it('never promises fewer lines than there were', async () => {
    const { progress, seen } = watched(1500);
    await progress.read(1, 1, 1);
    await progress.read(5000, 1_000_000, 500_000);
    expect(seen).toEqual(['reading… 5,000 of about 5,000 lines']);
  });
});
