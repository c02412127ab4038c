import type { Happening, PlanVerdict, StepRole } from '../core/events.ts';
import { Fault } from '../core/faults.ts';
import { recordedArgv } from '../core/recorded-argv.ts';
import type { Runner } from '../core/process-ports.ts';
import type { Receipt } from '../core/record-ports.ts';
import { asking, namesBefore } from './asking.ts';
import type { Job, Ports } from './job.ts';
import { advance, confirmation, next, noProgress, type Decision, type Progress } from './next.ts';
import { argvOf, type Program } from './plan.ts';
import { program, type StepEnd } from './program.ts';

export interface Conclusion {
  readonly verdict: PlanVerdict | 'refused';
  readonly summary: string;
  /** Why it stopped, when a person or a signal stopped it: a Fault. The record is durable already. */
  readonly interruption?: unknown;
}

export interface Executor {
  /** Asks every check that the plan names, once; records what it saw. */
  preflight(): Promise<void>;
  readonly progress: Progress;
  /** Appends to the incident's record. What could not be written home is kept in `troubles`. */
  append(...happenings: readonly Happening[]): Promise<void>;
  readonly troubles: readonly NonNullable<Receipt['trouble']>[];
  /** Goes on until the plan is done; `plan.finished`, or `plan.refused`, is the last thing it records. */
  toTheEnd(): Promise<Conclusion>;
}

interface Named {
  readonly step: string;
  readonly attempt: number;
  readonly title: string;
  readonly argv?: readonly string[];
}

const titleOf = (checks: readonly string[]): string => checks.join(', ') || 'no checks';

/**
 * Runs one plan: asks `next`, makes the start durable, acts, records the end; again. Everything it knows of the
 * run is the fold of what it recorded.
 */
export function executor(job: Job, world: Ports): Executor {
  const { plan, run, incident } = job;
  const troubles: NonNullable<Receipt['trouble']>[] = [];
  let progress = noProgress(run);
  const causes = { failure: '', undo: '' };
  let concluded = '';
  let stopped: { readonly why: unknown } | undefined;

  async function append(...happenings: readonly Happening[]): Promise<void> {
    const receipt = await world.journal.append(incident, happenings);
    if (receipt.trouble) troubles.push(receipt.trouble);
    for (const event of receipt.events) progress = advance(progress, event);
  }

  const ask = asking(job, world, append);

  const interrupted = (): boolean => {
    if (world.interruption.aborted) stopped ??= { why: world.interruption.reason };
    return stopped !== undefined;
  };

  function conclude(verdict: PlanVerdict | 'refused', summary: string): Happening {
    concluded = summary;
    return verdict === 'refused'
      ? { type: 'plan.refused', data: { plan: plan.name, why: summary, run } }
      : { type: 'plan.finished', data: { run, verdict, summary } };
  }

  /** What an interruption leaves behind: once something was started, only a person can say how things are. */
  function cutShort(during: string): Happening {
    const by = stopped?.why instanceof Fault && stopped.why.code === 'TERMINATED' ? 'TERM' : 'Ctrl-C';
    const acted = progress.acts.some(({ role }) => role === 'do' || role === 'ask');
    if (!progress.begun) return conclude('refused', `interrupted by ${by} during ${during}`);
    return conclude(
      acted ? 'needs a human' : 'failed',
      `interrupted by ${by} ${during === '' ? 'between steps' : `during ${during}`}`,
    );
  }

  /** The start is durable before `body` begins; the end says what was seen, also of an interruption. */
  async function act(
    role: StepRole,
    { step, attempt, title, argv }: Named,
    body: () => Promise<StepEnd>,
  ): Promise<void> {
    await append({
      type: 'step.started',
      data: { run, step, attempt, role, title, ...(argv ? { argv: recordedArgv(argv) } : {}) },
    });
    const started = world.mono();
    const end = await body();
    const ms = Math.round(world.mono() - started);
    causes[role === 'undo' || role === 'after' ? 'undo' : 'failure'] = end.ok ? '' : end.summary;
    const finished: Happening = { type: 'step.finished', data: { run, step, attempt, role, ms, ...end } };
    await (interrupted()
      ? append(finished, cutShort(role === 'preflight' ? role : title))
      : append(finished));
  }

  async function question(text: string): Promise<StepEnd> {
    if (!job.ask) return { ok: false, summary: 'nobody to ask' };
    try {
      return (await job.ask(text)) ? { ok: true, summary: 'yes' } : { ok: false, summary: 'no' };
    } catch (error) {
      stopped = { why: error };
      return { ok: false, summary: 'interrupted before an answer' };
    }
  }

  async function preflight(): Promise<void> {
    const attempt = progress.acts.filter(({ role }) => role === 'preflight').length + 1;
    await act('preflight', { step: 'preflight', attempt, title: titleOf(namesBefore(plan)) }, () =>
      ask.preflight(),
    );
  }

  async function step(
    { step, attempt }: Extract<Decision, { do: 'step' }>,
    runner: Pick<Runner, 'run'>,
  ): Promise<void> {
    const { do: what, id, title, retry } = step;
    if (attempt > 1)
      // An abort ends the pause; the loop sees it.
      await world.sleep(retry.delayMs, world.interruption).catch((error: unknown) => {
        if (!interrupted()) throw error;
      });
    if (interrupted()) return;
    if (what.kind === 'ask')
      await act('ask', { step: id, attempt, title: what.question }, () => question(what.question));
    else
      await act('do', { step: id, attempt, title, argv: argvOf(what) }, () =>
        program(what, step, step.accept, job, world, runner),
      );
  }

  async function decided(
    decision: Exclude<Decision, { do: 'done' }>,
    runner: Pick<Runner, 'run'>,
  ): Promise<void> {
    switch (decision.do) {
      case 'preflight':
        return preflight();
      case 'step':
        return step(decision, runner);
      case 'verify': {
        const { id, verify, attempt } = decision;
        return act('verify', { step: id, attempt, title: verify.check }, () => ask.verify(verify));
      }
      case 'confirm':
        return act(
          'verify',
          { step: confirmation, attempt: 1, title: titleOf(plan.verify.map(({ check }) => check)) },
          () => ask.confirm(),
        );
      case 'undo': {
        const { undo, id, title } = decision.step;
        const what = undo as Program;
        return act('undo', { step: id, attempt: 1, title, argv: argvOf(what) }, () =>
          program(what, decision.step, [0], job, world, runner),
        );
      }
      case 'after':
        return act('after', { step: 'after', attempt: 1, title: titleOf(namesBefore(plan)) }, () =>
          ask.after(progress.before),
        );
      case 'settle': {
        const { role, step: id } = decision.act;
        return append(
          conclude('needs a human', `${role === 'do' ? 'step' : role} ${id} started, and no end is recorded`),
        );
      }
    }
  }

  /**
   * The run cannot go on: its record cannot be written, say. Nothing acts without a durable start, so nothing is
   * undone either; what ran is told, in the record if that still works.
   */
  async function givenUp(fault: Fault): Promise<Conclusion> {
    const ran = plan.steps.filter(({ id }) =>
      progress.acts.some(({ role, step }) => step === id && (role === 'do' || role === 'ask')),
    );
    const undone = new Set(progress.acts.filter(({ role }) => role === 'undo').map((act) => act.step));
    const left = ran.filter(({ id }) => !undone.has(id)).map(({ id }) => id);
    const told = `${fault.message}; started and not undone: ${left.join(', ') || 'nothing'}`;
    const ending = conclude('needs a human', told);
    await append(ending).catch(() => undefined);
    return { verdict: 'needs a human', summary: told };
  }

  async function toTheEnd(): Promise<Conclusion> {
    // Loaded before anything is recorded as started: what cannot be loaded has not begun.
    const runner = await world.runner();
    try {
      return await onward(runner);
    } catch (error) {
      const acted = progress.acts.some(({ role }) => role === 'do' || role === 'ask');
      if (!acted || !(error instanceof Fault)) throw error;
      return givenUp(error);
    }
  }

  async function onward(runner: Pick<Runner, 'run'>): Promise<Conclusion> {
    for (;;) {
      if (interrupted() && !progress.finished && !progress.refused) await append(cutShort(''));
      const decision = next(plan, progress);
      if (decision.do !== 'done') {
        await decided(decision, runner);
        continue;
      }
      const { verdict, why } = decision;
      const told = verdict === 'verified' ? [why] : [why, causes.failure, causes.undo];
      if (!progress.finished && !progress.refused)
        await append(conclude(verdict, told.filter((text) => text !== '').join(' · ')));
      return { verdict, summary: concluded, ...(stopped ? { interruption: stopped.why } : {}) };
    }
  }

  return {
    preflight,
    append,
    toTheEnd,
    troubles,
    get progress() {
      return progress;
    },
  };
}
