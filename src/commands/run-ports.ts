import type { Lock } from '../core/ports/lock-ports.ts';
import type { World } from '../core/ports/ports.ts';
import type { Job, Ports } from '../plan/job.ts';
import { proberOf } from './probing.ts';

/** What a run needs of the world. Interruptions are looked up anew each time: one can be dealt with. */
export const runPorts = (world: World): Ports => ({
  journal: world.journal,
  store: world.store,
  get interruption() {
    return world.interruption;
  },
  get killing() {
    return world.killing;
  },
  calm: () => world.calm(),
  runner: () => world.runner(),
  supervisors: () => world.supervisors(),
  mono: () => world.mono(),
  sleep: (ms, signal) => world.sleep(ms, signal),
  probe: proberOf(world),
});

/** What a run has of the person at the terminal, if there is one, and of its lock. */
export function runJob(
  world: World,
  lock: Lock | undefined,
): Pick<Job, 'fence' | 'onOutput' | 'ask' | 'person' | 'detachable'> {
  const person = () => world.prompt();
  return {
    onOutput: (text) => world.watcher.output(text),
    ...(lock ? { fence: lock.fence } : {}),
    ...(world.terminal.interactive
      ? {
          ask: async (question: string) => (await person()).confirm(question),
          person,
          detachable() {
            const detach = new AbortController();
            const end = world.keys((key) => {
              if (key === 'd') detach.abort();
            });
            return { detach: detach.signal, end };
          },
        }
      : {}),
  };
}
