import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  here.script('healthy.sh', 'exit 0');
  here.script('to.sh', 'exit 0');
});
afterEach(() => here.close());

interface Audit {
  readonly catalogue: string | null;
  readonly incidents: number;
  readonly findings: readonly { readonly rule: string; readonly subject: string; readonly next: string }[];
}
function audit(...flags: readonly string[]): Audit & { readonly exit: number | null } {
  const { exit, stdout } = here.inc('audit', '--json', ...flags);
  return { exit, ...(JSON.parse(stdout) as Audit) };
}
const found = ({ findings }: Audit): string[] => findings.map(({ rule, subject }) => `${subject}: ${rule}`);

const plan = `plan: web
kind: failover
steps:
  - { id: switch, run: ./to.sh, undo: ./to.sh }
verify:
  - { check: web, within: 2s, passes: 1, every: 100ms }
`;
const catalogue = `services:
  shop: { owner: platform, checks: [web] }
checks:
  web: { command: [./healthy.sh] }
`;
const drill = ['failover', 'web', '--drill', '--reason', 'r', '--confirm', 'web'] as const;

describe('inc audit', () => {
  it('ends with 0 once everything was tried and is as it was then, and with 1 before', () => {
    here.write('.inc/inc.yaml', catalogue);
    here.write('.inc/plans/web.yaml', `${plan}drill: { checks: { web: web } }\n`);
    // Nobody has allowed the catalogue: to read it is enough.
    const before = audit();
    expect(before.exit).toBe(1);
    expect(found(before)).toEqual(['plan web: plan-not-drilled', 'check web: check-never-ok']);

    expect(here.inc('config', 'trust').exit).toBe(0);
    expect(here.inc('open', 'Drill of web', '--drill').exit).toBe(0);
    expect(here.inc(...drill)).toMatchObject({ exit: 0 });
    expect(audit()).toMatchObject({ exit: 0, incidents: 1, findings: [] });
    expect(here.inc('audit').stdout).toBe(
      'nothing found in 1 plan, 1 check, 1 service, 1 incident; a plan counts as tried for 90 d\n',
    );
    expect(found(audit('--older', '1ms'))).toEqual(['plan web: plan-not-drilled']);

    here.script('to.sh', 'exit 0 # changed');
    const after = here.inc('audit');
    expect(after.exit).toBe(1);
    expect(after.stdout).toMatch(/^plan web\n {2}runs what is not as it was .*: \.\/to\.sh: /);
    expect(here.inc('audit', '-q').stdout).toBe('plan-changed plan web\n');
  });

  it('does not take a printed rehearsal for a trial', () => {
    here.write('.inc/inc.yaml', catalogue);
    here.write('.inc/plans/web.yaml', plan);
    expect(here.inc('config', 'trust').exit).toBe(0);
    expect(here.inc('open', 'Drill of web', '--drill').exit).toBe(0);
    expect(here.inc(...drill).exit).toBe(12);
    expect(here.inc('audit').stdout).toContain('only printed');
  });

  it('finds mistakes, services that nobody looks after, and action items that are late', () => {
    here.write(
      '.inc/inc.yaml',
      `${catalogue.replace('owner: platform, ', '')}  disk: { command: [./healthy.sh] }\n`.replace(
        'services:\n',
        'services:\n  bare: { owner: bo }\n  alone: { owner: bo, checks: [disk] }\n',
      ),
    );
    here.write('.inc/plans/web.yaml', plan.replaceAll('./to.sh', './gone.sh'));
    expect(here.inc('open', 'Web is down').exit).toBe(0);
    expect(here.inc('todo', 'Rotate logs', '--due', '2020-01-31', '--owner', 'bo').exit).toBe(0);
    expect(here.inc('close', '--no-input', '-o', '-').exit).toBe(0);
    const all = audit();
    expect(all.exit).toBe(1);
    expect(found(all)).toEqual([
      'plan web: plan-invalid',
      'plan web: plan-not-drilled',
      'check web: check-never-ok',
      'check disk: check-never-ok',
      'service bare: service-without-check',
      'service alone: service-without-plan',
      'service shop: service-without-owner',
      expect.stringMatching(/^action \d{4}-\d\d-\d\d-web-is-down:\w+: action-overdue$/),
    ]);
    for (const { next } of all.findings) expect(next).not.toBe('');
  });

  it('says that there is no catalogue; that is no clean bill', () => {
    const none = audit();
    expect(none).toMatchObject({ exit: 1, catalogue: null });
    expect(found(none)).toEqual(['catalogue: no-catalogue']);
  });

  it('changes nothing', () => {
    here.write('.inc/inc.yaml', catalogue);
    here.write('.inc/plans/web.yaml', plan);
    expect(here.inc('open', 'Web is down').exit).toBe(0);
    const before = here.records();
    expect(here.inc('audit').exit).toBe(1);
    expect(here.records()).toBe(before);
  });
});
