import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../support/sandbox.ts';
import { copyOf, recordOfTwo, tamperings, texts } from '../support/tampering.ts';

let machine: Sandbox;
let anchor: string;
beforeAll(async () => {
  machine = recordOfTwo();
  const copy = copyOf(machine, 'untouched');
  const { damage, notes, digest, exit } = await copy.seen();
  expect({ damage, notes, exit }).toEqual({ damage: [], notes: texts, exit: 0 });
  anchor = digest;
});
afterAll(() => machine.remove());

const warnings = /torn-tail|fragment|zero-filled|extra-root|clock-order/;

describe('a record that somebody tampered with', () => {
  it.each(tamperings.map((tampering, index) => [tampering.what, index, tampering] as const))(
    'by %s is read as far as it is right, judged, and goes on',
    async (_, index, { change, lost, damage, cut, unread }) => {
      const copy = copyOf(machine, `${index}`);
      change(copy.record);
      const seen = await copy.seen();
      const errors = damage.filter((each) => !warnings.test(each));
      expect({ ...seen, notes: seen.notes.filter((text) => texts.includes(text)) }).toEqual({
        damage,
        exit: errors.length > 0 ? 1 : 0,
        notes: texts.filter((text) => !lost.includes(text)),
        readExit: errors.length > 0 && !unread ? 65 : 0,
        digest: seen.digest,
      });
      // Whoever kept a digest sees what nobody else can: that the end is missing.
      if (errors.length === 0) {
        const anchored = await copy.inc(['verify', '--anchor', anchor]);
        expect({ exit: anchored.exit, cut: /anchor-missing/.test(anchored.stdout) }).toEqual({
          exit: cut ? 1 : 0,
          cut: cut ?? false,
        });
      }
      const noted = await copy.inc(['note', 'and on']);
      expect({ exit: noted.exit, stdout: noted.stdout.slice(0, 6) }).toEqual({ exit: 0, stdout: 'noted ' });
      expect(await copy.notes()).toMatchObject({ notes: [...seen.notes, 'and on'] });
    },
  );
});
