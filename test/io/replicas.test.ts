import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { acts, diverged } from '../support/diverging.ts';

describe('machines that did not see one another', () => {
  it('agree on one record once their lines are joined, in whatever order, however wrong their clocks are', async () => {
    await fc.assert(
      fc.asyncProperty(acts(20), async (happenings) => {
        expect(await diverged(happenings, 4)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});
