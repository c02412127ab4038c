/** What one record proves about plans and checks. */
import type { CheckStatus, EventData, PlanVerdict } from '../record/events.ts';
import type { Fold } from './fold.ts';

/** A run of a plan, as it began. `at` is RFC 3339. */
export interface TrailRun extends Pick<
  EventData['plan.started'],
  'run' | 'name' | 'scripts' | 'drill' | 'rehearsal'
> {
  readonly at: string;
  /** `verified` for good, also when it was undone afterwards; absent: no end is recorded. */
  readonly verdict?: PlanVerdict;
}

/** What a check answered over time. `days`: how long its certificate was still valid when that was asked last. */
export interface TrailCheck {
  readonly last: { readonly status: CheckStatus; readonly at: string };
  readonly wasOk: boolean;
  readonly days?: { readonly left: number; readonly at: string };
}

export interface Trail {
  readonly runs: readonly TrailRun[];
  /** By name. */
  readonly checks: ReadonlyMap<string, TrailCheck>;
}

const isLater = (a: { readonly at: string }, b: { readonly at: string } | undefined): boolean =>
  b === undefined || Date.parse(a.at) >= Date.parse(b.at);

const later = <T extends { readonly at: string }>(a: T, b: T | undefined): T =>
  b === undefined || isLater(a, b) ? a : b;

/** Of two trails of one check, what both prove. */
export function joined(a: TrailCheck, b: TrailCheck | undefined): TrailCheck {
  if (!b) return a;
  const days = a.days ? later(a.days, b.days) : b.days;
  return { last: later(a.last, b.last), wasOk: a.wasOk || b.wasOk, ...(days ? { days } : {}) };
}

/** Machines measured all of this: nothing of it can be amended or retracted. */
export function trailFold(): Fold<Trail> {
  const runs = new Map<string, TrailRun>();
  const checks = new Map<string, TrailCheck>();
  return {
    add({ type, data, at }) {
      switch (type) {
        case 'plan.started': {
          const { run, name, scripts, drill, rehearsal } = data;
          // A rollback begins it again.
          if (runs.has(run)) break;
          const marks = { ...(drill ? { drill } : {}), ...(rehearsal ? { rehearsal } : {}) };
          runs.set(run, { run, name, scripts, at, ...marks });
          break;
        }
        case 'plan.finished': {
          const begun = runs.get(data.run);
          if (begun && begun.verdict !== 'verified') runs.set(data.run, { ...begun, verdict: data.verdict });
          break;
        }
        case 'check.finished': {
          const { check, kind, status, perfdata } = data;
          const left = kind === 'tls' ? perfdata.find(({ label }) => label === 'days')?.value : undefined;
          const seen: TrailCheck = {
            last: { status, at },
            wasOk: status === 'OK',
            ...(typeof left === 'number' ? { days: { left, at } } : {}),
          };
          checks.set(check, joined(seen, checks.get(check)));
          break;
        }
        default:
          break;
      }
    },
    end: () => ({ runs: [...runs.values()], checks }),
  };
}

/** Every record of the store, as far as an audit looks at it. */
export interface Evidence {
  readonly runs: readonly TrailRun[];
  readonly checks: ReadonlyMap<string, TrailCheck>;
}

/** What all records prove together. */
export function evidenceOf(trails: readonly Trail[]): Evidence {
  const checks = new Map<string, TrailCheck>();
  for (const trail of trails)
    for (const [name, seen] of trail.checks) checks.set(name, joined(seen, checks.get(name)));
  return { runs: trails.flatMap(({ runs }) => runs), checks };
}
