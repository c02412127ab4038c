import type { Check, CheckResult } from '../core/check.ts';
import type { CheckStatus, Happening } from '../core/events.ts';
import type { Job, Ports } from './job.ts';
import type { Plan, Verify } from './plan.ts';
import { noWorseThan, poll, type Polled } from './polling.ts';
import { keep } from './program.ts';

type Before = Readonly<Record<string, CheckStatus>>;

/** The checks that are asked before the first step: what must be well, and what `verify` will be compared with. */
export function namesBefore(plan: Plan): string[] {
  return [...new Set([...plan.preflight, ...plan.verify].map(({ check }) => check))];
}

const joined = (polled: readonly Polled[]): Polled => ({
  ok: polled.every(({ ok }) => ok),
  summary: polled.map(({ summary }) => summary).join('; ') || 'nothing to ask',
});

/** Asks a plan's checks; each new status of one becomes an event of the run. */
export function asking(
  { plan, incident, run }: Job,
  world: Ports,
  append: (happening: Happening) => Promise<void>,
) {
  async function changed(result: CheckResult): Promise<void> {
    const { check, kind, status, summary, perfdata, ms, output = '' } = result;
    const blob = keep(world.journal, incident, output, { total: output.length, omitted: 0, redactions: 0 });
    const seen = { check, kind, status, summary, perfdata, ms: Math.round(ms), run };
    await append({ type: 'check.finished', data: { ...seen, ...(blob ? { output: blob } : {}) } });
  }

  const verify = (wanted: Verify): Promise<Polled> =>
    poll(plan.checks[wanted.check] as Check, wanted, world, changed);

  return {
    verify,

    /** Each check once. The verify checks may be as bad as they like: they say what "worse" will mean. */
    async preflight(): Promise<Polled> {
      const needed = new Set(plan.preflight.map(({ check }) => check));
      const others = plan.verify.filter(({ check }) => !needed.has(check));
      const any = others.map(async (each) => {
        const accept = noWorseThan('CRITICAL');
        const { ok, summary } = await verify({ ...each, withinMs: 0, passes: 1, accept });
        return { ok, summary: `before: ${summary}` };
      });
      return joined(await Promise.all([...plan.preflight.map(verify), ...any]));
    },

    /** What was asked before, until it is no worse than then: a service may need a moment to come back. */
    async after(before: Before): Promise<Polled> {
      const longest = Math.max(0, ...plan.verify.map(({ withinMs }) => withinMs));
      // In the plan's order, not in that of the answers: two runs of one plan read alike.
      const again = namesBefore(plan).flatMap((check) => {
        const status = before[check];
        if (status === undefined) return [];
        const { withinMs = longest, everyMs = 1000 } = plan.verify.find((each) => each.check === check) ?? {};
        const accept = noWorseThan(status);
        return verify({ check, withinMs, everyMs, passes: 1, accept }).then(({ ok, summary }) => ({
          ok,
          summary: `${summary} (before: ${status})`,
        }));
      });
      return joined(await Promise.all(again));
    },
  };
}
