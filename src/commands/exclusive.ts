import { duration } from '../core/time/duration.ts';
import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import type { Lock, Locks } from '../core/ports/lock-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { lockName, type Plan } from '../plan/plan.ts';
import { flagSet, flagTexts, type Input } from './command.ts';
import { resumeHint } from './run-answer.ts';

/** What `--override` names: preflight checks that are accepted whatever they answer. Throws Fault USAGE for any other. */
export function overriddenIn(input: Input, plan: Plan): ReadonlySet<string> {
  const known = plan.preflight.map(({ check }) => check);
  for (const name of flagTexts(input, 'override')) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new Fault('USAGE', `--override ${name}: no preflight check of ${plan.name} is called so`, {
      hint: meant
        ? `did you mean ${meant}?`
        : known.length > 0
          ? `its preflight checks are ${known.join(', ')}; what verifies it cannot be overridden`
          : 'it has no preflight checks; what verifies it cannot be overridden',
    });
  }
  return new Set(flagTexts(input, 'override'));
}

/** What was set aside to get the lock, in words for the record. */
export const brokenBy = ({ broken, cutShortMs }: Lock): string[] => [
  ...(broken ? [`lock of ${broken.by} (process ${broken.pid} on ${broken.host})`] : []),
  ...(cutShortMs === undefined ? [] : [`cool-down: ${duration(cutShortMs)} left`]),
];

const clockTime = (at: string): string => at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');

function refusal(
  plan: Pick<Plan, 'cooldownMs'>,
  answer: Exclude<ReturnType<Locks['take']>, Lock>,
  incident: string,
): { readonly why: string; readonly hint: string } {
  if (answer.kind === 'cooling')
    return {
      why: `cooling down: ${duration(answer.leftMs)} of ${duration(plan.cooldownMs ?? 0)} left since ${answer.last.by} ran it`,
      hint: 'wait, or run it all the same: --no-cooldown --reason "…"',
    };
  const { holder, pids, file } = answer;
  const who = `${holder.by}, since ${clockTime(holder.at)}, process ${holder.pid} on ${holder.host}`;
  switch (answer.why) {
    case 'running':
      return { why: `already running: ${who}`, hint: `see how it goes: inc timeline -i ${holder.incident}` };
    case 'step':
      return {
        why: `inc died in the middle of it (${who}), and what its step started still runs: process ${pids.join(', ')}`,
        hint: `watch it to its end: ${resumeHint(holder.run)}${holder.incident === incident ? '' : ` -i ${holder.incident}`} · or end it; to run it all the same: --break-lock --reason "…"`,
      };
    case 'unknown':
      return {
        why: `nobody here can tell whether it still runs: ${who} · ${file}`,
        hint: 'when you are sure that it does not: --break-lock --reason "…"',
      };
  }
}

/**
 * Takes the plan's lock. Throws Fault BUSY, with the refusal recorded, when somebody else runs it or it cools down;
 * `--no-cooldown` and `--break-lock` set that aside.
 */
export async function exclusive(
  input: Input,
  {
    plan,
    run,
    incident,
    resumes = false,
  }: {
    readonly plan: Pick<Plan, 'name' | 'cooldownMs' | 'rehearsal'>;
    readonly run: string;
    readonly incident: string;
    readonly resumes?: boolean;
  },
  world: Pick<World, 'locks' | 'clock' | 'identity'>,
  refuse: (why: string) => Promise<unknown>,
): Promise<Lock> {
  const answer = (await world.locks()).take({
    plan: lockName(plan),
    run,
    incident,
    by: world.identity.by,
    now: world.clock.now(),
    cooldownMs: plan.cooldownMs ?? 0,
    resumes,
    ignore: { cooldown: resumes || flagSet(input, 'noCooldown'), holder: flagSet(input, 'breakLock') },
  });
  if (answer.kind === 'taken') return answer;
  const { why, hint } = refusal(plan, answer, incident);
  await refuse(why);
  throw new Fault('BUSY', `${plan.name} is not run: ${why}`, { hint, details: answer });
}
