import type { Happening, PlanVerdict } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import type { Act } from './progress.ts';
import type { Running } from './running.ts';

export interface Conclusion {
  /** `detached`: its step goes on, and the run waits to be resumed. */
  readonly verdict: PlanVerdict | 'refused' | 'detached';
  readonly summary: string;
  /** Why it stopped, when a person or a signal stopped it: a Fault. The record is durable already. */
  readonly interruption?: unknown;
  /** No end is recorded: it waits to be resumed. */
  readonly open?: true;
  /** What `--settle` calls the act that only a person can judge. */
  readonly unsettled?: string;
}

/** A step, or a question to a person, that began. */
const isActed = ({ role, never }: Act): boolean => (role === 'do' || role === 'ask') && !never;

/** How a run ends, in words and for the record. */
export function endings(state: Running) {
  const { plan, run } = state.job;
  let told = '';

  function conclude(verdict: PlanVerdict | 'refused', summary: string): Happening {
    told = summary;
    return verdict === 'refused'
      ? { type: 'plan.refused', data: { plan: plan.name, why: summary, run } }
      : { type: 'plan.finished', data: { run, verdict, summary } };
  }

  const acted = (): boolean => state.progress.acts.some(isActed);

  return {
    conclude,
    acted,
    /** What was concluded last. */
    summary: (): string => told,

    /** What an interruption leaves behind: once something was started, only a person can say how things are. */
    cutShort(during: string): Happening {
      const why = state.stopped()?.why;
      const by = why instanceof Fault && why.code === 'TERMINATED' ? 'TERM' : 'Ctrl-C';
      if (!state.progress.begun)
        return conclude('refused', `interrupted by ${by} during ${during || 'preflight'}`);
      return conclude(
        acted() ? 'needs a human' : 'failed',
        `interrupted by ${by} ${during === '' ? 'between steps' : `during ${during}`}`,
      );
    },

    /**
     * The run cannot go on: its record cannot be written, say. Nothing acts without a durable start, so nothing is
     * undone either; what ran is told, in the record if that still works.
     */
    async givenUp(fault: Fault): Promise<Conclusion> {
      const { acts } = state.progress;
      const ran = plan.steps.filter(({ id }) => acts.some((act) => act.step === id && isActed(act)));
      const undone = new Set(acts.filter(({ role }) => role === 'undo').map((act) => act.step));
      const left = ran.filter(({ id }) => !undone.has(id)).map(({ id }) => id);
      const summary = `${fault.message}; started and not undone: ${left.join(', ') || 'nothing'}`;
      await state.append(conclude('needs a human', summary)).catch(() => undefined);
      return { verdict: 'needs a human', summary };
    },

    /** What was started runs on under its supervisor. */
    detached: (during: string): Conclusion => ({
      verdict: 'detached',
      summary: `${during} goes on by itself`,
      open: true,
    }),

    /** Left as it is, to be resumed: nothing more is recorded. */
    left(interruption?: unknown): Conclusion {
      const open = state.progress.acts.find((act) => act.state === 'open');
      const { role = 'do', step: id = '' } = open ?? {};
      const summary = open
        ? `${role === 'do' ? 'step' : role} ${id} started, and no end is recorded`
        : interruption === undefined
          ? 'the next step needs a person, and nobody is there'
          : 'interrupted at a question';
      return {
        verdict: 'needs a human',
        summary,
        open: true,
        ...(open && (role === 'do' || role === 'undo')
          ? { unsettled: role === 'undo' ? `undo:${id}` : id }
          : {}),
        ...(interruption === undefined ? {} : { interruption }),
      };
    },
  };
}
