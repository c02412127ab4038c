import type { Check, CheckResult } from '../core/check.ts';
import type { World } from '../core/ports.ts';
import type { Plan } from './plan.ts';

/** One run of a plan. */
export interface Job {
  readonly plan: Plan;
  readonly incident: string;
  readonly run: string;
  /** Generation of the lock that is held; scripts find it as INC_FENCE. */
  readonly fence?: number;
  /** A person's answer to a step that asks; absent: there is nobody. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Preflight checks that are accepted whatever they answer. */
  readonly overridden?: ReadonlySet<string>;
  /** A step's process group has begun. @returns called when it has ended. */
  readonly onSpawn?: (pid: number) => () => void;
  /** Redacted output of the running step, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** What a run needs of the world. */
export interface Ports extends Pick<
  World,
  'journal' | 'store' | 'runner' | 'mono' | 'sleep' | 'interruption'
> {
  /** Aborted: what runs is to die at once. */
  readonly killing?: AbortSignal;
  /** Asks one system one question; `checks` know how. */
  probe(check: Check, signal: AbortSignal): Promise<CheckResult>;
}
