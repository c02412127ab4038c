import type { Phase } from '../record/events.ts';
import type { Mutable } from './incident-state.ts';

/** Closed and cancelled are left by `reopened` alone: what is entered afterwards does not open it again. */
export const isOver = ({ phase }: Mutable): boolean => phase === 'closed' || phase === 'cancelled';

/** Said again, the moment that came first counts, in whatever order they were recorded. */
export function earliest(state: Mutable, name: 'acknowledged' | 'identified', at: string): void {
  const before = state.keyTimes[name];
  if (before === undefined || Date.parse(at) < Date.parse(before)) state.keyTimes[name] = at;
}

/**
 * A phase that comes after the resolution is a relapse: it was not resolved then, nor, when all is to be found out
 * again, mitigated. One that is entered late, of a moment before the resolution, takes nothing back.
 */
export function setPhase(state: Mutable, phase: Phase, at: string): void {
  const { keyTimes } = state;
  if (phase === 'identified') earliest(state, 'identified', at);
  if (isOver(state)) return;
  const isAfter = (time: string | undefined): boolean =>
    time !== undefined && Date.parse(at) >= Date.parse(time);
  if (state.phase === 'resolved' && !isAfter(keyTimes.resolved)) return;
  state.phase = phase;
  if (phase === 'resolved' || phase === 'closed' || phase === 'cancelled') return;
  delete keyTimes.resolved;
  if (phase === 'investigating' && isAfter(keyTimes.mitigated)) delete keyTimes.mitigated;
}
