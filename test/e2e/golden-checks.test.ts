import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stable } from '../support/stable-text.ts';
import { shop, type Shop } from './shop.ts';

/** `check-<case>.<exit>.<format>`: what `inc check` prints. To make them anew: INC_GOLDEN=write. */
const golden = join(import.meta.dirname, '../golden');
const catalogue = `version: 1
services:
  shop: { checks: [web, api, db] }
checks:
  web: { command: ./well.sh, needs: [db] }
  api: { command: ./full.sh, crit: { '/srv/my disk': '@8:10' }, hint: 'make room: journalctl --vacuum-size=1G' }
  db:
    command: ./down.sh
    hint: "is its volume mounted? if it is not, mount it, then: systemctl restart postgresql"
    runbook: https://wiki.example.test/db
  well: { command: ./well.sh, tags: [quiet] }
  full: { command: ./full.sh, tags: [quiet], runbook: make-room }
  gone: { command: [check_nothing_of_this_name] }
`;

const formats = ['txt', 'json', 'nagios'] as const;
const flags = { txt: [], json: ['--json'], nagios: ['--format', 'nagios'] } as const;
const cases: Readonly<Record<string, readonly string[]>> = {
  well: ['well'],
  warning: ['--tag', 'quiet'],
  skipped: ['--service', 'shop'],
  unknown: ['gone', 'well'],
  nothing: ['--tag', 'no-such'],
};
const rows = Object.entries(cases).flatMap(([name, args]) =>
  formats.map((format) => [name, format, args] as const),
);

let here: Shop;
beforeAll(() => {
  here = shop();
  here.write('.inc/inc.yaml', catalogue);
  here.script('well.sh', 'echo "OK - 12 of 12 | answering=12;10:;8:;0;12 load=0.25"');
  here.script(
    'full.sh',
    `echo "DISK WARNING - /srv/my disk 9% free;| '/srv/my disk'=9%;10:;5:;0;100"; exit 1`,
  );
  here.script('down.sh', 'echo "CRITICAL - no answer from db-1"; exit 2');
  expect(here.inc('config', 'trust').exit).toBe(0);
});
afterAll(() => here.close());

const kept = (): readonly string[] =>
  readdirSync(golden).filter((file) => /^check-[a-z]+\.\d+\.[a-z]+$/.test(file));

describe('inc check', () => {
  it.each(rows)('%s as %s prints what it printed', (name, format, args) => {
    const { exit, stdout, stderr } = here.incWith({ COLUMNS: '80' }, 'check', ...args, ...flags[format]);
    const fault = name === 'nothing' && format !== 'nagios' ? stderr : '';
    const text = stable(stdout + fault).replaceAll(here.folder, '<folder>');
    const file = `check-${name}.${exit}.${format}`;
    if (process.env['INC_GOLDEN'] === 'write') writeFileSync(join(golden, file), text);
    expect(kept().filter((each) => each.startsWith(`check-${name}.`) && each.endsWith(`.${format}`))).toEqual(
      [file],
    );
    expect(text).toBe(readFileSync(join(golden, file), 'utf8'));
    if (format === 'nagios') expect(stderr).toBe('');
  });

  it('prints nothing else that is kept here', () => {
    const names = kept().map((file) => file.replace(/\.\d+\./, '.'));
    expect(names.toSorted()).toEqual(rows.map(([name, format]) => `check-${name}.${format}`).toSorted());
  });
});
