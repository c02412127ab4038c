import type { Check } from '../../src/core/checks/check.ts';
import type { Plan, Step, Verify } from '../../src/plan/plan.ts';

/** Builders of compiled plans, with everything said that a test does not care about. */
export const check = (name: string): Check => ({
  kind: 'command',
  name,
  argv: ['true'],
  cwd: '/',
  timeout: 5000,
  warn: {},
  crit: {},
});

export const verify = (name: string, rest: Partial<Verify> = {}): Verify => ({
  check: name,
  withinMs: 3000,
  passes: 3,
  everyMs: 500,
  accept: ['OK'],
  ...rest,
});

export const step = (id: string, rest: Partial<Step> = {}): Step => ({
  id,
  title: `Do ${id}`,
  do: { kind: 'script', text: `do-${id}` },
  timeoutMs: 1000,
  accept: [0],
  retry: { attempts: 1, delayMs: 100 },
  onFailure: 'rollback',
  danger: 'normal',
  ...rest,
});

export const undo = (id: string): Pick<Step, 'undo'> => ({ undo: { kind: 'script', text: `undo-${id}` } });

export const plan = (steps: readonly Step[], rest: Partial<Plan> = {}): Plan => ({
  v: 1,
  name: 'web-to-backup',
  kind: 'failover',
  title: 'Move web traffic',
  target: 'web-backup',
  vars: {},
  preflight: [],
  steps,
  verify: [verify('web')],
  onFailure: 'rollback',
  cwd: '/srv',
  checks: { web: check('web'), backup: check('backup') },
  ...rest,
});
