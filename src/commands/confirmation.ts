import type { World } from '../core/ports/ports.ts';
import type { Plan } from '../plan/plan.ts';
import { flagSet, flagText, type Input } from './command.ts';

/** Whether somebody has to agree to it, whichever command runs it; `inc failover` always asks. */
export const isDangerous = (plan: Plan): boolean =>
  plan.kind !== 'runbook' || plan.steps.some(({ danger }) => danger === 'high');

/**
 * @param needed somebody has to agree to this run.
 * @returns why it cannot be confirmed, as far as that can be said without asking anybody.
 */
export function unconfirmed(
  input: Input,
  plan: Plan,
  interactive: boolean,
  needed = true,
): string | undefined {
  const typed = flagText(input, 'confirm');
  if (typed !== undefined && typed !== plan.target)
    return `--confirm ${typed} is not the target, ${plan.target}`;
  if (interactive || !needed) return undefined;
  if (typed === undefined && !agreedInAdvance(input, plan))
    return flagSet(input, 'yes')
      ? `--yes does not confirm this plan: --confirm ${plan.target} does`
      : 'nobody confirmed it';
  return flagText(input, 'reason')?.trim() ? undefined : 'no reason was given';
}

const agreedInAdvance = (input: Input, plan: Plan): boolean =>
  flagSet(input, 'yes') && plan.confirm === 'yes';

/** Asks for what was not given on the command line; only reached where somebody can answer, or nothing is missing. */
export async function confirmation(
  input: Input,
  plan: Plan,
  world: Pick<World, 'prompt'>,
  needed = true,
): Promise<{ readonly reason: string } | { readonly refused: string }> {
  if (!needed) return { reason: flagText(input, 'reason')?.trim() || 'no reason was given' };
  const reason =
    flagText(input, 'reason')?.trim() || (await (await world.prompt()).text('Reason (recorded):')).trim();
  if (reason === '') return { refused: 'no reason was given' };
  if (flagText(input, 'confirm') === plan.target || agreedInAdvance(input, plan)) return { reason };
  const typed = (await (await world.prompt()).text(`Type ${plan.target} to go ahead:`)).trim();
  return typed === plan.target
    ? { reason }
    : { refused: `${typed === '' ? 'nothing' : typed} was typed, not ${plan.target}` };
}
