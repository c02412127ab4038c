import type { EventData, OutputRef } from '../core/record/events.ts';
import type { Attached, Ended } from '../core/ports/process-ports.ts';
import type { Journal } from '../core/ports/record-ports.ts';
import type { ActName, Order } from '../core/ports/supervise-ports.ts';
import { stillRuns } from '../core/incident/timeline.ts';
import type { Job, Ports } from './job.ts';
import { argvOf, lockName, type Program, type Step } from './plan.ts';
import { seconds } from './polling.ts';

/** What was seen of something that was started. */
export type StepEnd = Pick<
  EventData['step.finished'],
  'ok' | 'summary' | 'exit' | 'signal' | 'output' | 'leftover'
>;

/** Between TERM and KILL (milliseconds): a step that is told to stop may still tidy up. */
const grace = 10_000;

/** Output as a blob of the record; undefined when there is none, or when it could not be written. */
export function keep(
  journal: Pick<Journal, 'putBlob'>,
  incident: string,
  text: string,
  counts: Pick<OutputRef, 'total' | 'omitted' | 'redactions'>,
): OutputRef | undefined {
  const bytes = new TextEncoder().encode(text);
  try {
    return bytes.length === 0
      ? undefined
      : { blob: journal.putBlob(incident, bytes), bytes: bytes.length, ...counts };
  } catch {
    // The end of the step matters more than what it printed, and fits where the output does not.
    return undefined;
  }
}

/** Everything that running a step's program, or its undo, needs to know. An undo's only good exit code is 0. */
export function orderOf(
  what: Program,
  { step, attempt, role }: Pick<ActName, 'step' | 'attempt' | 'role'>,
  { timeoutMs, cwd, accept }: Pick<Step, 'timeoutMs' | 'cwd' | 'accept'>,
  { plan, incident, run, fence }: Job,
  { store }: Pick<Ports, 'store'>,
): Order {
  const given = fence === undefined ? {} : { fence };
  return {
    incident,
    run,
    step,
    attempt,
    role,
    plan: lockName(plan),
    ...given,
    argv: argvOf(what),
    cwd: cwd ?? plan.cwd,
    env: {
      ...plan.vars,
      INC_INCIDENT: incident,
      INC_RUN: run,
      INC_STEP: step,
      INC_HOME: store.path,
      ...(plan.secrets ? { INC_SECRETS: plan.secrets.join(' ') } : {}),
      ...(fence === undefined ? {} : { INC_FENCE: String(fence) }),
    },
    timeoutMs,
    graceMs: grace,
    accept: role === 'undo' ? [0] : accept,
  };
}

/**
 * How an order ended, for the record: well only with an accepted exit code, in time, and not interrupted.
 *
 * @param stopped it was told to stop; by whom, as far as that is known.
 */
export function endOf(
  ended: Ended,
  { incident, timeoutMs, accept }: Pick<Order, 'incident' | 'timeoutMs' | 'accept'>,
  journal: Pick<Journal, 'putBlob'>,
  stopped: { readonly by?: string | undefined } | undefined,
): StepEnd {
  const { total, omitted, redactions } = ended;
  const output = keep(journal, incident, ended.output, { total, omitted, redactions });
  const unkept = ended.output && !output ? '; its output could not be kept' : '';
  return {
    ok: ended.exit !== undefined && accept.includes(ended.exit) && !ended.timedOut && !stopped,
    summary: endedAs(ended, timeoutMs, stopped) + unkept,
    ...(ended.exit === undefined ? {} : { exit: ended.exit }),
    ...(ended.signal === undefined ? {} : { signal: ended.signal }),
    ...(output ? { output } : {}),
    ...(ended.leftover ? { leftover: true } : {}),
  };
}

/** The same of one that had the terminal: what it printed, only the person saw. */
export function endAtTerminal(
  { exit, signal, failure }: Attached,
  { accept }: Pick<Order, 'accept'>,
): StepEnd {
  const end =
    failure?.message ?? (signal === undefined ? `exit ${exit ?? 'unknown'}` : `stopped by ${signal}`);
  return {
    ok: exit !== undefined && accept.includes(exit),
    summary: `${end}; it had the terminal, what it printed was not kept`,
    ...(exit === undefined ? {} : { exit }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function endedAs(
  { exit, signal, failure, timedOut, output, leftover }: Ended,
  timeoutMs: number,
  stopped: { readonly by?: string | undefined } | undefined,
): string {
  const left = leftover ? `; ${stillRuns}` : '';
  if (failure) return failure.message + left;
  const end = signal === undefined ? `exit ${exit ?? 'unknown'}` : `stopped by ${signal}`;
  if (timedOut) return `${end}: still running after ${seconds(timeoutMs)}${left}`;
  if (stopped) return `${end}: interrupted${stopped.by ? ` by ${stopped.by}` : ''}${left}`;
  const line = exit === 0 ? '' : (output.trimEnd().split('\n').at(-1) ?? '').trim().slice(0, 200);
  return `${end}${line ? `: ${line}` : ''}${left}`;
}
