import { describe, expect, it } from '@jest/globals';
import {
  actionFindings,
  checkFindings,
  planFindings,
  serviceFindings,
  type AuditedPlan,
} from '../../src/commands/audit-findings.ts';
import type { TrailCheck, TrailRun } from '../../src/core/incident/audit-trail.ts';
import type { Catalogue } from '../../src/core/catalogue.ts';
import { check, plan, step, verify } from '../plan/plans.ts';

const day = 86_400_000;
const now = Date.parse('2026-06-01T12:00:00Z');
const ago = (days: number): string => new Date(now - days * day).toISOString();

const audited = (rest: Partial<AuditedPlan> = {}): AuditedPlan => ({
  name: 'web',
  plan: plan([step('drain', { verify: verify('drained') })]),
  mistakes: 0,
  scripts: { './to.sh': 'aa' },
  ...rest,
});
const ran = (days: number, rest: Partial<TrailRun> = {}): TrailRun => ({
  run: `r${days}`,
  name: 'web-to-backup',
  scripts: { './to.sh': 'aa' },
  at: ago(days),
  verdict: 'verified',
  ...rest,
});
const of = (runs: readonly TrailRun[], each = audited()) =>
  planFindings(each, { runs, checks: new Map() }, now, 90 * day);
const rules = (findings: readonly { readonly rule: string }[]): string[] => findings.map(({ rule }) => rule);

describe('planFindings', () => {
  it('finds nothing about a plan that was verified lately, in a drill or for real', () => {
    expect(of([ran(1, { drill: true })])).toEqual([]);
    expect(of([ran(89)])).toEqual([]);
  });

  it('finds plans that nobody tried, and says what to type', () => {
    expect(of([])).toMatchObject([
      {
        rule: 'plan-not-drilled',
        subject: 'plan web',
        what: 'was never tried, neither in a drill nor for real',
        next: "inc open --drill 'Drill of web', then: inc failover web --drill",
      },
    ]);
    expect(of([], audited({ plan: plan([step('a')], { kind: 'runbook' }) }))[0]?.next).toContain(
      'inc runbook run web --drill',
    );
    const walk = audited({ plan: plan([step('a')], { kind: 'runbook' }), walked: true });
    expect(of([], walk)[0]?.next).toMatch(/then: inc runbook run web$/);
    expect(rules(of([ran(1, { name: 'another' })]))).toEqual(['plan-not-drilled']);
  });

  it('takes for a trial only what worked: no rehearsal, no failure, no run without an end', () => {
    const { verdict: _, ...open } = ran(1);
    for (const [run, told] of [
      [ran(1, { verdict: 'unverified', drill: true, rehearsal: 'printed' }), 'only printed'],
      [ran(1, { verdict: 'rolled back' }), 'rolled back'],
      [ran(1, { verdict: 'unverified' }), 'unverified'],
      [open, 'no end is recorded'],
    ] as const)
      expect(of([run])[0]?.what).toBe(
        `never worked, neither in a drill nor for real; the last time, ${ago(1).slice(0, 10)}: ${told}`,
      );
  });

  it('takes a runbook without verification for tried when every step ran, not when it was printed', () => {
    const runbook = audited({ plan: plan([step('a')], { kind: 'runbook', verify: [] }) });
    expect(of([ran(1, { verdict: 'unverified' })], runbook)).toEqual([]);
    expect(rules(of([ran(1, { verdict: 'unverified', rehearsal: 'printed' })], runbook))).toEqual([
      'plan-not-drilled',
    ]);
  });

  it('finds plans that nobody tried for long', () => {
    expect(of([ran(200), ran(91, { drill: true })])).toMatchObject([
      { rule: 'plan-not-drilled', what: `worked last 91 d ago (${ago(91).slice(0, 10)}, a drill)` },
    ]);
  });

  it('finds scripts that are not as they were when the plan worked; a later failure does not count', () => {
    const changed = audited({ scripts: { './to.sh': 'bb', './new.sh': 'cc', './gone.sh': undefined } });
    expect(of([ran(5), ran(2, { verdict: 'failed', scripts: { './to.sh': 'bb' } })], changed)).toMatchObject([
      { rule: 'plan-changed', what: expect.stringMatching(/: \.\/to\.sh, \.\/new\.sh$/) },
    ]);
  });

  it('finds plans with mistakes', () => {
    expect(of([ran(1)], audited({ mistakes: 2 }))).toMatchObject([
      { rule: 'plan-invalid', what: 'has 2 mistakes', next: 'inc runbook lint web' },
    ]);
  });
});

const catalogue = (rest: Partial<Catalogue>): Catalogue => ({
  file: '/srv/.inc/inc.yaml',
  root: '/srv',
  digest: '',
  trusted: false,
  services: {},
  checks: {},
  redaction: [],
  ...rest,
});

describe('checkFindings', () => {
  const of = (seen: TrailCheck | undefined) =>
    checkFindings(
      catalogue({ checks: { web: check('web') } }),
      { runs: [], checks: new Map(seen ? [['web', seen]] : []) },
      now,
    );
  const last = { status: 'OK', at: ago(10) } as const;

  it('finds checks that were never asked, or never OK', () => {
    expect(of(undefined)).toMatchObject([{ rule: 'check-never-ok', what: 'was never asked' }]);
    expect(of({ last: { status: 'CRITICAL', at: ago(3) }, wasOk: false })).toMatchObject([
      { rule: 'check-never-ok', what: `was never OK; the last time, ${ago(3).slice(0, 10)}: CRITICAL` },
    ]);
    expect(of({ last, wasOk: true })).toEqual([]);
  });

  it('counts the days that went by since a certificate was looked at', () => {
    expect(of({ last, wasOk: true, days: { left: 40, at: ago(10) } })).toEqual([]);
    expect(of({ last, wasOk: true, days: { left: 39, at: ago(10) } })).toMatchObject([
      { rule: 'certificate-ends', what: expect.stringContaining('ends in 29 days') },
    ]);
    expect(of({ last, wasOk: true, days: { left: 5, at: ago(10) } })[0]?.what).toContain('has ended');
  });
});

describe('serviceFindings', () => {
  it('finds services without an owner, a check, or a plan that is verified by one of their checks', () => {
    const services = {
      good: { owner: 'ana', checks: ['web'] },
      step: { owner: 'ana', checks: ['drained'] },
      bare: { checks: [] },
      alone: { owner: 'bo', checks: ['disk'] },
    };
    const found = serviceFindings(catalogue({ services }), [audited()]);
    expect(found.map(({ rule, subject }) => `${subject}: ${rule}`)).toEqual([
      'service bare: service-without-owner',
      'service bare: service-without-check',
      'service alone: service-without-plan',
    ]);
    expect(found.at(-1)?.next).toBe('write one: /srv/.inc/plans/alone.yaml');
  });
});

describe('actionFindings', () => {
  it('finds action items that are late, and no others', () => {
    const item = { action: 'a1', hash: 'h', title: 'Rotate logs', state: 'open', due: '2026-05-31' } as const;
    const found = actionFindings(
      '2026-01-01-web',
      [
        item,
        { ...item, action: 'a2', due: '2026-06-01' },
        { ...item, action: 'a3', state: 'done' },
        { action: 'a4', hash: 'h', title: 'No date', state: 'open' },
      ],
      '2026-06-01',
    );
    expect(found).toMatchObject([
      {
        subject: 'action 2026-01-01-web:a1',
        what: 'was due 2026-05-31, and nobody has it: Rotate logs',
        next: 'inc todos done 2026-01-01-web:a1',
      },
    ]);
  });
});
