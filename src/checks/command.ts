import type { CheckResult, CommandCheck, Probing } from '../core/check.ts';
import { compactDuration } from '../core/duration.ts';
import type { CheckStatus } from '../core/events.ts';
import type { Ended } from '../core/process-ports.ts';
import { stillRuns } from '../core/timeline.ts';
import { bounded, fitting } from './bounds.ts';
import { judge } from './limits.ts';
import { parsePlugin } from './nagios.ts';

const statuses: readonly CheckStatus[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];
/** The Nagios API reads less than this of what a plugin prints. */
const stdoutLimit = 64 * 1024;

/** Why the exit code says nothing about the system; undefined when it does. */
function noAnswer(
  { exit, signal, failure, timedOut, leftover }: Ended,
  { timeout }: CommandCheck,
  stopped: boolean,
): string | undefined {
  if (failure) return failure.message;
  if (timedOut) return `no answer within ${compactDuration(timeout)}${leftover ? `; ${stillRuns}` : ''}`;
  if (stopped) return 'interrupted';
  if (signal !== undefined) return `ended by ${signal}`;
  return exit !== undefined && exit > 3 ? `exit ${exit}` : undefined;
}

/**
 * Runs a Nagios plugin or any other executable: exit 0, 1, 2, 3 is the status, the first line the summary.
 * What does not answer so (another exit code, a signal, a time-out, no such command) is UNKNOWN.
 */
export async function probeCommand(check: CommandCheck, { runner, signal }: Probing): Promise<CheckResult> {
  let stdout = '';
  const { run } = await runner();
  const ended = await run({
    argv: check.argv,
    cwd: check.cwd,
    // Numbers with points, messages that others can search for.
    env: { LC_ALL: 'C' },
    timeout: check.timeout,
    ...(signal ? { signal } : {}),
    onOutput: (text, from) => {
      if (from === 'stdout' && stdout.length < stdoutLimit) stdout += text;
    },
  });
  const { total, omitted, redactions } = ended;
  const told = statuses[ended.exit ?? -1] ?? 'UNKNOWN';
  // A plugin speaks on stdout; one that could not start (a missing library) only on stderr.
  const said = parsePlugin(stdout.trim() === '' ? ended.output : stdout, told);
  const reason = noAnswer(ended, check, signal?.aborted ?? false);
  const { status, reasons } =
    reason === undefined ? judge(told, check, said.perfdata, ended.ms) : { status: told, reasons: [] };
  const first = said.summary || (reason === undefined ? `exit ${ended.exit ?? '?'}, no output` : '');
  const summary = [[reason, first].filter(Boolean).join(': '), ...reasons].join(', ');
  const more =
    bounded(summary) !== summary ||
    said.long !== '' ||
    (stdout.trim() !== '' && ended.output.trim() !== stdout.trim());
  return {
    check: check.name,
    kind: 'command',
    status: reason === undefined ? status : 'UNKNOWN',
    summary: bounded(summary),
    perfdata: fitting(said.perfdata),
    ms: ended.ms,
    ...(ended.leftover ? { leftover: true } : {}),
    ...(more ? { output: ended.output, printed: { total, omitted, redactions } } : {}),
  };
}
