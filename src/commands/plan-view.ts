import type { CheckStatus } from '../core/record/events.ts';
import { duration } from '../core/time/duration.ts';
import { shownProgram, type Plan, type Verify } from '../plan/plan.ts';
import type { PlanView } from '../render/views/act.ts';

const wanted = ({ check, withinMs, passes, accept }: Verify): string =>
  `${check} ${accept.join(' or ')}${withinMs === 0 ? '' : `, ${passes} in a row within ${duration(withinMs)}`}`;

/**
 * What a person sees before agreeing: every program in full, its undo, and how the checks stand.
 *
 * @param before the checks' last statuses; undefined when nothing was asked (a dry run).
 * @param age milliseconds since they were asked.
 * @param overrides what is set aside to run it, in words.
 * @param drill its incident is a drill.
 */
export function planView(
  plan: Plan,
  before: Readonly<Record<string, CheckStatus>> | undefined,
  age: number,
  {
    overrides = [],
    drill = false,
  }: { readonly overrides?: readonly string[]; readonly drill?: boolean } = {},
): PlanView {
  const seen = ({ check }: Verify): string =>
    before === undefined
      ? ''
      : ` (${before[check] ?? 'not known'}, seen ${age < 1000 ? 'just now' : `${duration(age)} ago`})`;
  return {
    kind: 'plan',
    name: plan.name,
    title: plan.title,
    planKind: plan.kind,
    target: plan.target,
    preflight: plan.preflight.map((each) => wanted(each) + seen(each)),
    steps: plan.steps.map(({ id, title, do: act, undo, danger, when, skipped }) => ({
      id,
      title,
      run: act.kind === 'ask' ? null : shownProgram(act),
      undo: undo ? shownProgram(undo) : null,
      danger,
      ...(skipped && when !== undefined ? { skipped: `when ${when} is not so` } : {}),
    })),
    verify: plan.verify.map((each) => wanted(each) + seen(each)),
    ...(overrides.length > 0 ? { overrides } : {}),
    ...(drill ? { drill: plan.rehearsal ?? ('for real' as const) } : {}),
    ...(plan.soakMs === undefined ? {} : { soakMs: plan.soakMs }),
  };
}
