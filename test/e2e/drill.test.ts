import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  here.script('real.sh', 'test -e real-up');
  here.script('staging.sh', 'test "$(cat moved-to 2>/dev/null)" = staging-2');
  here.script('to.sh', 'echo "$backup" > moved-to; echo "$INC_FENCE" > fence');
  here.write(
    '.inc/inc.yaml',
    `checks:
  web: { command: [./real.sh] }
  staging: { command: [./staging.sh] }
`,
  );
});
afterEach(() => here.close());

function plan(more = ''): void {
  here.write(
    '.inc/plans/web.yaml',
    `plan: web
kind: failover
title: Move web
target: backup
cooldown: 30m
vars: { backup: web-2 }
steps:
  - id: switch
    run: ./to.sh
    undo: ./to.sh
    tty: false
verify:
  - { check: web, within: 2s, passes: 1, every: 100ms }
${more}`,
  );
  expect(here.inc('config', 'trust')).toMatchObject({ exit: 0 });
}
const targets = 'drill: { vars: { backup: staging-2 }, target: staging, checks: { web: staging } }\n';
const drill = (confirm: string) =>
  here.inc('failover', 'web', '--drill', '--reason', 'every month', '--confirm', confirm, '--json');

interface Started {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
const eventsOf = (type: string): Started['data'][] =>
  (here.events() as unknown as Started[]).filter((event) => event.type === type).map(({ data }) => data);

describe('inc failover --drill', () => {
  it('runs on the targets that the plan has for it, and is marked as a drill', () => {
    plan(targets);
    expect(here.inc('open', 'Monthly drill', '--drill').exit).toBe(0);
    const ended = drill('staging');
    expect(ended).toMatchObject({ exit: 0 });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      kind: 'run',
      verdict: 'verified',
      target: 'staging',
      drill: true,
    });
    expect(here.has('moved-to')).toBe('staging-2');
    expect(eventsOf('plan.started')).toMatchObject([{ name: 'web', target: 'staging', drill: true }]);
    expect(eventsOf('check.finished').every(({ check }) => check === 'staging')).toBe(true);
    expect(here.inc('timeline').stdout).toContain('Move web (drill)');
    expect(here.inc('list').stdout).toContain('DRILL');
    expect(here.inc('show', '--json').stdout).toContain('"drill":true');
    expect(here.inc('postmortem', 'build', '-o', '-').stdout).toContain('an exercise, no real outage');
  });

  it('shows before it is confirmed that it is one, and never takes the target of the real run', () => {
    plan(targets);
    expect(here.inc('open', 'Monthly drill', '--drill').exit).toBe(0);
    expect(drill('backup').exit).toBe(77);
    expect(here.has('moved-to')).toBeUndefined();
    const shown = here.inc('failover', 'web', '--drill', '--reason', 'r', '--confirm', 'staging');
    expect(shown.stderr).toContain('DRILL');
    expect(shown.stderr).toContain('an exercise, on targets of its own');
    expect(shown.stdout).toContain('DRILL VERIFIED');
  });

  it('neither holds up nor cools down the real run', () => {
    plan(targets);
    here.write('real-up', '');
    expect(here.inc('open', 'Monthly drill', '--drill').exit).toBe(0);
    expect(drill('staging').exit).toBe(0);
    expect(drill('staging').exit).toBe(0);
    expect(here.inc('failover', 'web', '--reason', 'r', '--confirm', 'backup').exit).toBe(0);
    expect(here.has('moved-to')).toBe('web-2');
    expect(here.inc('failover', 'web', '--reason', 'r', '--confirm', 'backup').exit).toBe(75);
    expect(drill('staging').exit).toBe(0);
  });

  it('prints the steps of a plan that has no targets for it, runs none, and calls nothing verified', () => {
    plan();
    here.write('real-up', '');
    expect(here.inc('open', 'Monthly drill', '--drill').exit).toBe(0);
    const ended = drill('backup');
    expect(ended.exit).toBe(12);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      verdict: 'unverified',
      drill: true,
      summary: 'rehearsed: what would run was printed, nothing was run',
    });
    expect(here.has('moved-to')).toBeUndefined();
    expect(eventsOf('plan.started')).toMatchObject([
      { drill: true, rehearsal: 'printed', mode: 'automatic' },
    ]);
    expect(eventsOf('step.finished').filter(({ role }) => role === 'do')).toMatchObject([
      { ok: true, summary: expect.stringContaining('printed, not run: bash -euo pipefail -c ./to.sh') },
    ]);
    expect(eventsOf('check.finished')).toEqual([]);
    expect(here.inc('verify').exit).toBe(0);
  });

  it('prints plain scripts too', () => {
    expect(here.inc('open', 'Monthly drill', '--drill').exit).toBe(0);
    const script = ['failover', './to.sh', '--verify', './real.sh', '--confirm', 'to'] as const;
    const ended = here.inc(...script, '--drill', '--reason', 'r');
    expect(ended).toMatchObject({ exit: 12, stdout: expect.stringContaining('rehearsed') });
    expect(here.has('moved-to')).toBeUndefined();
  });

  it('shows what it would do with --dry-run, and takes -V over what the plan says', () => {
    plan(targets);
    const shown = here.inc('failover', 'web', '--drill', '--dry-run', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ target: 'staging', checks: [{ check: 'staging' }] });
    expect(here.inc('open', 'Monthly drill', '--drill').exit).toBe(0);
    const agreed = ['--reason', 'r', '--confirm', 'staging'] as const;
    const other = here.inc('failover', 'web', '--drill', '-V', 'backup=elsewhere', ...agreed);
    expect(other.exit).not.toBe(0);
    expect(eventsOf('step.started').some(({ role }) => role === 'undo')).toBe(true);
    expect(here.has('moved-to')).toBe('elsewhere');
  });

  it('is refused in a real outage, and where no incident is open, with what to type', () => {
    plan(targets);
    const none = drill('staging');
    expect(none.exit).toBe(66);
    expect(none.stderr).toContain("inc open --drill 'Drill of web', then: inc failover web --drill");
    expect(here.inc('open', 'Web is down').exit).toBe(0);
    const real = drill('staging');
    expect(real.exit).toBe(64);
    expect(real.stderr).toContain("inc open --drill --no-switch 'Drill of web'");
    expect(here.inc('open', 'Monthly drill', '--drill', '--no-switch').exit).toBe(0);
    expect(drill('staging').stderr).toMatch(/inc failover web --drill -i \d{4}-\d\d-\d\d-monthly-drill/);
    expect(here.records()).not.toContain('plan.started');
    expect(here.has('moved-to')).toBeUndefined();
  });

  it('is a flag of inc runbook run too', () => {
    plan(targets);
    expect(here.inc('open', 'Monthly drill', '--drill').exit).toBe(0);
    const ended = here.inc('runbook', 'run', 'web', '--drill', '--reason', 'r', '--confirm', 'staging');
    expect(ended).toMatchObject({ exit: 0, stdout: expect.stringContaining('DRILL VERIFIED') });
    const listed = JSON.parse(here.inc('runbook', 'list', '--json').stdout) as unknown;
    expect(listed).toMatchObject({ runbooks: [{ lastRun: null, lastDrill: { verdict: 'verified' } }] });
    expect(here.inc('rollback', '--reason', 'back', '--confirm', 'staging').stderr).toContain('DRILL');
    expect(eventsOf('plan.started').map(({ rehearsal }) => rehearsal)).toEqual(['on targets', 'on targets']);
    expect(here.inc('audit', '-q').stdout).not.toContain('plan web');
  });

  it('says in a drill that a run without --drill is for real', () => {
    plan(targets);
    here.write('real-up', '');
    expect(here.inc('open', 'Game day', '--drill').exit).toBe(0);
    const ended = here.inc('failover', 'web', '--reason', 'r', '--confirm', 'backup');
    expect(ended.exit).toBe(0);
    expect(ended.stderr).toContain('its incident is an exercise, but this runs for real');
    expect(eventsOf('plan.started')).toMatchObject([{ drill: true, target: 'backup' }]);
  });

  it('takes no plan whose drill would be verified by the real systems, or names what is not there', () => {
    plan('drill: { vars: { backpu: x }, checks: { wep: staging, web: stagign } }\n');
    const wrong = here.inc('failover', 'web', '--dry-run', '--drill');
    expect(wrong.exit).toBe(78);
    for (const text of [
      'backpu is no variable of this plan; did you mean backup?',
      'wep is no check of this plan; did you mean web?',
      'no check is called stagign; did you mean staging?',
    ])
      expect(wrong.stderr).toContain(text);
    plan('drill: { vars: { backup: x } }\n');
    expect(here.inc('failover', 'web', '-n').stderr).toContain(
      'the drill would be verified by web, as the real run is',
    );
  });
});
