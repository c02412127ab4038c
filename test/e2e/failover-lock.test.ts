import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  here.script('healthy.sh', 'exit 0');
  here.script('to.sh', 'echo "$INC_FENCE" >> ran; echo begun; until [ -e go ]; do sleep 0.05; done');
  here.write('.inc/inc.yaml', 'checks: { web: { command: [./healthy.sh] } }\n');
  plan('');
  expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 });
});
afterEach(() => here.close());

function plan(more: string): void {
  here.write(
    '.inc/plans/web.yaml',
    `plan: web
kind: failover
target: backup
steps:
  - id: switch
    run: [./to.sh]
verify:
  - { check: web, within: 5s, passes: 1 }
${more}`,
  );
  expect(here.inc('config', 'trust')).toMatchObject({ exit: 0 });
}
const agreed = ['failover', 'web', '--reason', 'r', '--confirm', 'backup'] as const;
const started = () => here.events().flatMap(({ type, data }) => (type === 'plan.started' ? [data] : []));

describe('two responders, one failover', () => {
  it('runs it once: the other is told who runs it, and that is recorded: 75', async () => {
    const first = here.start(...agreed);
    await first.says('  switch | begun');
    const second = here.inc(...agreed);
    expect(second.exit).toBe(75);
    expect(second.stderr).toContain('web is not run: already running: alice@');
    here.write('go', '');
    expect(await first.ended).toMatchObject({ exit: 0 });
    expect(here.has('ran')).toBe('1');
    expect(started()).toMatchObject([{ fence: 1 }]);
    expect(here.events().filter(({ type }) => type === 'plan.refused')).toHaveLength(1);
    expect(here.inc(...agreed).exit).toBe(0);
    expect(here.has('ran')).toBe('1\n2');
    expect(here.inc('verify').exit).toBe(0);
  });

  it('runs it once, whoever begins at the same moment', async () => {
    const runs = Array.from({ length: 6 }, () => here.start(...agreed));
    let left = runs.length;
    // None can end before all others have: it is told to when they have been sent away.
    const ends = runs.map(async (run) => {
      const { exit } = await run.ended;
      left--;
      if (left === 1) here.write('go', '');
      return exit;
    });
    expect((await Promise.all(ends)).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual([
      0, 75, 75, 75, 75, 75,
    ]);
    expect(here.has('ran')?.split('\n')).toHaveLength(1);
  });

  it('is free again when its holder was killed, but not while its step lives', async () => {
    here.script('to.sh', 'echo $$ > pid; echo begun; exec sleep 600 > /dev/null 2>&1');
    const first = here.start(...agreed);
    await first.says('  switch | begun');
    first.kill('SIGKILL');
    await first.ended;
    const pid = Number(here.has('pid'));
    const second = here.inc(...agreed);
    expect(second.exit).toBe(75);
    expect(second.stderr).toContain(`what its step started still runs: process ${pid}`);
    expect(second.stderr).toMatch(/inc runbook resume \w{8} .*--break-lock/);
    process.kill(pid, 'SIGKILL');
    here.script('to.sh', 'true');
    const run = started()[0]?.run ?? '';
    // Until the kernel has buried it.
    let third = here.inc(...agreed);
    while (third.stderr.includes('still runs: process')) third = here.inc(...agreed);
    // What its step did nobody knows: it is not begun once more before somebody has said so.
    expect(third.exit).toBe(75);
    expect(third.stderr).toContain(`web is not run: a run of it has no end: ${run.slice(0, 8)}`);
    expect(third.stderr).toContain(`inc runbook resume ${run.slice(0, 8)}`);
    expect(started()).toHaveLength(1);
    expect(here.inc('runbook', 'abort', '--reason', 'it did nothing').exit).toBe(11);
    expect(here.inc(...agreed)).toMatchObject({ exit: 0 });
    expect(started().map(({ fence }) => fence)).toEqual([1, expect.any(Number)]);
    expect(started()[1]).not.toHaveProperty('overrides');
  });

  it('is broken on demand, for the record, when only the step of a dead run lives', async () => {
    here.script('to.sh', 'echo $$ > pid; echo begun; exec sleep 600 > /dev/null 2>&1');
    const first = here.start(...agreed);
    await first.says('  switch | begun');
    expect(here.inc(...agreed, '--break-lock').exit).toBe(75);
    first.kill('SIGKILL');
    await first.ended;
    const pid = Number(here.has('pid'));
    here.script('to.sh', 'true');
    expect(here.inc(...agreed, '--break-lock').exit).toBe(0);
    process.kill(pid, 'SIGKILL');
    expect(started()[1]).toMatchObject({
      overrides: [
        expect.stringMatching(/^lock of alice@/),
        expect.stringMatching(/^a run of it has no end: /),
      ],
    });
  });

  it('is given back by a run that was refused', () => {
    here.write('go', '');
    here.write('.inc/inc.yaml', 'checks: { web: { command: [./healthy.sh] }, no: { command: ["false"] } }\n');
    plan('preflight: [no]\n');
    expect(here.inc(...agreed).exit).toBe(13);
    expect(here.inc(...agreed).exit).toBe(13);
  });
});

describe('a dry run', () => {
  it('leaves out what --from leaves out, and refuses a step that the plan has not', () => {
    here.write(
      '.inc/plans/web.yaml',
      `plan: web
kind: failover
target: backup
steps:
  - { id: drain, run: [./healthy.sh, first] }
  - { id: switch, run: [./to.sh] }
verify: [web]
`,
    );
    const all = here.inc('failover', 'web', '--dry-run');
    expect([all.exit, all.stdout]).toEqual([0, expect.stringContaining('./healthy.sh first')]);
    const late = here.inc('failover', 'web', '--dry-run', '--from', 'switch');
    expect([late.exit, late.stderr]).toEqual([0, expect.stringContaining('--from switch: left out: drain')]);
    expect(late.stdout).not.toContain('./healthy.sh first');
    expect(late.stdout).toContain('./to.sh');
    expect(here.inc('failover', 'web', '--dry-run', '--from', 'swtich').exit).toBe(64);
  });
});

describe('cool-down', () => {
  beforeEach(() => here.write('go', ''));

  it('keeps a plan from running again, says for how long, and can be cut short for the record', () => {
    plan('cooldown: 30m\n');
    expect(here.inc(...agreed).exit).toBe(0);
    const again = here.inc(...agreed);
    expect(again.exit).toBe(75);
    expect(again.stderr).toMatch(/cooling down: (29 min \d+ s|30 min) of 30 min left since alice@/);
    expect(again.stderr).toContain('--no-cooldown');
    expect(here.has('ran')).toBe('1');
    const cut = here.inc(...agreed, '--no-cooldown');
    expect(cut.exit).toBe(0);
    expect(cut.stderr).toContain('OVERRIDE');
    expect(started()[1]).toMatchObject({
      overrides: [expect.stringMatching(/^cool-down: (29 min \d+ s|30 min) left$/)],
    });
    expect(here.inc('timeline').stdout).toContain('set aside: cool-down');
  });

  it('does not begin with a run that changed nothing', () => {
    here.write(
      '.inc/inc.yaml',
      'checks: { web: { command: [./healthy.sh] }, ready: { command: [./ready.sh] } }\n',
    );
    here.script('ready.sh', 'test -e ready');
    plan('cooldown: 30m\npreflight: [{ check: ready, accept: OK }]\n');
    expect(here.inc(...agreed).exit).toBe(13);
    here.write('ready', '');
    expect(here.inc(...agreed).exit).toBe(0);
  });
});
