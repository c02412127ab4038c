import type { Recorded } from '../core/record/envelope.ts';
import type { Happening } from '../core/record/events.ts';
import type { Receipt } from '../core/ports/record-ports.ts';
import type { ActName } from '../core/ports/supervise-ports.ts';
import type { Job, Ports } from './job.ts';
import { advance, noProgress, progressOf, type Progress } from './progress.ts';

/** A run while it goes on: what is known of it is the fold of what is recorded. */
export interface Running {
  readonly job: Job;
  readonly world: Ports;
  readonly progress: Progress;
  /** Appends to the incident's record. What could not be written home is kept in `troubles`. */
  append(...happenings: readonly Happening[]): Promise<void>;
  /** Takes in what a supervisor recorded. */
  take(receipts: readonly Pick<Receipt, 'events' | 'trouble'>[]): void;
  /** Reads the record anew: somebody else may have gone on. @returns what it holds of an act, its start and its end. */
  reread(act: ActName): Promise<readonly Recorded[]>;
  readonly troubles: readonly NonNullable<Receipt['trouble']>[];
  /** Why it is to stop: a Fault, of a person or of the system; undefined: it goes on. */
  stopped(): { readonly why: unknown } | undefined;
  stop(why: unknown): void;
  /** What stopped it is dealt with. */
  goOn(): void;
}

export function running(job: Job, world: Ports): Running {
  const troubles: NonNullable<Receipt['trouble']>[] = [];
  let progress = job.progress ?? noProgress(job.run);
  let stopped: { readonly why: unknown } | undefined;

  const take = (receipts: readonly Pick<Receipt, 'events' | 'trouble'>[]): void => {
    for (const { events, trouble } of receipts) {
      if (trouble) troubles.push(trouble);
      for (const event of events) progress = advance(progress, event);
    }
  };
  return {
    job,
    world,
    troubles,
    take,
    get progress() {
      return progress;
    },
    async append(...happenings) {
      take([await world.journal.append(job.incident, happenings)]);
    },
    async reread({ role, step, attempt }) {
      const record = await world.journal.read(job.incident);
      progress = progressOf(job.run, record);
      return record.filter(
        ({ type, data }) =>
          (type === 'step.started' || type === 'step.finished') &&
          data.run === job.run &&
          data.role === role &&
          data.step === step &&
          data.attempt === attempt,
      );
    },
    stopped() {
      if (world.interruption.aborted) stopped ??= { why: world.interruption.reason };
      return stopped;
    },
    stop(why) {
      stopped ??= { why };
    },
    goOn() {
      stopped = undefined;
      world.calm?.();
    },
  };
}
