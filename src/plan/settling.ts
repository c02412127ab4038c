import type { SettledAs } from '../core/record/events.ts';
import type { Supervisors } from '../core/ports/supervise-ports.ts';
import { Fault } from '../core/faults.ts';
import type { asking } from './asking.ts';
import { roleOf, type Decision } from './next.ts';
import { detached, type acting } from './acts.ts';
import type { Judgement } from './job.ts';
import type { Act } from './progress.ts';
import type { Plan } from './plan.ts';
import type { Running } from './running.ts';

/** Which of an act's processes live, or that nobody here can tell. */
type Fate = ReturnType<Supervisors['fate']>;

/** What to do about an act that was started and has no recorded end. */
export type Way = 'again' | 'watch' | 'verify' | 'ask';

/** Questions to systems are harmless; a step that runs is watched; one that does not is never run twice unasked. */
export function wayOf(plan: Plan, { role, step: id }: Pick<Act, 'role' | 'step'>, fate: Fate): Way {
  if (role !== 'do' && role !== 'undo') return 'again';
  if (fate === 'unknown') return 'ask';
  if (fate.supervisors.length + fate.others.length > 0) return 'watch';
  const step = role === 'do' ? plan.steps.find((each) => each.id === id) : undefined;
  if (step?.verify) return 'verify';
  return step?.idempotent ? 'again' : 'ask';
}

const isSame = (one: Act, other: Act): boolean =>
  one.role === other.role && one.step === other.step && one.attempt === other.attempt;

const whatFor = (role: Act['role'], step: string): string =>
  role === 'undo' ? `the undo of ${step}` : `step ${step}`;

const choices: readonly { readonly value: SettledAs; readonly name: string }[] = [
  { value: 'done', name: 'done: it did what it should' },
  { value: 'again', name: 'run it again' },
  { value: 'skipped', name: 'skip it' },
  { value: 'failed', name: 'failed: go on as the plan says for that' },
  { value: 'undo', name: 'undo what was done so far' },
  { value: 'stop', name: 'stop here' },
];

/** Its condition does not hold: it is settled without being begun. */
export async function passOver(
  { step, attempt }: Extract<Decision, { do: 'skip' }>,
  state: Running,
): Promise<void> {
  const why = `when ${step.when ?? ''} is not so`;
  const data = {
    run: state.job.run,
    step: step.id,
    attempt,
    role: roleOf(step),
    as: 'skipped',
    why,
  } as const;
  await state.append({ type: 'step.settled', data });
}

/**
 * Judges what was started and has no recorded end. Nothing that acts is done twice unless a person says so, or its
 * plan says that it may be.
 *
 * @returns `nobody`: only a person can judge it, and there is none; `detached`: it runs, and was left alone.
 */
export async function settle(
  act: Act,
  run: Running,
  {
    checks,
    acts,
    supervisors,
  }: {
    readonly checks: ReturnType<typeof asking>;
    readonly acts: ReturnType<typeof acting>;
    readonly supervisors: Supervisors | undefined;
  },
): Promise<'settled' | 'nobody' | typeof detached> {
  const { job } = run;
  const { role, step, attempt } = act;
  const name = { run: job.run, step, attempt, role };
  const settled = async ({ as, why }: Judgement): Promise<'settled'> => {
    await run.append({ type: 'step.settled', data: { ...name, as, why } });
    return 'settled';
  };
  const begunOn = act.by?.slice(act.by.lastIndexOf('@') + 1) ?? '';
  const look = (spawned: Act['spawned']): Fate =>
    supervisors ? supervisors.fate(name, spawned, begunOn) : 'unknown';
  let fate = look(act.spawned);
  if ((role === 'do' || role === 'undo') && fate !== 'unknown') {
    // Only after nothing of it lived, the record can be trusted to hold all that there will be of it.
    const known = await run.reread(name);
    if (known.some(({ type }) => type === 'step.finished')) return 'settled';
    const now = run.progress.acts.find((each) => isSame(each, act))?.spawned;
    if (!act.spawned && now) fate = look(now);
  }
  const said = job.judged?.(act);

  const asked = async (): Promise<'settled' | 'nobody'> => {
    if (said) return settled(said);
    if (!job.person) return 'nobody';
    const prompt = await job.person();
    const where = fate === 'unknown' ? `began on ${begunOn || 'another machine'}` : 'is not running';
    const options = role === 'undo' ? choices.filter(({ value }) => value !== 'undo') : choices;
    const as = await prompt.choose(
      `${whatFor(role, step)} ${where}, and nobody saw its end. How is it?`,
      options,
    );
    const why = (await prompt.text('Why (recorded):')).trim();
    return settled({ as, why: why || 'judged by a person' });
  };

  switch (wayOf(job.plan, act, fate)) {
    case 'again':
      return settled({
        as: 'again',
        why: role === 'do' ? 'interrupted; it is idempotent' : 'interrupted; asked again',
      });
    case 'watch': {
      if (!supervisors || fate === 'unknown') return 'nobody';
      // Who watches sees what they would have seen of one that was begun here; it may have ended meanwhile.
      const known = await run.reread(name);
      run.world.journal.heard(job.incident, known);
      if (known.some(({ type }) => type === 'step.finished')) return 'settled';
      const left = await acts.watched((watching) =>
        supervisors.follow({ ...name, incident: job.incident }, fate, watching),
      );
      if (left.detached) return detached;
      const seen = await run.reread(name);
      run.world.journal.heard(
        job.incident,
        seen.filter(({ type }) => type === 'step.finished'),
      );
      return 'settled';
    }
    case 'verify': {
      if (said) return settled(said);
      const planned = job.plan.steps.find(({ id }) => id === step);
      if (!planned?.verify) throw new Fault('BUG', `step ${step} has no verify`);
      const { ok, summary } = await checks.verify(planned.verify);
      if (run.stopped()) return 'nobody';
      if (ok) return settled({ as: 'done', why: `its verify passed: ${summary}` });
      return planned.idempotent ? settled({ as: 'again', why: `it is idempotent, and ${summary}` }) : asked();
    }
    case 'ask':
      return asked();
  }
}
