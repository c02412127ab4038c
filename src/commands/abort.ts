import { Fault } from '../core/faults.ts';
import type { Locks } from '../core/ports/lock-ports.ts';
import type { World } from '../core/ports/ports.ts';
import type { Act, Progress } from '../plan/progress.ts';
import { progressOf } from '../plan/progress.ts';
import { askText } from './asking.ts';
import { incidentFor } from './asked-incident.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { exclusive } from './exclusive.ts';
import { foundRun } from './found-run.ts';
import { answer } from './run-answer.ts';

/** How long (milliseconds) an `inc` that was told to stop may take: its step's own grace, and a little more. */
const patience = 20_000;
const look = 200;

type Held = Extract<ReturnType<Locks['take']>, { kind: 'held' }>;

/**
 * `inc runbook abort [RUN]`: ends a run as it stands. Its `inc`, wherever it runs on this machine, is told to stop, then
 * what is left of its step; nothing is undone.
 */
export async function abortRun(input: Input, world: World): Promise<Outcome> {
  world.clock.live();
  const started = world.mono();
  const incident = await incidentFor(input, world, 'runbook abort');
  const { run, begun } = await foundRun(input.args[0], incident, world, {
    verb: 'runbook abort',
    open: true,
  });
  const reason = await askText(
    flagText(input, 'reason')?.trim(),
    'Why (recorded):',
    'inc runbook abort needs a reason',
    'inc runbook abort --reason "the wrong data centre"',
    world,
  );
  const progressNow = async (): Promise<Progress> => progressOf(run, await world.journal.read(incident));
  const why = `aborted by ${world.identity.by}: ${reason}`;
  await world.journal.append(incident, [
    {
      type: 'note.added',
      data: { kind: 'decision', text: `Abort run ${run.slice(0, 8)}: ${reason}`, tags: ['abort'] },
    },
  ]);

  const supervisors = await world.supervisors();
  const { name, rehearsal } = begun.data;
  const plan = { name, cooldownMs: 0, ...(rehearsal ? { rehearsal } : {}) };
  const lock = await untilFree(
    () => exclusive(input, { plan, run, incident, resumes: true }, world, () => Promise.resolve()),
    (held) => supervisors.stop(held.holder.pid),
    world,
  );
  try {
    const open = (await progressNow()).acts.find(({ state }) => state === 'open');
    if (open) await ended(open, supervisors, incident, run);
    const progress = await progressNow();
    const acted = progress.acts.some(({ role, never }) => (role === 'do' || role === 'ask') && !never);
    const verdict = progress.finished ?? (acted ? 'needs a human' : 'failed');
    if (!progress.finished)
      await world.journal.append(incident, [{ type: 'plan.finished', data: { run, verdict, summary: why } }]);
    lock.release(world.clock.now(), verdict);
    const answering = { plan: begun.data, incident, run, started, notes: [], troubles: [] };
    return await answer(answering, { verdict, summary: why }, world);
  } catch (error) {
    lock.release(world.clock.now(), 'open');
    throw error;
  }
}

/** Takes the lock once whoever holds it has stopped, as it is told to. Throws Fault BUSY when it does not. */
async function untilFree<T>(
  take: () => Promise<T>,
  stop: (held: Held) => void,
  world: Pick<World, 'mono' | 'sleep' | 'interruption'>,
): Promise<T> {
  const began = world.mono();
  let told = false;
  for (;;) {
    try {
      return await take();
    } catch (error) {
      const held =
        error instanceof Fault && error.code === 'BUSY' ? (error.details as Held | undefined) : undefined;
      if (held?.why !== 'running' || world.mono() - began > patience) throw error;
      if (!told) stop(held);
      told = true;
      await world.sleep(look, world.interruption);
    }
  }
}

/** What still runs of a step is told to end, and waited for. */
async function ended(
  { role, step, attempt, spawned, by = '' }: Act,
  supervisors: Awaited<ReturnType<World['supervisors']>>,
  incident: string,
  run: string,
): Promise<void> {
  const act = { run, step, attempt, role };
  const living = supervisors.fate(act, spawned, by.slice(by.lastIndexOf('@') + 1));
  if (living === 'unknown') return;
  const now = new AbortController();
  now.abort();
  await supervisors.follow({ ...act, incident }, living, { signal: now.signal });
}
