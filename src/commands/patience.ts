import { duration } from '../core/time/duration.ts';
import type { World } from '../core/ports/ports.ts';
import type { Progress } from '../plan/progress.ts';

/**
 * While a plan acts, a first Ctrl-C only says what runs; a second within three seconds stops it, a third kills it.
 *
 * @returns how that ends.
 */
export function patience(
  progress: () => Progress,
  run: string,
  world: Pick<World, 'patience' | 'watcher' | 'journal' | 'mono' | 'terminal'>,
): () => void {
  let since = world.mono();
  world.journal.subscribe((_, event) => {
    if (event.type === 'step.started' && event.data.run === run) since = world.mono();
  });
  return world.patience(() => {
    const act = progress().acts.findLast(({ state }) => state === 'open');
    const what = act
      ? `${act.role === 'do' ? 'step' : act.role} ${act.step} has been running for ${duration(world.mono() - since)}`
      : 'the plan is between two steps';
    const detaches = world.terminal.interactive && (act?.role === 'do' || act?.role === 'undo');
    const other = detaches ? '; d lets it run by itself' : ', and leaves the rest to you';
    world.watcher.told(`inc: ${what}; Ctrl-C again within 3 s stops it${other}`);
  });
}
