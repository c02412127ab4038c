import type { World } from '../core/ports/ports.ts';
import type { Spinner } from '../render/spinner.ts';
import type { Write } from './report.ts';

/**
 * Shows on a terminal what a command says that it is doing, when it has to be waited for. What shows it is loaded
 * only then.
 *
 * @returns how to stop; undefined: there is no terminal to show it on.
 */
export function waiting(world: World, write: Write): (() => void) | undefined {
  const { stderr } = world.terminal;
  // A terminal that does not know its width (a serial line) has 0 columns, and ora would never end there.
  if (!stderr || !(stderr.columns > 0)) return undefined;
  let spinner: Promise<Spinner> | undefined;
  let shown: Spinner | undefined;
  let now: string | undefined;
  const load = async (): Promise<Spinner> => {
    const { spinnerOn } = await import('../render/spinner.ts');
    shown = await spinnerOn(stderr);
    if (now !== undefined) shown.say(now);
    return shown;
  };
  const doing = (text: string | undefined): void => {
    now = text;
    if (text === undefined) shown?.hide();
    else if (shown) shown.say(text);
    else spinner ??= load();
  };
  world.watch({
    doing,
    output: () => undefined,
    told(text) {
      shown?.hide();
      write(2, `${text}\n`);
    },
  });
  return () => doing(undefined);
}
