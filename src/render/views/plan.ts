/** Plans that are checked in: listed, shown, read for mistakes. Plain values; see view.ts. */
import type { PlanVerdict } from '../../core/record/events.ts';
import type { DryRunView } from './act.ts';

/** How a plan was run last. `verdict` null: it was started, and no end is recorded. Times are RFC 3339. */
interface LastRun {
  readonly incident: string;
  readonly run: string;
  readonly at: string;
  readonly by: string;
  readonly verdict: PlanVerdict | null;
}

export interface RunbooksView {
  readonly kind: 'runbooks';
  /** Null: there is no catalogue, so that no plan has a name. */
  readonly catalogue: string | null;
  readonly runbooks: readonly {
    readonly name: string;
    readonly file: string;
    readonly syntax: 'yaml' | 'markdown';
    readonly planKind: string;
    readonly title: string;
    readonly target: string;
    readonly steps: number;
    /** Mistakes that keep it from running: `inc runbook lint` says which. */
    readonly problems: number;
    readonly lastRun: LastRun | null;
    readonly lastDrill: LastRun | null;
  }[];
}

/** A plan as it stands in its file; nothing of it was run. */
export interface RunbookView {
  readonly kind: 'runbook';
  readonly name: string;
  readonly file: string;
  readonly title: string;
  readonly planKind: string;
  readonly target: string;
  readonly variables: readonly {
    readonly name: string;
    readonly ask: string | null;
    /** Null: somebody has to say it. */
    readonly default: string | null;
    readonly choices: readonly string[] | null;
    readonly pattern: string | null;
    readonly secret: boolean;
  }[];
  readonly preflight: readonly string[];
  readonly steps: DryRunView['steps'];
  readonly verify: readonly string[];
  readonly onFailure: 'rollback' | 'stop';
  readonly checks: DryRunView['checks'];
  /** What a person does before it runs: types the target, or `--yes` is enough, or nothing; or agrees to each step. */
  readonly confirm: 'target' | 'yes' | 'none' | 'each step';
  readonly soakMs: number;
  readonly cooldownMs: number;
}

export interface LintView {
  readonly kind: 'lint';
  readonly plans: readonly string[];
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly severity: 'error' | 'warning';
    readonly rule: string;
    readonly message: string;
  }[];
}
