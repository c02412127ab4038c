import type { Catalogue } from '../core/catalogue.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Plan } from '../plan/plan.ts';
import { withoutSecretVars } from '../plan/variables.ts';
import type { Input } from './command.ts';
import type { FoundRun } from './found-run.ts';
import { digestOf } from './keep-plan.ts';
import { scriptsOf } from './plan-scripts.ts';
import { planOf } from './planned.ts';
import { freeVars } from './variables.ts';

/** A plan as its run began with it; or what is missing, which only a person can bring. */
export type RecordedPlan = { readonly plan: Plan } | { readonly missing: string };

function stored(name: string, incident: string, { journal }: Pick<World, 'journal'>): Plan | undefined {
  const bytes = journal.getBlob(incident, name);
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Plan;
  } catch {
    return undefined;
  }
}

/** Variables that `valuesFor` did not find a value of. */
const lackingIn = ({ details }: Fault): readonly string[] =>
  (details as { readonly lacking?: readonly string[] } | undefined)?.lacking ?? [];

/** What only the command line can bring: the same command once more, with it. */
const lacking = (what: string, names: readonly string[], again: string): Fault =>
  new Fault('USAGE', what, { hint: [again, ...names.map((name) => `-V ${name}=…`)].join(' ') });

/** Values of secret variables are never written down: they are given anew. Throws Fault USAGE where nobody gave them. */
async function withSecrets(plan: Plan, again: string, input: Input, world: World): Promise<RecordedPlan> {
  const given = freeVars(input);
  const vars = { ...plan.vars };
  const absent: string[] = [];
  for (const name of plan.secrets ?? []) {
    const value =
      given[name] ??
      (world.terminal.interactive
        ? await (await world.prompt()).text(`${name} (not recorded):`, { secret: true })
        : undefined);
    if (value === undefined) absent.push(name);
    else vars[name] = value;
  }
  if (absent.length > 0)
    throw lacking(`a secret is not recorded, and nobody said it: ${absent.join(', ')}`, absent, again);
  return { plan: { ...plan, vars } };
}

/**
 * The plan of a run, from the record alone. Where a secret was cut out of it, from the catalogue, if that still compiles
 * to the same. Throws Fault USAGE where a value is lacking, with what to type.
 */
export async function recordedPlan(
  { run, begun: { data } }: FoundRun,
  incident: string,
  input: Input,
  world: World,
  verb: 'rollback' | 'runbook resume',
): Promise<RecordedPlan> {
  const again = `inc ${verb} ${run.slice(0, 8)}`;
  const kept = stored(data.plan, incident, world);
  if (kept && digestOf(kept) === data.digest) return withSecrets(kept, again, input, world);
  const lost = kept ? 'a secret was cut out of the recorded plan' : 'the recorded plan is not here';
  const catalogue: Catalogue | undefined = await world.catalogue(incident);
  if (!catalogue) return { missing: `${lost}, and there is no catalogue to read it from` };
  try {
    const flags = { ...input.flags, drill: data.rehearsal !== undefined };
    const { plan } = await planOf({ args: [data.name], flags }, world, incident);
    if (digestOf(withoutSecretVars(plan)) === data.digest) return { plan };
    return { missing: `${lost}, and the catalogue's plan ${data.name} is another one by now` };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const names = lackingIn(error);
    if (error.code === 'USAGE') throw names.length > 0 ? lacking(error.message, names, again) : error;
    return { missing: `${lost}, and the catalogue's cannot be taken: ${error.message}` };
  }
}

/** Programs that are gone, or not what they were when the run began, in words; undefined: all are the same. */
export async function changedScripts(
  plan: Plan,
  before: Readonly<Record<string, string>>,
  world: Pick<World, 'files' | 'env'>,
): Promise<string | undefined> {
  try {
    const now = await scriptsOf(plan, world);
    const changed = Object.keys(before).filter((file) => now[file] !== before[file]);
    return changed.length > 0 ? `changed since the run began: ${changed.join(', ')}` : undefined;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.message;
  }
}
