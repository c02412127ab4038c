import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { blocksIn, printedBy, room, stepsOf } from '../support/console-blocks.ts';
import { stable } from '../support/stable-text.ts';

const root = join(import.meta.dirname, '../..');

describe.each(['README.md', 'FORMATS.md'])('%s', (name) => {
  const blocks = blocksIn(readFileSync(join(root, name), 'utf8'));
  // In the order of the document, on one machine: a later block stands on an earlier one.
  const place = room();
  afterAll(() => place.remove());

  it('has blocks to run', () => {
    expect(blocks.length).toBeGreaterThan(3);
  });

  it.each(blocks.map((block) => [block.line, block] as const))(
    'says on line %i what is printed',
    (_, block) => {
      if (block.info === 'sh') {
        expect(place.bash(`set -e\n${block.text}`)).toMatchObject({ exit: 0, printed: '' });
        return;
      }
      const steps = stepsOf(block.text);
      const printed = printedBy(steps, place);
      expect(steps.map(({ command, output }) => ({ command, output: stable(output) }))).toEqual(
        steps.map(({ command }, index) => ({ command, output: stable(printed[index] ?? '') })),
      );
    },
  );
});
