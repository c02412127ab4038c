import type { Happening } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Duty, Order } from '../core/ports/supervise-ports.ts';
import { endOf } from '../plan/program.ts';
import type { Input, Outcome } from './command.ts';

/** Bytes of an order: a plan's own limit for a command line, and its variables. */
const longest = 1024 * 1024;

const done: Outcome = {
  view: { kind: 'done', what: '', facts: {}, next: [] },
  verdict: 'ok',
};

/**
 * `inc supervise`, hidden: runs one step of a plan, told on standard input, and records its end itself. It has a
 * session of its own, so that the step and its record outlive the terminal, and the `inc` that began it. TERM tells the
 * step to end; INT after that kills it.
 */
export async function supervise(_: Input, world: World): Promise<Outcome> {
  // Before anything else: from here on TERM is for the step.
  const { interruption } = world;
  world.clock.live();
  const order = JSON.parse(await world.stdin(longest)) as Order;
  const duty = (await world.supervisors()).duty(order);
  try {
    await watch(order, duty, interruption, world);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    duty.tell({
      fault: { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) },
    });
    throw error;
  } finally {
    duty.end();
  }
  return done;
}

async function watch(order: Order, duty: Duty, interruption: AbortSignal, world: World): Promise<void> {
  const { incident, run, step, attempt, role, argv, cwd, env, timeoutMs: timeout, graceMs: grace } = order;
  const name = { run, step, attempt, role };
  const runner = await world.runner();
  const lock = order.fence === undefined ? undefined : (await world.locks()).member(order.plan, order.fence);
  const left = lock?.spawned(duty.pid, 'supervisor');
  const append = async (happening: Happening): Promise<void> => {
    const { events, trouble } = await world.journal.append(incident, [happening]);
    duty.tell({ receipts: [{ events, ...(trouble ? { trouble } : {}) }] });
  };
  try {
    // Whoever took the lock since does not know of this step: it must not begin any more.
    if (lock?.superseded()) {
      duty.tell({ never: 'somebody else took over the run before it began' });
      return;
    }
    let spawned: Promise<unknown> = Promise.resolve();
    const ended = await runner.run({
      argv,
      cwd,
      env,
      timeout,
      grace,
      signal: interruption,
      kill: world.killing,
      onOutput: (text) => duty.show(text),
      onSpawn(pid) {
        const gone = lock?.spawned(pid, 'step');
        // Its end is what counts: that is recorded also where this could not be.
        spawned = append({
          type: 'step.spawned',
          data: { ...name, pid, ...duty.identity(pid), supervisor: duty.pid },
        }).catch(() => undefined);
        return () => gone?.();
      },
    });
    await spawned;
    const stopped = interruption.aborted ? { by: duty.stoppedBy() } : undefined;
    const end = endOf(ended, order, world.journal, stopped);
    await append({ type: 'step.finished', data: { ...name, ms: ended.ms, ...end } });
  } finally {
    left?.();
  }
}
