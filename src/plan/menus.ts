import type { SettledAs } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import type { Prompt } from '../core/ports/person-ports.ts';
import { undoable } from './next.ts';
import type { Act } from './progress.ts';
import type { Running } from './running.ts';
import { roleOf } from './next.ts';
import type { Step } from './plan.ts';

type Choice = 'again' | 'skipped' | 'undo' | 'stop';

const reason = async (prompt: Prompt, question: string, otherwise: string): Promise<string> =>
  (await prompt.text(question)).trim() || otherwise;

/** What a person may decide about a step, and puts into the record. Without a person, `stop`. */
export function menus(run: Running) {
  const { job } = run;
  const settled = (
    { role, step, attempt }: Pick<Act, 'role' | 'step' | 'attempt'>,
    as: SettledAs,
    why: string,
  ): Promise<void> =>
    run.append({ type: 'step.settled', data: { run: job.run, step, attempt, role, as, why } });
  const canUndo = (): boolean => undoable(job.plan, run.progress.acts).length > 0;

  return {
    /** What failed: once more, past it, back, or no further. */
    async choose(act: Act, why: string): Promise<void> {
      // It is offered again, with everything that can be done about it.
      if (job.offering) return settled(act, 'again', why);
      if (!job.person) return settled(act, 'stop', `${why}; nobody to ask`);
      const prompt = await job.person();
      const all: readonly { readonly value: Choice; readonly name: string }[] = [
        { value: 'again', name: act.role === 'verify' ? 'check again' : 'try again' },
        { value: 'skipped', name: 'skip it, with a reason' },
        { value: 'undo', name: 'undo what was done so far' },
        { value: 'stop', name: 'stop here' },
      ];
      const as = await prompt.choose(
        `${why}. What now?`,
        canUndo() ? all : all.filter(({ value }) => value !== 'undo'),
      );
      return settled(act, as, as === 'skipped' ? await reason(prompt, 'Why (recorded):', why) : why);
    },

    /** Step by step. @returns the step as it is to run; undefined: it is not. */
    async offer(step: Step, attempt: number): Promise<Step | undefined> {
      const act = { role: roleOf(step), step: step.id, attempt };
      if (job.offering) {
        const offered = await job.offering(step, attempt);
        if ('run' in offered) return offered.run;
        await settled(act, offered.as, offered.why);
        return undefined;
      }
      if (!job.person) {
        await settled(act, 'stop', 'step by step, and nobody to ask');
        return undefined;
      }
      const prompt = await job.person();
      const all: readonly { readonly value: 'run' | Choice; readonly name: string }[] = [
        { value: 'run', name: 'run it' },
        { value: 'skipped', name: 'skip it, with a reason' },
        { value: 'undo', name: 'undo what was done so far' },
        { value: 'stop', name: 'stop here' },
      ];
      const as = await prompt.choose(
        `Step ${step.id}: ${step.title}`,
        canUndo() ? all : all.filter(({ value }) => value !== 'undo'),
      );
      if (as === 'run') return step;
      const why = await reason(prompt, 'Why (recorded):', 'a person decided so');
      await settled(act, as, why);
      return undefined;
    },

    /** After Ctrl-C: whether to undo what was done, or to leave all as it is. */
    async afterwards(): Promise<boolean> {
      const why = run.stopped()?.why;
      const act = run.progress.acts.findLast(
        ({ role, never }) => (role === 'do' || role === 'ask') && !never,
      );
      const terminated = why instanceof Fault && why.code === 'TERMINATED';
      if (!job.person || !run.world.calm || !act || terminated || !canUndo()) return false;
      if (run.progress.acts.some(({ chosen }) => chosen === 'undo')) return false;
      run.goOn();
      try {
        const prompt = await job.person();
        const answer = await prompt.choose('Stopped. What was done so far:', [
          { value: 'leave', name: 'leave it as it is' },
          { value: 'undo', name: 'undo it' },
        ]);
        if (answer === 'undo') {
          await settled(act, 'undo', 'interrupted by Ctrl-C');
          return true;
        }
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
      run.stop(why);
      return false;
    },
  };
}
