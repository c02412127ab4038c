import type { Happening } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import type { Receipt } from '../core/ports/record-ports.ts';
import { asking, namesBefore } from './asking.ts';
import { acting, detached, type Means } from './acts.ts';
import { endings, type Conclusion } from './endings.ts';
import type { Job, Ports } from './job.ts';
import { menus } from './menus.ts';
import { confirmation, next, type Decision } from './next.ts';
import type { Program } from './plan.ts';
import { orderOf } from './program.ts';
import type { Progress } from './progress.ts';
import { running } from './running.ts';
import { passOver, settle } from './settling.ts';

export interface Executor {
  /** Asks every check that the plan names, once; records what it saw. */
  preflight(): Promise<void>;
  readonly progress: Progress;
  /** Appends to the incident's record. What could not be written home is kept in `troubles`. */
  append(...happenings: readonly Happening[]): Promise<void>;
  readonly troubles: readonly NonNullable<Receipt['trouble']>[];
  /** Goes on until the plan is done; `plan.finished`, or `plan.refused`, is the last thing it records, unless it is left open. */
  toTheEnd(): Promise<Conclusion>;
}

const titleOf = (checks: readonly string[]): string => checks.join(', ') || 'no checks';

/**
 * Runs one plan: asks `next`, makes the start durable, acts, records the end; again. Everything it knows of the
 * run is the fold of what is recorded.
 */
export function executor(job: Job, world: Ports): Executor {
  const { plan } = job;
  const state = running(job, world);
  const causes = { failure: '', undo: '' };
  /** What went on when it was interrupted. */
  let during = '';

  const checks = asking(job, world, (happening) => state.append(happening));
  const acts = acting(state, (role, { ok, summary }) => {
    causes[role === 'undo' || role === 'after' ? 'undo' : 'failure'] = ok ? '' : summary;
  });
  const menu = menus(state);
  const ends = endings(state);

  async function preflight(attempt?: number): Promise<void> {
    during = 'preflight';
    const again = state.progress.acts.filter(({ role }) => role === 'preflight').length + 1;
    await acts.act(
      'preflight',
      { step: 'preflight', attempt: attempt ?? again, title: titleOf(namesBefore(plan)) },
      () => checks.preflight(),
    );
    if (!state.stopped()) during = '';
  }

  async function step(
    {
      step: { do: what, id, title, retry, ...rest },
      attempt,
    }: Pick<Extract<Decision, { do: 'step' }>, 'step' | 'attempt'>,
    means: Means,
  ): Promise<typeof detached | 'nobody' | undefined> {
    const before = state.progress.acts.findLast((act) => act.role === 'do' && act.step === id);
    if (before?.state === 'failed')
      // An abort ends the pause; the loop sees it.
      await world.sleep(retry.delayMs, world.interruption).catch((error: unknown) => {
        if (!state.stopped()) throw error;
      });
    if (state.stopped()) return undefined;
    if (what.kind === 'ask' ? !job.ask : rest.tty && !job.person) return 'nobody';
    if (what.kind === 'ask') {
      during = what.question;
      await acts.act('ask', { step: id, attempt, title: what.question }, () => acts.question(what.question));
      return undefined;
    }
    during = title;
    const order = orderOf(what, { step: id, attempt, role: 'do' }, rest, job, world);
    return acts.program(order, title, { tty: rest.tty === true, means });
  }

  async function offered(
    { step: as, attempt }: Pick<Extract<Decision, { do: 'step' }>, 'step' | 'attempt'>,
    means: Means,
  ): Promise<typeof detached | 'nobody' | undefined> {
    const chosen = await menu.offer(as, attempt);
    return chosen ? step({ step: chosen, attempt }, means) : undefined;
  }

  /** @returns undefined: it goes on. */
  async function decided(
    decision: Exclude<Decision, { do: 'done' }>,
    means: Means,
  ): Promise<typeof detached | 'nobody' | undefined> {
    switch (decision.do) {
      case 'preflight':
        await preflight(decision.attempt);
        return undefined;
      case 'skip':
        await passOver(decision, state);
        return undefined;
      case 'offer':
        return offered(decision, means);
      case 'step':
        return job.offering ? offered(decision, means) : step(decision, means);
      case 'choose':
        await menu.choose(decision.act, [decision.why, causes.failure].filter(Boolean).join(': '));
        return undefined;
      case 'verify': {
        const { id, verify, attempt } = decision;
        during = verify.check;
        await acts.act('verify', { step: id, attempt, title: verify.check }, () => checks.verify(verify));
        return undefined;
      }
      case 'confirm': {
        const title = titleOf(plan.verify.map(({ check }) => check));
        during = title;
        await acts.act('verify', { step: confirmation, attempt: decision.attempt, title }, () =>
          checks.confirm(),
        );
        return undefined;
      }
      case 'undo': {
        const { undo, id, title, ...rest } = decision.step;
        during = title;
        const what = undo as Program;
        const order = orderOf(what, { step: id, attempt: decision.attempt, role: 'undo' }, rest, job, world);
        return acts.program(order, title, { tty: rest.tty === true, means });
      }
      case 'after': {
        const title = titleOf(namesBefore(plan));
        during = title;
        await acts.act('after', { step: 'after', attempt: decision.attempt, title }, () =>
          checks.after(state.progress.before),
        );
        return undefined;
      }
      case 'settle': {
        const answer = await settle(decision.act, state, { checks, acts, supervisors: means.supervisors });
        return answer === 'settled' ? undefined : answer;
      }
    }
  }

  async function toTheEnd(): Promise<Conclusion> {
    // Loaded before anything is recorded as started: what cannot be loaded has not begun.
    const supervisors = await world.supervisors?.();
    const runner =
      supervisors && !job.offering && !plan.steps.some(({ tty }) => tty) ? undefined : await world.runner();
    try {
      return await onward({ supervisors, runner });
    } catch (error) {
      if (!ends.acted() || !(error instanceof Fault)) throw error;
      if (error.code === 'INTERRUPTED' || error.code === 'TERMINATED') return ends.left(error);
      return ends.givenUp(error);
    }
  }

  async function onward(means: Means): Promise<Conclusion> {
    for (;;) {
      const { progress } = state;
      const isOpen = progress.acts.some((act) => act.state === 'open');
      if (state.stopped() && !progress.finished && !progress.refused) {
        if (isOpen) return ends.left(state.stopped()?.why);
        if (!(progress.begun && (await menu.afterwards()))) await state.append(ends.cutShort(during));
      }
      during = '';
      const decision = next(plan, state.progress);
      if (decision.do !== 'done') {
        const answer = await decided(decision, means);
        if (answer === detached) return ends.detached(during);
        if (answer === 'nobody') return ends.left(state.stopped()?.why);
        continue;
      }
      const { verdict, why } = decision;
      const told = verdict === 'verified' ? [why] : [why, causes.failure, causes.undo];
      if (!state.progress.finished && !state.progress.refused)
        await state.append(ends.conclude(verdict, told.filter((text) => text !== '').join(' · ')));
      const interruption = state.stopped();
      return {
        verdict,
        summary: ends.summary(),
        ...(interruption ? { interruption: interruption.why } : {}),
      };
    }
  }

  return {
    preflight: () => preflight(),
    append: (...happenings) => state.append(...happenings),
    toTheEnd,
    troubles: state.troubles,
    get progress() {
      return state.progress;
    },
  };
}
