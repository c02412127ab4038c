import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cells } from '../../src/render/wrap.ts';
import { stable } from '../support/stable-text.ts';
import { shop, type Shop } from './shop.ts';

/** `<case>-<columns>.<exit>.txt`: what the program prints. To make them anew: INC_GOLDEN=write. */
const golden = join(import.meta.dirname, '../golden');
const clock = `--require=${join(import.meta.dirname, '../support/fixed-clock.cjs')}`;

let here: Shop;
const inc = (columns: number, ...args: readonly string[]) =>
  here.incWith({ COLUMNS: `${columns}`, NODE_OPTIONS: clock, NO_COLOR: '1' }, ...args);

const dryRun = ['failover', './to-backup.sh', '--verify', './healthy.sh', '--undo', './back.sh', '--dry-run'];
const cases: Readonly<Record<string, readonly string[]>> = {
  card: [],
  timeline: ['timeline'],
  show: ['show'],
  list: ['list'],
  help: ['--help'],
  'help-of-a-verb': ['note', '--help'],
  check: ['check', './healthy.sh', './disk.sh', './not-there.sh'],
  'dry-run': dryRun,
};
const widths = [40, 80, 200] as const;
const rows = Object.entries(cases).flatMap(([name, args]) =>
  widths.map((columns) => [name, columns, args] as const),
);

beforeAll(() => {
  here = shop();
  here.script('healthy.sh', 'echo "OK - 12 of 12 shops answer"');
  here.script(
    'disk.sh',
    'echo "DISK WARNING - free space: / 3326 MB (9%) on the volume of the shop"; exit 1',
  );
  here.script('to-backup.sh', 'touch moved');
  here.script('back.sh', 'rm -f moved');
  for (const args of [
    ['open', 'Checkout answers 503 to every second customer', '-s', '1', '-S', 'shop', '--tz', 'UTC'],
    ['ack'],
    ['role', 'commander', 'bo'],
    ['note', 'the disk of db-1 is at 97 %, and the log of the payment service grows by a gigabyte a minute'],
    ['decide', 'move the shop to the backup'],
    ['impact', 'every second customer cannot pay, since the release of this morning'],
    ['note', '日本語のメモ: 決済サービスが落ちています。ログを確認してください。'],
    ['todo', 'Rotate the logs of the payment service', '--owner', 'bo', '--due', '2026-04-01'],
    ['mitigate'],
  ])
    expect({ args, ...inc(80, ...args) }).toMatchObject({ exit: 0 });
  mkdirSync(golden, { recursive: true });
});
afterAll(() => here.close());

/** Words that may be copied from the screen are not broken: paths, ids, digests, command lines. */
const toCopy = /^ *(?:run|undo|check) {2,}|^ {2}inc |[0-9a-f]{64}|^[* ]*\S+$/;

describe('what is printed', () => {
  it.each(rows)('as %s at %i columns is as it was, and fits', (name, columns, args) => {
    const { exit, stdout, stderr } = inc(columns, ...args);
    expect(stderr).toBe('');
    const text = stable(stdout.replaceAll(here.folder, '<folder>'))
      .replace(/ +$/gm, '')
      // Where this is broken depends on how long the folder's name is.
      .replace(/in\s+<folder>[^]*?rollback/, (words) => words.replace(/\s+/g, ' '));
    const file = `${name}-${columns}.${exit}.txt`;
    if (process.env['INC_GOLDEN'] === 'write') writeFileSync(join(golden, file), text);
    expect(readdirSync(golden).filter((each) => each.startsWith(`${name}-${columns}.`))).toEqual([file]);
    expect(text).toBe(readFileSync(join(golden, file), 'utf8'));
    const wide = stdout.split('\n').filter((line) => cells(line) > columns && !toCopy.test(line));
    expect(wide).toEqual([]);
  });

  it('is all that is kept here', () => {
    // Without a number of columns: golden-checks.test.ts.
    const names = readdirSync(golden)
      .filter((file) => /-\d+\.\d+\./.test(file))
      .map((file) => file.replace(/\.\d+\.txt$/, ''));
    expect(names.toSorted()).toEqual(rows.map(([name, columns]) => `${name}-${columns}`).toSorted());
  });
});
