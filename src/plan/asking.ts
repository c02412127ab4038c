import type { Check, CheckResult } from '../core/checks/check.ts';
import type { CheckStatus, Happening } from '../core/record/events.ts';
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
  ...(polled.some(({ leftover }) => leftover) ? { leftover: true } : {}),
});

/** Asks a plan's checks; each new status of one becomes an event of the run. */
export function asking(
  { plan, incident, run, overridden = new Set() }: Job,
  world: Ports,
  append: (happening: Happening) => Promise<void>,
) {
  async function changed(result: CheckResult): Promise<void> {
    const { check, kind, status, summary, perfdata, ms, output = '', printed } = result;
    const whole = { total: new TextEncoder().encode(output).length, omitted: 0, redactions: 0 };
    const blob = keep(world.journal, incident, output, printed ?? whole);
    const seen = { check, kind, status, summary, perfdata, ms: Math.round(ms), run };
    await append({ type: 'check.finished', data: { ...seen, ...(blob ? { output: blob } : {}) } });
  }

  const verify = (wanted: Verify, told = changed): Promise<Polled> =>
    poll(plan.checks[wanted.check] as Check, wanted, world, told);

  /** All at once; what each saw first is recorded in the order of the plan, not of who answered fastest. */
  function together(wanted: readonly Verify[]): Promise<Polled>[] {
    let turn = Promise.resolve();
    return wanted.map((each) => {
      const before = turn;
      let pass: () => void = () => undefined;
      turn = new Promise((resolve) => (pass = resolve));
      const inTurn = async (result: CheckResult): Promise<void> => {
        await before;
        await changed(result);
        pass();
      };
      return verify(each, inTurn).finally(pass);
    });
  }

  return {
    verify,

    /** Each check once. The verify checks may be as bad as they like: they say what "worse" will mean. */
    async preflight(): Promise<Polled> {
      const needed = new Set(plan.preflight.map(({ check }) => check));
      const others = plan.verify.filter(({ check }) => !needed.has(check));
      const accept = noWorseThan('CRITICAL');
      const whatever = (each: Verify): Verify => ({ ...each, withinMs: 0, passes: 1, accept });
      const must = plan.preflight.map((each) => (overridden.has(each.check) ? whatever(each) : each));
      const seen = await Promise.all(together([...must, ...others.map(whatever)]));
      const told = (summary: string, check: string | undefined): string => {
        if (check === undefined) return `before: ${summary}`;
        return overridden.has(check) ? `${summary} (accepted by --override)` : summary;
      };
      return joined(
        seen.map((each, at) => ({ ...each, summary: told(each.summary, plan.preflight[at]?.check) })),
      );
    },

    /** The plan's verifies, each once: all of them must hold now, not one after the other. */
    async confirm(): Promise<Polled> {
      const once = plan.verify.map((each) => ({ ...each, withinMs: 0, passes: 1 }));
      return joined(await Promise.all(together(once)));
    },

    /** What was asked before, until it is no worse than then: a service may need a moment to come back. */
    async after(before: Before): Promise<Polled> {
      const longest = Math.max(0, ...plan.verify.map(({ withinMs }) => withinMs));
      // In the plan's order, not in that of the answers: two runs of one plan read alike.
      const names = namesBefore(plan).filter((check) => before[check] !== undefined);
      const again = names.map((check) => {
        const own = plan.verify.find((each) => each.check === check);
        const { withinMs = longest, everyMs = 1000, passes = 1 } = own ?? {};
        return { check, withinMs, everyMs, passes, accept: noWorseThan(before[check] as CheckStatus) };
      });
      const seen = await Promise.all(together(again));
      return joined(
        seen.map((each, at) => ({
          ...each,
          summary: `${each.summary} (before: ${before[names[at] as string]})`,
        })),
      );
    },
  };
}
