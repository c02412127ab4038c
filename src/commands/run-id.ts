import type { World } from '../core/ports/ports.ts';

/** Names one run of a plan or a command, among all that an incident will ever see: 16 hex digits. */
export const runId = (world: Pick<World, 'random'>): string =>
  [...world.random(8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
