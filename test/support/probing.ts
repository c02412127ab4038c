import { performance } from 'node:perf_hooks';
import type { Probing } from '../../src/core/checks/check.ts';

/** What a check that starts no process may use. */
export const probing: Probing = {
  runner: () => Promise.reject(new Error('this check starts no process')),
  mono: () => performance.now(),
  now: () => Date.now(),
  env: {},
};

/** What every check says of itself unless a test says more. */
export const common = { name: 'web', timeout: 60_000, warn: {}, crit: {} } as const;
