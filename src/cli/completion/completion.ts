import type { Input, Outcome } from '../../commands/command.ts';
import { Fault } from '../../core/faults.ts';
import type { World } from '../../core/ports/ports.ts';
import { rulesOfRegistry } from './rules.ts';
import { completionScript } from './script.ts';
import { shells } from './values.ts';

/** `inc completion bash|zsh|fish`: prints a script that the shell reads. Here, because it is made of the registry. */
export async function completion(input: Input, world: Pick<World, 'starter'>): Promise<Outcome> {
  const [word = '', ...more] = input.args;
  const shell = shells.find((known) => known === word);
  if (!shell || more.length > 0)
    throw new Fault('USAGE', `there is no completion for ${input.args.join(' ')}`, {
      hint: `one of: ${shells.map((known) => `inc completion ${known}`).join(', ')}`,
    });
  const text = completionScript(
    shell,
    rulesOfRegistry(),
    await world.starter(`completion.${shell}`),
    await world.starter('completion-places.sh'),
  );
  return { view: { kind: 'completion', shell, text }, verdict: 'ok' };
}
