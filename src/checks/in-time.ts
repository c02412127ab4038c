import type { CheckCommon, Probing } from '../core/checks/check.ts';
import { longestTimer } from '../core/time/duration.ts';

/** Why there is no answer: the check's time is up, or a person (or the end of a run) no longer waits. */
export type Cut = 'late' | 'interrupted';

/**
 * Asks, and waits for the answer no longer than the check allows. The signal that `ask` gets is aborted then, so
 * that it lets go whatever it opened; what it says after that is not heard. Once it has answered, it has let go itself.
 *
 * @returns what `ask` says, or why it was not waited for. Rejects as `ask` does.
 */
export async function inTime<T>(
  { timeout }: Pick<CheckCommon, 'timeout'>,
  { signal }: Pick<Probing, 'signal'>,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T | Cut> {
  if (signal?.aborted) return 'interrupted';
  const controller = new AbortController();
  let stop: () => void = () => undefined;
  const cut = new Promise<Cut>((resolve) => {
    const timer = setTimeout(() => resolve('late'), Math.min(timeout, longestTimer));
    const interrupted = (): void => resolve('interrupted');
    signal?.addEventListener('abort', interrupted, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupted);
    };
  });
  try {
    return await Promise.race([
      ask(controller.signal),
      cut.then((why) => {
        // A reason of our own: an error with a stack for each of hundreds of checks takes longer than they do.
        controller.abort(why);
        return why;
      }),
    ]);
  } finally {
    stop();
  }
}
