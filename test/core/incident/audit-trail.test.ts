import { describe, expect, it } from '@jest/globals';
import {
  evidenceOf,
  joined,
  trailFold,
  type TrailCheck,
  type TrailRun,
} from '../../../src/core/incident/audit-trail.ts';
import type { CheckStatus, PlanVerdict } from '../../../src/core/record/events.ts';
import { folded } from '../../../src/core/incident/fold.ts';
import { recordOf, type Given } from '../../support/recorded.ts';

const started = (run: string, at: string, marks = {}): Given => ({
  type: 'plan.started',
  data: {
    run,
    plan: 'b',
    name: 'web',
    title: 'Web',
    kind: 'failover',
    target: 't',
    digest: 'd',
    scripts: { './to.sh': 'aa' },
    reason: 'r',
    mode: 'automatic',
    ...marks,
  },
  at,
});
const checked = (status: CheckStatus, at: string, days?: number | null, kind = 'tls'): Given => ({
  type: 'check.finished',
  data: {
    check: 'cert',
    kind,
    status,
    summary: '',
    ms: 1,
    perfdata: days === undefined ? [] : [{ label: 'days', value: days, unit: '' }],
  },
  at,
});

describe('trailFold', () => {
  it('keeps of each run what it ran, how it was marked, and how it ended', () => {
    const record = recordOf([
      started('r1', '2026-01-01T10:00:00Z', { drill: true, rehearsal: 'printed' }),
      started('r2', '2026-01-01T11:00:00Z'),
      {
        type: 'plan.finished',
        data: { run: 'r1', verdict: 'unverified', summary: '' },
        at: '2026-01-01T12:00:00Z',
      },
    ]);
    expect(folded(record, trailFold()).runs).toEqual([
      {
        run: 'r1',
        name: 'web',
        scripts: { './to.sh': 'aa' },
        at: '2026-01-01T10:00:00Z',
        drill: true,
        rehearsal: 'printed',
        verdict: 'unverified',
      },
      { run: 'r2', name: 'web', scripts: { './to.sh': 'aa' }, at: '2026-01-01T11:00:00Z' },
    ]);
  });

  it('keeps that a run was verified when it is undone afterwards', () => {
    const ended = (verdict: PlanVerdict, at: string): Given => ({
      type: 'plan.finished',
      data: { run: 'r1', verdict, summary: '' },
      at,
    });
    const record = recordOf([
      started('r1', '2026-01-01T10:00:00Z'),
      ended('verified', '2026-01-01T10:01:00Z'),
      started('r1', '2026-01-01T11:00:00Z'),
      ended('rolled back', '2026-01-01T11:01:00Z'),
    ]);
    expect(folded(record, trailFold()).runs).toMatchObject([
      { at: '2026-01-01T10:00:00Z', verdict: 'verified' },
    ]);
  });

  it('knows whether a check was ever OK, and how long its certificate was valid when it was asked last', () => {
    const record = recordOf([
      checked('OK', '2026-01-01T10:00:00Z', 40),
      checked('WARNING', '2026-01-11T10:00:00Z', 30),
      checked('CRITICAL', '2026-01-12T10:00:00Z'),
    ]);
    expect(folded(record, trailFold()).checks.get('cert')).toEqual({
      last: { status: 'CRITICAL', at: '2026-01-12T10:00:00Z' },
      wasOk: true,
      days: { left: 30, at: '2026-01-11T10:00:00Z' },
    });
  });

  it('takes days for those of a certificate only from a check of certificates', () => {
    const record = recordOf([
      checked('OK', '2026-01-01T10:00:00Z', 3, 'command'),
      checked('OK', '2026-01-02T10:00:00Z', null),
    ]);
    expect(folded(record, trailFold()).checks.get('cert')?.days).toBeUndefined();
  });
});

describe('joined', () => {
  it('is the same whichever record comes first', () => {
    const a = folded(recordOf([checked('OK', '2026-01-01T10:00:00Z', 40)]), trailFold()).checks.get('cert');
    const b = folded(recordOf([checked('CRITICAL', '2026-02-01T10:00:00Z')]), trailFold()).checks.get('cert');
    if (!a || !b) throw new Error('a check was not seen');
    expect(joined(a, b)).toEqual(joined(b, a));
    expect(joined(a, b)).toEqual({
      last: { status: 'CRITICAL', at: '2026-02-01T10:00:00Z' },
      wasOk: true,
      days: { left: 40, at: '2026-01-01T10:00:00Z' },
    });
  });
});

describe('evidenceOf', () => {
  const on = (day: number): string => `2026-01-0${day}T10:00:00Z`;
  const ran = (run: string): TrailRun => ({ run, name: 'web', scripts: {}, at: on(1) });

  it('joins what all records say of a check', () => {
    const seen = (wasOk: boolean, days: number): TrailCheck => ({
      last: { status: wasOk ? 'OK' : 'CRITICAL', at: on(days) },
      wasOk,
    });
    const { runs, checks } = evidenceOf([
      { runs: [ran('a')], checks: new Map([['web', seen(false, 9)]]) },
      { runs: [ran('b')], checks: new Map([['web', seen(true, 1)]]) },
    ]);
    expect(runs).toHaveLength(2);
    expect(checks.get('web')).toEqual({ last: { status: 'CRITICAL', at: on(9) }, wasOk: true });
  });
});
