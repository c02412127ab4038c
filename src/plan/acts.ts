import type { StepRole } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { recordedArgv } from '../core/redaction/recorded-argv.ts';
import type { Runner } from '../core/ports/process-ports.ts';
import { shellWords } from '../core/text/shell-words.ts';
import type { Order, Supervised, Supervisors, Watching } from '../core/ports/supervise-ports.ts';
import type { Running } from './running.ts';
import { endAtTerminal, endOf, type StepEnd } from './program.ts';

export interface Named {
  readonly step: string;
  readonly attempt: number;
  readonly title: string;
}

/** What programs run with. */
export interface Means {
  readonly runner?: Runner | undefined;
  readonly supervisors?: Supervisors | undefined;
}

/** It runs on, and this process has let go of it. */
export const detached = Symbol('detached');

/**
 * Does one thing of a run: its start is durable before it begins; its end says what was seen, also of an interruption.
 *
 * @param heard told how each ended.
 */
export function acting(run: Running, heard: (role: StepRole, end: Pick<StepEnd, 'ok' | 'summary'>) => void) {
  const { job, world } = run;

  /** What this process itself does, or watches. */
  async function act(
    role: StepRole,
    { step, attempt, title }: Named,
    body: () => Promise<StepEnd>,
  ): Promise<void> {
    const name = { run: job.run, step, attempt, role };
    await run.append({ type: 'step.started', data: { ...name, title } });
    const began = world.mono();
    const end = await body();
    const ms = Math.round(world.mono() - began);
    heard(role, end);
    await run.append({ type: 'step.finished', data: { ...name, ms, ...end } });
  }

  async function question(text: string): Promise<StepEnd> {
    if (!job.ask) return { ok: false, summary: 'nobody to ask' };
    try {
      return (await job.ask(text)) ? { ok: true, summary: 'yes' } : { ok: false, summary: 'no' };
    } catch (error) {
      run.stop(error);
      return { ok: false, summary: 'interrupted before an answer' };
    }
  }

  const stoppedNow = (): { readonly by?: string } | undefined =>
    world.interruption.aborted ? {} : undefined;

  async function here(order: Order, runner: Pick<Runner, 'run'>): Promise<StepEnd> {
    const { killing, interruption: signal } = world;
    const { argv, cwd, env, timeoutMs: timeout, graceMs: grace } = order;
    const ended = await runner.run({
      argv,
      cwd,
      env,
      timeout,
      grace,
      signal,
      ...(killing ? { kill: killing } : {}),
      ...(job.onSpawn ? { onSpawn: job.onSpawn } : {}),
      ...(job.onOutput ? { onOutput: job.onOutput } : {}),
    });
    return endOf(ended, order, world.journal, stoppedNow());
  }

  async function atTerminal(
    { argv, cwd, env, accept }: Order,
    runner: Pick<Runner, 'attach'>,
  ): Promise<StepEnd> {
    if (!job.person) return { ok: false, summary: 'it needs a terminal, and there is none' };
    return endAtTerminal(await runner.attach({ argv, cwd, env }), { accept });
  }

  /** While a supervised step runs: Ctrl-C reaches it through us, and a person may leave it alone. */
  async function watched<T>(watch: (watching: Watching) => Promise<T>): Promise<T> {
    const key = job.detachable?.();
    try {
      return await watch({
        signal: world.interruption,
        kill: world.killing,
        detach: key?.detach,
        onOutput: job.onOutput,
      });
    } finally {
      key?.end();
    }
  }

  /** @returns `detached` when it goes on without us. */
  async function program(
    order: Order,
    title: string,
    { tty, means: { runner, supervisors } }: { readonly tty: boolean; readonly means: Means },
  ): Promise<typeof detached | undefined> {
    const { step, attempt, role } = order;
    const name = { run: job.run, step, attempt, role };
    const argv = recordedArgv(order.argv);
    await run.append({
      type: 'step.started',
      data: { ...name, title, argv, ...(tty ? { tty: true as const } : {}) },
    });
    const began = world.mono();
    const end = async (seen: StepEnd): Promise<undefined> => {
      heard(role, seen);
      const ms = Math.round(world.mono() - began);
      await run.append({ type: 'step.finished', data: { ...name, ms, ...seen } });
    };
    if (job.plan.rehearsal === 'printed') {
      const words = shellWords(argv);
      job.onOutput?.(`${words}\n`);
      return end({ ok: true, summary: `printed, not run: ${words}` });
    }
    if (!supervisors || tty) {
      if (!runner) throw new Fault('BUG', 'nothing was loaded to run a step with');
      return end(await (tty ? atTerminal(order, runner) : here(order, runner)));
    }
    const supervised: Supervised = await watched((watching) => supervisors.run(order, watching));
    run.take([
      { events: supervised.events },
      ...supervised.troubles.map((trouble) => ({ events: [], trouble })),
    ]);
    world.journal.heard(job.incident, supervised.events);
    if (supervised.detached) return detached;
    const { fault, never } = supervised;
    if (never !== undefined) return end({ ok: false, summary: never });
    if (fault) throw new Fault('IO', fault.message, fault.hint === undefined ? {} : { hint: fault.hint });
    for (const event of supervised.events) if (event.type === 'step.finished') heard(role, event.data);
    return undefined;
  }

  return { act, question, program, watched };
}
