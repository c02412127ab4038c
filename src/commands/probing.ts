import type { Prober } from '../core/checks/check.ts';
import type { World } from '../core/ports/ports.ts';

/** Checks, with the world's ports plugged in; their code is loaded at the first question. */
export const proberOf =
  (world: Pick<World, 'prober' | 'mono' | 'sleep' | 'clock' | 'env'>): Prober =>
  async (check, signal) => {
    const { probe } = await import('../checks/probe.ts');
    return probe(check, {
      runner: () => world.prober(),
      mono: () => world.mono(),
      now: () => world.clock.now(),
      env: world.env,
      sleep: (ms, until) => world.sleep(ms, until),
      ...(signal ? { signal } : {}),
    });
  };
