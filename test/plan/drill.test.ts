import { describe, expect, it } from '@jest/globals';
import { parseSource } from '../../src/io/catalogue/yaml-source.ts';
import { fromSource } from '../../src/plan/from-source.ts';
import { drilled, drilledVariables, type Drill } from '../../src/plan/drill.ts';
import { lockName } from '../../src/plan/plan.ts';
import { next } from '../../src/plan/next.ts';
import { progressOf } from '../../src/plan/progress.ts';
import { check, plan, step, undo, verify } from './plans.ts';

const real = plan(
  [step('drain', { verify: verify('drained'), ...undo('drain') }), step('switch', { tty: true })],
  {
    preflight: [verify('backup')],
    verify: [verify('web', { passes: 5 })],
    checks: { web: check('web'), backup: check('backup'), drained: check('drained') },
    cooldownMs: 60_000,
    soakMs: 60_000,
  },
);
const drill: Drill = {
  vars: {},
  target: 'staging',
  checks: { web: 'staging', drained: 'staging-drained' },
  named: { staging: check('staging'), 'staging-drained': check('staging-drained') },
};

describe('drilled', () => {
  it('puts the checks of the drill in the place of those of the plan, with all else that they must be', () => {
    const exercise = drilled(real, drill);
    expect(exercise).toMatchObject({
      name: real.name,
      target: 'staging',
      rehearsal: 'on targets',
      verify: [{ check: 'staging', passes: 5 }],
      preflight: [{ check: 'backup' }],
      soakMs: 60_000,
    });
    expect(exercise.steps.map((each) => each.verify?.check)).toEqual(['staging-drained', undefined]);
    expect(Object.keys(exercise.checks).toSorted()).toEqual(['backup', 'staging', 'staging-drained']);
    expect(exercise.cooldownMs).toBeUndefined();
  });

  it('takes the verification that the drill says as it stands', () => {
    expect(drilled(real, { ...drill, verify: [verify('web')] }).verify).toEqual([verify('web')]);
  });

  it('leaves nothing that could be verified or run at a terminal where steps are printed', () => {
    const printed = drilled(real, undefined);
    expect(printed).toMatchObject({ rehearsal: 'printed', verify: [], target: real.target });
    expect(printed.steps.map(({ id }) => id)).toEqual(['drain', 'switch']);
    expect(printed.steps.some((each) => each.verify !== undefined || each.tty)).toBe(false);
    expect(Object.keys(printed.checks)).toEqual(['backup']);
    expect([printed.soakMs, printed.cooldownMs]).toEqual([undefined, undefined]);
  });

  it('has a lock of its own', () => {
    expect(lockName(real)).toBe('web-to-backup');
    expect(lockName(drilled(real, drill))).not.toBe('web-to-backup');
    expect(lockName(drilled(real, undefined))).toBe(lockName(drilled(real, drill)));
  });

  it('is never verified when nothing was run', () => {
    const printed = drilled(real, undefined);
    const done = (role: 'preflight' | 'do', id: string) =>
      (['step.started', 'step.finished'] as const).map((type) => ({
        type,
        data: { run: 'r', step: id, attempt: 1, role, title: id, ok: true, ms: 1, summary: '' },
      }));
    const record = [...done('preflight', 'preflight'), ...done('do', 'drain'), ...done('do', 'switch')];
    expect(next(printed, progressOf('r', record))).toMatchObject({
      do: 'done',
      verdict: 'unverified',
      why: expect.stringContaining('rehearsed'),
    });
  });
});

describe('drilledVariables', () => {
  it('asks nobody for what the drill gives', () => {
    const variables = [{ name: 'region', ask: 'Which region?', choices: ['eu', 'us'] }, { name: 'other' }];
    const given = { ...drill, vars: { region: 'us' } };
    expect(drilledVariables(variables, given)).toEqual([
      { name: 'region', choices: ['eu', 'us'], default: 'us' },
      { name: 'other' },
    ]);
    expect(drilledVariables(variables, undefined)).toEqual(variables);
  });
});

describe('drill: of a plan', () => {
  const checks = { web: check('web'), drained: check('drained'), staging: check('staging') };
  const compile = (drill: string) => {
    const yaml = `vars: { backup: web-2, token: { secret: true } }
steps:
  - { run: drain, verify: drained }
verify: web
${drill}`;
    return fromSource(parseSource('p.yaml', new TextEncoder().encode(yaml), 'plan'), { checks, cwd: '/srv' });
  };
  const problems = (drill: string): string[] =>
    compile(drill).problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);

  it('is kept beside the plan, which has no check of it', () => {
    const { plan, drill } = compile(
      'drill: { target: staging, vars: { backup: stg }, checks: { drained: drained }, verify: [{ check: staging, within: 5s }] }',
    );
    expect(Object.keys(plan?.checks ?? {})).toEqual(['drained', 'web']);
    expect(drill).toMatchObject({
      target: 'staging',
      vars: { backup: 'stg' },
      checks: { drained: 'drained' },
      verify: [{ check: 'staging', withinMs: 5000 }],
    });
    expect(Object.keys(drill?.named ?? {}).toSorted()).toEqual(['drained', 'staging']);
    expect(compile('').drill).toBeUndefined();
  });

  it('is wrong where the real checks would verify it, or it names what is not there, each at its place', () => {
    expect(problems('drill: { target: x }')).toEqual([
      expect.stringMatching(/^5:1: the drill would be verified by drained, .* checks: { drained: … }/),
      expect.stringMatching(/^5:1: the drill would be verified by web, /),
    ]);
    expect(problems('drill: { checks: { drained: stagin, web: staging, other: web } }')).toEqual([
      '5:29: no check is called stagin; did you mean staging?',
      expect.stringMatching(/^5:58: other is no check of this plan; there are /),
    ]);
    expect(problems('drill: { checks: { drained: drained }, verify: nothing }')).toEqual([
      expect.stringMatching(/^5:\d+: no check is called nothing; /),
    ]);
    expect(
      problems('drill: { vars: { token: abc, region: eu }, checks: { drained: staging, web: staging } }'),
    ).toEqual([
      expect.stringMatching(/^5:\d+: token is a secret/),
      expect.stringMatching(/^5:\d+: region is no variable of this plan; there are backup, token/),
    ]);
    expect(problems('drill: { wep: 1 }')[0]).toContain('unknown key wep');
  });
});
