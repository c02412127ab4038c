import type { Check, CheckResult, Prober } from '../core/checks/check.ts';
import { duration } from '../core/time/duration.ts';
import type { CheckStatus, Happening } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Executor } from '../plan/execute.ts';
import type { Plan } from '../plan/plan.ts';
import { keep } from '../plan/program.ts';

export interface Soaked {
  readonly relapsed: boolean;
  readonly summary: string;
}

export interface Soaking {
  readonly run: string;
  readonly incident: string;
  readonly execution: Pick<Executor, 'append'>;
  readonly probe: Prober;
}

type Ports = Pick<World, 'mono' | 'sleep' | 'interruption' | 'watcher' | 'journal'>;

const note = (kind: 'note' | 'observation', text: string): Happening => ({
  type: 'note.added',
  data: { kind, text, tags: ['soak'] },
});

/**
 * Watches what was verified for a while, in the foreground; the verdict is durable already. Each new status is
 * recorded, and how the watch ended. A relapse is an answer that the plan does not accept; Ctrl-C ends the watch.
 * Throws Fault TERMINATED when the process is told to end.
 */
export async function soak(plan: Plan, soaking: Soaking, world: Ports): Promise<Soaked> {
  const { run, incident, execution, probe } = soaking;
  const { soakMs = 0, verify, title } = plan;
  const everyMs = Math.min(...verify.map((each) => each.everyMs));
  const names = verify.map(({ check }) => check).join(', ');
  const started = world.mono();
  const last = new Map<string, CheckStatus>();
  const passed = (): string => duration(world.mono() - started);
  world.watcher.told(
    `inc: verified; watching ${names} for ${duration(soakMs)}: Ctrl-C ends that (--no-soak leaves it out)`,
  );

  async function changed(result: CheckResult): Promise<void> {
    if (last.get(result.check) === result.status) return;
    last.set(result.check, result.status);
    const { output: text = '', printed = { total: 0, omitted: 0, redactions: 0 }, ...data } = result;
    const output = keep(world.journal, incident, text, printed);
    await execution.append({
      type: 'check.finished',
      data: { ...data, run, ...(output ? { output } : {}) },
    });
  }

  /** @returns the first answer that is not accepted. */
  async function round(): Promise<CheckResult | undefined> {
    const results = await Promise.all(
      verify.map(({ check }) => probe(plan.checks[check] as Check, world.interruption)),
    );
    if (world.interruption.aborted) return undefined;
    for (const result of results) await changed(result);
    return results.find(({ status }, at) => !verify[at]?.accept.includes(status));
  }

  for (;;) {
    const red = await round();
    if (red) {
      const text = `${red.check} ${red.status} ${passed()} after it was verified: ${red.summary}`;
      await execution.append(note('observation', `Relapse after ${title}: ${text}`));
      return { relapsed: true, summary: `relapse: ${text}` };
    }
    if (!world.interruption.aborted && world.mono() - started >= soakMs) {
      const text = `${duration(soakMs)} without a relapse`;
      await execution.append(note('note', `Soak of ${title}: ${text}`));
      return { relapsed: false, summary: `soaked for ${text}` };
    }
    world.watcher.doing(`soak: ${names} well for ${passed()} of ${duration(soakMs)}; Ctrl-C ends it`);
    const left = Math.max(0, soakMs - (world.mono() - started));
    await world.sleep(Math.min(everyMs, left), world.interruption).catch((error: unknown) => {
      if (!world.interruption.aborted) throw error;
    });
    world.watcher.doing(undefined);
    if (!world.interruption.aborted) continue;
    const reason: unknown = world.interruption.reason;
    const by = reason instanceof Fault && reason.code === 'TERMINATED' ? 'TERM' : 'Ctrl-C';
    const text = `ended by ${by} after ${passed()} of ${duration(soakMs)}, without a relapse so far`;
    await execution.append(note('note', `Soak of ${title}: ${text}`));
    if (by === 'TERM') throw reason;
    return { relapsed: false, summary: `soak ${text}` };
  }
}
