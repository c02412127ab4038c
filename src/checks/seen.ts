import type { Check, CheckResult } from '../core/checks/check.ts';
import type { CheckStatus, Perfdatum } from '../core/record/events.ts';
import { bounded, fitting } from './bounds.ts';
import { judge } from './limits.ts';

/** What was seen, before limits are held against it. `ms` is how long it took, unrounded. */
export interface Seen {
  readonly status: CheckStatus;
  readonly text: string;
  readonly ms: number;
  readonly perfdata?: readonly Perfdatum[];
}

/** How long a check took, as its perfdata. */
export const timeOf = (ms: number): Perfdatum => ({
  label: 'time',
  value: Math.round(ms) / 1000,
  unit: 's',
  min: 0,
});

/** The answer of a check to what was seen. Limits on something that did not answer would say nothing more. */
export function resultOf(check: Check, { status, text, ms, perfdata = [] }: Seen): CheckResult {
  const all = [...perfdata, timeOf(ms)];
  const judged =
    status === 'OK' || perfdata.length > 0 ? judge(status, check, all, ms) : { status, reasons: [] };
  return {
    check: check.name,
    kind: check.kind,
    status: judged.status,
    summary: bounded([text, ...judged.reasons].join(', ')),
    perfdata: fitting(all),
    ms: Math.round(ms),
  };
}
