import fc from 'fast-check';
import { acts, diverged } from '../support/diverging.ts';
import { scaled, type Part } from './part.ts';

export const part: Part = {
  about:
    'three machines with wrong clocks, joined in any order: 500 histories of up to 40 acts, six joins each',
  async run(scale) {
    const numRuns = scaled(500, scale);
    let [histories, happened] = [0, 0];
    const checked = await fc.check(
      fc.asyncProperty(acts(40), async (happenings) => {
        histories++;
        happened += happenings.length;
        return (await diverged(happenings, 6)).length === 0;
      }),
      { numRuns },
    );
    const [shortest] = checked.counterexample ?? [];
    const violations = shortest
      ? (await diverged(shortest, 6)).map(
          (each) => `${each}, after ${JSON.stringify(shortest)} (seed ${checked.seed})`,
        )
      : [];
    if (checked.failed && violations.length === 0)
      violations.push(`R6: once, and not again: seed ${checked.seed}`);
    return {
      counts: { histories, 'notes, copies and peers at the end of time': happened, joins: 6 * histories },
      violations,
    };
  },
};
