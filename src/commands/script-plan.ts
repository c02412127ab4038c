import { checkFromText } from '../checks/from-text.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Check } from '../core/checks/check.ts';
import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import { fromFlags } from '../plan/from-flags.ts';
import type { Plan } from '../plan/plan.ts';
import { flagText, flagTexts, type Input } from './command.ts';

/** What a script is told by flags, a plan says itself: to leave a check out unseen would be to verify something else. */
const scriptFlags = [
  'verify',
  'undo',
  'preflight',
  'target',
  'timeout',
  'within',
  'passes',
  'every',
] as const;

export function refuseScriptFlags(plan: string, input: Input): void {
  const odd = scriptFlags.find((name) => flagTexts(input, name).length > 0);
  if (odd === undefined) return;
  throw new Fault('USAGE', `--${odd} is for a script; the plan says it`, {
    hint: `nothing was run; what it says: inc failover ${plan} --dry-run; to change that, edit the plan`,
  });
}

/** A plain script with its flags, as a plan. Throws Fault NOT_FOUND for a check that there is not. */
export function fromScript(
  words: readonly string[],
  input: Input,
  cwd: string,
  catalogue: Catalogue | undefined,
): Plan {
  const known = catalogue?.checks ?? {};
  const check = (typed: string): Check => {
    const found = Object.hasOwn(known, typed) ? known[typed] : checkFromText(typed, { cwd });
    if (found) return found;
    const meant = nearest(typed, Object.keys(known));
    throw new Fault('NOT_FOUND', `no check is called ${typed}`, {
      hint: meant ? `did you mean ${meant}?` : `a script or a URL needs no catalogue: ./${typed}, http://…`,
    });
  };
  const optional = (name: 'undo' | 'target' | 'timeout' | 'within' | 'passes' | 'every') => {
    const typed = flagText(input, name);
    return typed === undefined ? {} : { [name]: typed };
  };
  return fromFlags({
    words,
    verify: flagTexts(input, 'verify').map(check),
    preflight: flagTexts(input, 'preflight').map(check),
    ...optional('undo'),
    ...optional('target'),
    ...optional('timeout'),
    ...optional('within'),
    ...optional('passes'),
    ...optional('every'),
    cwd,
  });
}
