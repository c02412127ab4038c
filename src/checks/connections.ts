import type { Agent } from 'node:http';

interface Pool {
  readonly agent: Agent;
  asking: number;
}
/** By origin. */
const pools = new Map<string, Pool>();

/**
 * Lets questions that are asked of one server at the same time share connections. They are closed when nothing is being
 * asked of it any more: the next round shall see whether a new one can be opened, and to whom.
 *
 * @param made an agent that keeps connections open; of node:http or node:https, as the URL wants it.
 */
export async function sharing<T>(
  { origin }: URL,
  made: () => Agent,
  ask: (agent: Agent) => Promise<T>,
): Promise<T> {
  const pool = pools.get(origin) ?? { agent: made(), asking: 0 };
  pools.set(origin, pool);
  pool.asking++;
  try {
    return await ask(pool.agent);
  } finally {
    pool.asking--;
    if (pool.asking === 0) {
      pool.agent.destroy();
      pools.delete(origin);
    }
  }
}
