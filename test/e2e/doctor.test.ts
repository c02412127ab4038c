import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DoctorView } from '../../src/render/views/plumbing.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { withNames } from '../support/catalogue-of-shop.ts';

let machine: Sandbox;
beforeEach(() => {
  machine = sandbox();
  for (const title of ['Web tier down', 'Slow database'])
    machine.inc(['open', title, '--at', '2026-11-20T10:00Z']);
});
afterEach(() => machine.remove());

/** What is not as it should be, as `subject: level`. */
function found(flags: readonly string[] = []): { exit: number | null; wrong: string[]; view: DoctorView } {
  const { exit, stdout, stderr } = machine.inc(['doctor', '--json', ...flags]);
  expect(stderr).toBe('');
  const view = JSON.parse(stdout) as DoctorView;
  const wrong = view.examined.filter(({ level }) => level !== 'ok');
  for (const { next } of wrong) expect(next).toBeTruthy();
  // What the machine is made of, that runs the tests, is no matter here.
  return {
    exit,
    view,
    wrong: wrong
      .filter(({ told }) => !/in memory|in PATH/.test(told))
      .map(({ subject, level }) => `${subject}: ${level}`),
  };
}

/** Every file of the machine, with its permissions and content. */
const everything = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .map(
      (path) => `${path} ${statSync(path).mode} ${statSync(path).isFile() ? readFileSync(path, 'utf8') : ''}`,
    )
    .toSorted();

const day = '2026-11-20';

describe('inc doctor', () => {
  it('finds nothing wrong, in words and in JSON, and changes nothing', () => {
    const before = everything(machine.home);
    expect(found()).toMatchObject({ exit: 0, wrong: [], view: { v: 1, kind: 'doctor', problems: 0 } });
    const { exit, stdout } = machine.inc(['doctor']);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^OK {7}current: 2026-11-20-slow-database$/m);
    expect(everything(machine.home)).toEqual(before);
    expect(machine.inc(['doctor', '-i', 'web']).exit).toBe(64);
  });

  it('also where nothing was ever recorded', () => {
    rmSync(machine.store, { recursive: true });
    rmSync(join(machine.home, 'state'), { recursive: true });
    expect(found()).toMatchObject({ exit: 0, wrong: [] });
    expect(existsSync(machine.store)).toBe(false);
  });

  it('finds records that others may read, and says how to close them', () => {
    const log = join(machine.store, 'incidents', `${day}-web-tier-down`, 'log');
    chmodSync(join(log, readdirSync(log)[0] ?? ''), 0o644);
    const { exit, wrong, view } = found();
    expect({ exit, wrong }).toEqual({ exit: 1, wrong: ['store: problem'] });
    expect(view.examined.find(({ level }) => level === 'problem')?.next).toBe(
      `chmod -R go= ${machine.store}`,
    );
    expect(machine.inc(['doctor']).stdout).toMatch(/^PROBLEM {2}store: .*\n {11}chmod -R go= /m);
  });

  it('finds what waits in the spool, and a pointer to nowhere', () => {
    const spool = join(machine.home, 'state/inc/spool', `${day}-web-tier-down`);
    mkdirSync(spool, { recursive: true, mode: 0o700 });
    writeFileSync(join(spool, '01ABC.jsonl'), '', { mode: 0o600 });
    chmodSync(join(machine.home, 'state/inc/spool'), 0o700);
    writeFileSync(join(machine.store, 'current'), 'gone\n');
    expect(found()).toMatchObject({ exit: 1, wrong: ['spool: problem', 'current: problem'] });
  });

  it('finds a clock that is behind what was recorded', () => {
    machine.inc(['note', '-i', 'web-tier', 'x']);
    const log = join(machine.store, 'incidents', `${day}-web-tier-down`, 'log');
    const file = join(log, readdirSync(log)[0] ?? '');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"rec":"\d{4}(?!.*\n.)/, '"rec":"2199'));
    expect(found()).toMatchObject({
      exit: 1,
      wrong: ['clock: problem', `record ${day}-web-tier-down: problem`],
    });
  });

  it('finds a wrong index and damaged caches, and makes them anew only when it is asked to', () => {
    const open = join(machine.store, 'open');
    rmSync(join(open, `${day}-web-tier-down`));
    writeFileSync(join(open, '2020-01-01-gone'), '', { mode: 0o600 });
    const cache = join(machine.home, 'cache/inc');
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    writeFileSync(join(cache, `${'0'.repeat(32)}.json`), '{"v":1,', { mode: 0o600 });
    const wrong = ['index of open incidents: warning', 'kept catalogues: warning'];
    expect(found()).toMatchObject({ exit: 0, wrong });
    expect(found()).toMatchObject({ exit: 0, wrong });
    const record = everything(join(machine.store, 'incidents'));
    expect(found(['--repair'])).toMatchObject({ exit: 0, wrong: [] });
    expect(found()).toMatchObject({ exit: 0, wrong: [] });
    expect(readdirSync(open).toSorted()).toEqual([`${day}-slow-database`, `${day}-web-tier-down`]);
    expect(everything(join(machine.store, 'incidents'))).toEqual(record);
  });

  it('finds a catalogue that nobody has allowed, and one that is wrong', () => {
    withNames(machine);
    expect(found()).toMatchObject({ exit: 1, wrong: ['catalogue: problem'] });
    machine.inc(['config', 'trust']);
    expect(found()).toMatchObject({ exit: 0, wrong: [] });
    writeFileSync(join(machine.work, '.inc/inc.yaml'), 'version: 1\nchekcs: {}\n');
    expect(found()).toMatchObject({ exit: 1, wrong: ['catalogue: problem'] });
  });
});
