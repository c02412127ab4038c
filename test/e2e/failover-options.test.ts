import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  here.script('healthy.sh', 'touch asked; test ! -e sick');
  here.script('monitor.sh', 'touch asked; echo "nobody answers"; exit 2');
  here.script('to.sh', 'touch acted');
  here.write(
    '.inc/inc.yaml',
    `checks:
  web: { command: [./healthy.sh] }
  monitor: { command: [./monitor.sh] }
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
vars: { server: web-2, key: s3cr3t-value }
preflight: [monitor]
steps:
  - id: switch
    run: ./to.sh "$server"
    undo: [./to.sh, back]
    timeout: 90s
    verify: { check: web, within: 5s, passes: 1 }
  - id: dns
    ask: Is the name changed?
verify:
  - { check: web, within: 5s, passes: 1, every: 100ms }
${more}`,
  );
}
const trusted = (more = ''): void => {
  plan(more);
  expect(here.inc('config', 'trust')).toMatchObject({ exit: 0 });
};
const withoutQuestion = (more = ''): void => {
  plan(more);
  here.write(
    '.inc/plans/web.yaml',
    (here.has('.inc/plans/web.yaml') ?? '').replace(/ {2}- id: dns\n.*\n/, ''),
  );
  expect(here.inc('config', 'trust')).toMatchObject({ exit: 0 });
};
const agreed = ['failover', 'web', '--reason', 'monitoring is down', '--confirm', 'backup'] as const;

describe('inc failover --dry-run', () => {
  it('prints what would run, and does nothing at all', () => {
    trusted('soak: 10m\ncooldown: 30m\n');
    expect(here.inc('open', 'Web is down').exit).toBe(0);
    const before = here.events();
    const ended = here.inc('failover', 'web', '-n');
    expect(ended.exit).toBe(0);
    for (const line of [
      `run    bash -euo pipefail -c './to.sh "$server"'`,
      'undo   ./to.sh back',
      'ask    Is the name changed?',
      'variables server key INC_INCIDENT INC_RUN INC_STEP INC_HOME INC_FENCE',
      'check     monitor: ./monitor.sh',
      'soak      10 min',
      'cool-down 30 min',
      'nothing was run, not even a check; nothing was recorded',
    ])
      expect(ended.stdout).toContain(line);
    expect(ended.stdout).not.toContain('s3cr3t-value');
    expect(here.events()).toEqual(before);
    expect([here.has('asked'), here.has('acted')]).toEqual([undefined, undefined]);
  });

  it.each(['verify', 'undo', 'preflight', 'target', 'timeout', 'within', 'passes', 'every'])(
    'refuses --%s with a plan, which says it itself',
    (flag) => {
      trusted();
      const ended = here.inc('failover', 'web', '-n', `--${flag}`, 'web');
      expect([ended.exit, ended.stderr]).toEqual([
        64,
        expect.stringContaining(`--${flag} is for a script; the plan says it`),
      ]);
      expect(ended.stderr).toContain('inc failover web --dry-run');
    },
  );

  it('is exact in JSON, and needs neither an incident nor permission', () => {
    plan();
    const ended = here.inc('failover', 'web', '--dry-run', '--json');
    expect(ended.exit).toBe(0);
    expect(ended.stderr).toContain('inc config trust');
    expect(JSON.parse(ended.stdout)).toMatchObject({
      kind: 'dry-run',
      name: 'web',
      target: 'backup',
      steps: [
        {
          id: 'switch',
          argv: ['bash', '-euo', 'pipefail', '-c', './to.sh "$server"'],
          undo: ['./to.sh', 'back'],
          cwd: here.folder,
          timeoutMs: 90_000,
        },
        { id: 'dns', argv: null, question: 'Is the name changed?' },
      ],
      checks: expect.arrayContaining([{ check: 'monitor', argv: ['./monitor.sh'], cwd: here.folder }]),
      preflight: ['monitor must be OK'],
    });
    expect(here.has('asked')).toBeUndefined();
  });

  it('finds what would stop the run: a missing script, a check that nobody knows', () => {
    trusted();
    here.write(
      '.inc/plans/web.yaml',
      (here.has('.inc/plans/web.yaml') ?? '').replace('./to.sh, back', './gone.sh'),
    );
    expect(here.inc('failover', 'web', '-n').exit).toBe(66);
    expect(here.inc('failover', 'web', '-n', '--override', 'nothing').exit).toBe(64);
  });

  it('takes plain scripts too', () => {
    const ended = here.inc('failover', './to.sh', 'now', '--verify', './healthy.sh', '-n');
    expect(ended.exit).toBe(0);
    expect(ended.stdout).toContain('run    ./to.sh now');
    expect(here.has('acted')).toBeUndefined();
  });
});

describe('inc failover --override', () => {
  beforeEach(() => expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 }));

  it('accepts a preflight check whatever it answers, and records that', () => {
    withoutQuestion();
    expect(here.inc(...agreed).exit).toBe(13);
    const ended = here.inc(...agreed, '--override', 'monitor');
    expect(ended.exit).toBe(0);
    expect(ended.stderr).toContain('OVERRIDE  preflight monitor: CRITICAL');
    expect(here.events().findLast(({ type }) => type === 'plan.started')?.data).toMatchObject({
      reason: 'monitoring is down',
      overrides: ['preflight monitor: CRITICAL'],
    });
    expect(here.inc('timeline').stdout).toContain('(accepted by --override)');
  });

  it('is for preflight checks alone, and needs a reason', () => {
    withoutQuestion();
    const wrong = here.inc(...agreed, '--override', 'web');
    expect(wrong.exit).toBe(64);
    expect(wrong.stderr).toContain('its preflight checks are monitor');
    expect(here.inc(...agreed, '--override', 'monitr').stderr).toContain('did you mean monitor?');
    expect(here.inc('failover', 'web', '--override', 'monitor', '--confirm', 'backup').exit).toBe(77);
    expect(here.has('acted')).toBeUndefined();
  });
});

describe('soak', () => {
  const overridden = [...agreed, '--override', 'monitor'] as const;
  beforeEach(() => expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 }));
  const tail = () =>
    here.events().flatMap(({ type, data }) => {
      if (type === 'plan.finished') return [data.verdict];
      if (type === 'check.finished') return [`${data.check} ${data.status}`];
      return type === 'note.added' ? [data.text] : [];
    });

  it('watches what was verified after the verdict is durable, and says that it held', () => {
    withoutQuestion('soak: 1s\n');
    const ended = here.inc(...overridden);
    expect(ended.exit).toBe(0);
    expect(ended.stderr).toContain('inc: verified; watching web for 1 s');
    expect(ended.stdout).toContain('soaked for 1 s without a relapse');
    expect(tail().slice(-3)).toEqual(['verified', 'web OK', 'Soak of Move web: 1 s without a relapse']);
    expect(here.inc('verify').exit).toBe(0);
  });

  it('ends with 12 when it relapses, which is an entry', async () => {
    withoutQuestion('soak: 10m\n');
    const started = here.start(...overridden);
    await started.says('watching web for 10 min');
    expect(tail()).toContain('verified');
    here.write('sick', '');
    const ended = await started.ended;
    expect(ended.exit).toBe(12);
    expect(ended.stdout).toMatch(/^RELAPSED .*relapse: web WARNING/m);
    expect(tail().slice(-2)).toEqual([
      'web WARNING',
      expect.stringMatching(/^Relapse after Move web: web WARNING/),
    ]);
  });

  it('ends on the first Ctrl-C, recorded; the failover stays verified: 0', async () => {
    withoutQuestion('soak: 10m\n');
    const started = here.start(...overridden);
    await started.says('watching web for 10 min');
    started.kill('SIGINT');
    const ended = await started.ended;
    expect(ended.exit).toBe(0);
    expect(ended.stdout).toContain('VERIFIED');
    expect(tail().at(-1)).toMatch(/^Soak of Move web: ended by Ctrl-C after .* of 10 min/);
    // Nobody else has to wait for a watch.
    expect(here.inc(...overridden, '--no-soak').exit).toBe(0);
  });

  it('is left out by --no-soak', () => {
    withoutQuestion('soak: 10m\n');
    expect(here.inc(...overridden, '--no-soak').exit).toBe(0);
    expect(tail().at(-1)).toBe('verified');
  });
});
