import type { EventData, OutputRef } from '../core/events.ts';
import type { Ended, Runner } from '../core/process-ports.ts';
import type { Journal } from '../core/record-ports.ts';
import { stillRuns } from '../core/timeline.ts';
import type { Job, Ports } from './job.ts';
import { argvOf, type Program, type Step } from './plan.ts';
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

/** Runs a step's program, or its undo. Ends well only with an accepted exit code, in time, and not interrupted. */
export async function program(
  what: Program,
  { id, timeoutMs, cwd }: Pick<Step, 'id' | 'timeoutMs' | 'cwd'>,
  accept: readonly number[],
  { plan, incident, run, fence, onOutput, onSpawn }: Job,
  { store, journal, interruption, killing }: Pick<Ports, 'store' | 'journal' | 'interruption' | 'killing'>,
  runner: Pick<Runner, 'run'>,
): Promise<StepEnd> {
  const env = {
    ...plan.vars,
    INC_INCIDENT: incident,
    INC_RUN: run,
    INC_STEP: id,
    INC_HOME: store.path,
    ...(fence === undefined ? {} : { INC_FENCE: String(fence) }),
  };
  const ended = await runner.run({
    argv: argvOf(what),
    cwd: cwd ?? plan.cwd,
    env,
    timeout: timeoutMs,
    grace,
    signal: interruption,
    ...(killing ? { kill: killing } : {}),
    ...(onSpawn ? { onSpawn } : {}),
    ...(onOutput ? { onOutput } : {}),
  });
  const { total, omitted, redactions } = ended;
  const output = keep(journal, incident, ended.output, { total, omitted, redactions });
  const unkept = ended.output && !output ? '; its output could not be kept' : '';
  return {
    ok: ended.exit !== undefined && accept.includes(ended.exit) && !ended.timedOut && !interruption.aborted,
    summary: endedAs(ended, timeoutMs, interruption.aborted) + unkept,
    ...(ended.exit === undefined ? {} : { exit: ended.exit }),
    ...(ended.signal === undefined ? {} : { signal: ended.signal }),
    ...(output ? { output } : {}),
    ...(ended.leftover ? { leftover: true } : {}),
  };
}

function endedAs(
  { exit, signal, failure, timedOut, output, leftover }: Ended,
  timeoutMs: number,
  aborted: boolean,
): string {
  const left = leftover ? `; ${stillRuns}` : '';
  if (failure) return failure.message + left;
  const end = signal === undefined ? `exit ${exit ?? 'unknown'}` : `stopped by ${signal}`;
  if (timedOut) return `${end}: still running after ${seconds(timeoutMs)}${left}`;
  if (aborted) return `${end}: interrupted${left}`;
  const line = exit === 0 ? '' : (output.trimEnd().split('\n').at(-1) ?? '').trim().slice(0, 200);
  return `${end}${line ? `: ${line}` : ''}${left}`;
}
