import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 });
});
afterEach(() => here.close());

const agreed = ['--reason', 'web-1 is down', '--confirm'];

/** A catalogue with these checks and one plan, allowed to run. */
function catalogue(checks: string, plan: string): void {
  here.write('.inc/inc.yaml', `checks:\n${checks}`);
  here.write('.inc/plans/p.yaml', plan);
  expect(here.inc('config', 'trust').exit).toBe(0);
}

describe('a failover never says', () => {
  it('verified, when a check that passed first turned red while another was waited for', () => {
    // `a` is asked first and passes; it turns red as soon as `b` has been asked twice.
    here.script(
      'a.sh',
      '[ "$(cat asked 2> /dev/null | wc -l)" -lt 2 ] || { echo "a turned red"; exit 2; }; echo fine',
    );
    here.script('b.sh', 'echo x >> asked; [ "$(wc -l < asked)" -ge 4 ] || exit 2; echo fine at last');
    catalogue(
      '  a: { command: [./a.sh] }\n  b: { command: [./b.sh] }\n',
      `plan: p
kind: failover
target: p
steps: [{ id: go, run: 'true', undo: 'rm -f asked' }]
verify:
  - { check: a, passes: 2, within: 10s, every: 50ms }
  - { check: b, passes: 1, within: 10s, every: 50ms }
`,
    );
    const ended = here.inc('failover', 'p', ...agreed, 'p');
    expect(ended.stdout).not.toContain('VERIFIED');
    expect(ended.exit).not.toBe(0);
    expect(here.events().find(({ type }) => type === 'plan.finished')?.data).toMatchObject({
      verdict: 'rolled back',
    });
  });

  it('rolled back, when one lucky answer is all that speaks for it', () => {
    here.script(
      'flaps.sh',
      'echo x >> n; [ ! -e acted ] || [ $(( $(wc -l < n) % 4 )) -eq 0 ] || { echo down; exit 2; }; echo up',
    );
    here.script('act.sh', 'touch acted');
    here.script('pretend.sh', 'exit 0');
    const flags = [
      '--verify',
      './flaps.sh',
      '--undo',
      './pretend.sh',
      '--within',
      '1s',
      '--passes',
      '2',
      '--every',
      '50ms',
    ];
    const ended = here.inc('failover', './act.sh', ...flags, ...agreed, 'act');
    expect({ exit: ended.exit, verdict: ended.stdout.slice(0, 13) }).toEqual({
      exit: 11,
      verdict: 'NEEDS A HUMAN',
    });
  });

  it('rolled back, when a step that ran has no undo; `undo: none` says that there is nothing to undo', () => {
    const plan = (undo: string): string => `plan: p
kind: failover
target: p
steps:
  - { id: first, run: 'touch first'${undo} }
  - { id: second, run: 'exit 4', undo: 'true' }
verify: [{ check: fine, within: 1s, passes: 1 }]
`;
    catalogue('  fine: { command: ["true"] }\n', plan(''));
    expect(here.inc('failover', 'p', ...agreed, 'p')).toMatchObject({ exit: 11 });
    catalogue('  fine: { command: ["true"] }\n', plan(', undo: none'));
    expect(here.inc('failover', 'p', ...agreed, 'p')).toMatchObject({ exit: 10 });
  });

  it('rolled back, while something that the undo started still runs', () => {
    catalogue(
      '  fine: { command: ["true"] }\n',
      `plan: p
kind: failover
target: p
steps: [{ id: go, run: 'exit 4', undo: 'sleep 20 & exit 0' }]
verify: [{ check: fine, within: 1s, passes: 1 }]
`,
    );
    const ended = here.inc('failover', 'p', ...agreed, 'p');
    expect(ended.stdout).toContain('still runs');
    expect(ended.exit).toBe(11);
  });
});

describe('a failover is refused before anything runs, when', () => {
  const refused = (steps: string, exit: number, words: string): void => {
    catalogue(
      '  fine: { command: ["true"] }\n',
      `plan: p\nkind: failover\ntarget: p\nsteps:\n  - { id: first, run: 'touch first', undo: 'true' }\n${steps}verify: [{ check: fine, within: 1s, passes: 1 }]\n`,
    );
    const ended = here.inc('failover', 'p', ...agreed, 'p');
    expect({ exit: ended.exit, said: ended.stderr.includes(words) }).toEqual({ exit, said: true });
    expect(here.has('first')).toBeUndefined();
  };

  it('a command line is too long for the record', () =>
    refused(`  - { id: second, run: "echo ${'y'.repeat(60_000)}" }\n`, 78, 'characters long'));
  it('a command line holds a NUL', () => refused('  - { id: second, run: "echo \\0 hi" }\n', 78, 'NUL'));
  it('an undo is a program that is not there', () =>
    refused('  - { id: second, run: [echo, hi], undo: [no-such-program] }\n', 66, 'not in PATH'));
});

describe('trust', () => {
  it('is not given to what stands behind a link to a folder', () => {
    here.write('outside/p.yaml', 'plan: p\n');
    here.write('.inc/inc.yaml', 'checks: {}\n');
    mkdirSync(join(here.folder, '.inc'), { recursive: true });
    symlinkSync(join(here.folder, 'outside'), join(here.folder, '.inc/plans'));
    const ended = here.inc('config', 'trust');
    expect(ended.exit).toBe(78);
    expect(ended.stderr).toContain('is a link to a folder');
  });

  it('of a plan named by its path is that of the catalogue that it stands in', () => {
    here.write('other/.inc/inc.yaml', 'checks:\n  web: { command: [sh, -c, "exit 2"] }\n');
    here.write(
      'other/.inc/plans/x.yaml',
      'plan: x\nkind: failover\ntarget: x\nsteps: [{ id: go, run: "touch ran", undo: none }]\nverify: [{ check: web, within: 0s }]\n',
    );
    catalogue('  web: { command: ["true"] }\n', 'plan: p\nkind: runbook\nsteps: [{ id: a, run: "true" }]\n');
    const ended = here.inc('failover', './other/.inc/plans/x.yaml', ...agreed, 'x');
    expect(ended.exit).toBe(77);
    expect(here.has('other/ran')).toBeUndefined();
  });
});

describe('the plan that is kept with the record', () => {
  it('holds no secret, not even one that stands in two words', () => {
    catalogue(
      '  fine: { command: ["true"] }\n',
      `plan: p\nkind: failover\ntarget: p\nsteps: [{ id: go, run: [bash, -c, "exit 0", --token, ListT0kenSecret77], undo: none }]\nverify: [{ check: fine, within: 1s, passes: 1 }]\n`,
    );
    expect(here.inc('failover', 'p', ...agreed, 'p').exit).toBe(0);
    const kept = here.inc('show', '--json').stdout;
    expect(kept).not.toContain('ListT0kenSecret77');
    expect(here.stored('ListT0kenSecret77')).toEqual([]);
  });
});
