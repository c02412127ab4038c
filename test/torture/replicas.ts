import fc from 'fast-check';
import { acts, diverged } from '../support/diverging.ts';
import { scaled, type Part } from './part.ts';

export const part: Part = {
  about: 'three machines with wrong clocks, joined in any order: 1,000 histories, six joins each',
  async run(scale) {
    const numRuns = scaled(1000, scale);
    let [histories, happened] = [0, 0];
    const violations: string[] = [];
    await fc.assert(
      fc.asyncProperty(acts(60), async (happenings) => {
        histories++;
        happened += happenings.length;
        const broken = await diverged(happenings, 6);
        violations.push(...broken.map((each) => `${each} after ${JSON.stringify(happenings)}`));
      }),
      { numRuns },
    );
    return {
      counts: { histories, 'notes, copies and peers at the end of time': happened, joins: 6 * histories },
      violations,
    };
  },
};
