import type { Check, CheckResult } from '../core/checks/check.ts';
import type { SettledAs } from '../core/record/events.ts';
import type { Prompt } from '../core/ports/person-ports.ts';
import type { World } from '../core/ports/ports.ts';
import type { Supervisors } from '../core/ports/supervise-ports.ts';
import type { Plan, Step } from './plan.ts';
import type { Act, Progress } from './progress.ts';

/** What a person says of an act. */
export interface Judgement {
  readonly as: SettledAs;
  readonly why: string;
}

/** The step as it is to run, which a person may have changed; or what is to come of it instead. */
export type Offered = { readonly run: Step } | Judgement;

/** One run of a plan. */
export interface Job {
  readonly plan: Plan;
  readonly incident: string;
  readonly run: string;
  /** Generation of the lock that is held; scripts find it as INC_FENCE. */
  readonly fence?: number;
  /** Where it stands already; absent: it begins. */
  readonly progress?: Progress;
  /** A person's answer to a step that asks; absent: there is nobody. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Who chooses what is to come of a step; absent: nobody. */
  readonly person?: () => Promise<Prompt>;
  /** A person's say on each step before it runs, in place of the plain menus. */
  readonly offering?: (step: Step, attempt: number) => Promise<Offered>;
  /** What was said beforehand about an act whose end nobody saw. */
  readonly judged?: (act: Act) => Judgement | undefined;
  /** Preflight checks that are accepted whatever they answer. */
  readonly overridden?: ReadonlySet<string>;
  /** A step's process group has begun, where nobody else supervises it. @returns called when it has ended. */
  readonly onSpawn?: (pid: number) => () => void;
  /** Redacted output of the running step, as it comes. */
  readonly onOutput?: (text: string) => void;
  /** While the answer is not called, a step runs that can be left alone: `detach`, aborted, does so. */
  readonly detachable?: () => { readonly detach: AbortSignal; readonly end: () => void };
}

/** What a run needs of the world. */
export interface Ports extends Pick<
  World,
  'journal' | 'store' | 'runner' | 'mono' | 'sleep' | 'interruption'
> {
  /** Aborted: what runs is to die at once. */
  readonly killing?: AbortSignal;
  /** What was interrupted is dealt with: the next Ctrl-C is a first one. */
  readonly calm?: () => void;
  /** Steps run under processes of their own, which outlive this one; absent: they end with it. */
  readonly supervisors?: () => Promise<Supervisors>;
  /** Asks one system one question; `checks` know how. */
  probe(check: Check, signal: AbortSignal): Promise<CheckResult>;
}
