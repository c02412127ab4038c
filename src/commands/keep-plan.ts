import type { World } from '../core/ports/ports.ts';
import { sha256 } from '../core/record/sha256.ts';
import type { Plan } from '../plan/plan.ts';

/** What a compiled plan is known by. */
export const digestOf = (plan: Plan): string => sha256(new TextEncoder().encode(JSON.stringify(plan)));

/** Keeps the plan with the record; a secret in it is cut out first. @returns the blob's name. */
export async function keepPlan(
  plan: Plan,
  incident: string,
  world: Pick<World, 'journal' | 'redactDeep'>,
): Promise<string> {
  const text = JSON.stringify(await world.redactDeep(plan), null, 1);
  return world.journal.putBlob(incident, new TextEncoder().encode(text));
}
