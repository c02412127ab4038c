import type { CheckResult, CommandCheck, Probing } from '../core/checks/check.ts';
import { compactDuration } from '../core/time/duration.ts';
import type { CheckStatus } from '../core/record/events.ts';
import type { Ended } from '../core/ports/process-ports.ts';
import { stillRuns } from '../core/incident/timeline.ts';
import { bounded, fitting } from './bounds.ts';
import { judge } from './limits.ts';
import { parsePlugin } from './nagios.ts';

const statuses: readonly CheckStatus[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];
/**
 * Where packages put plugins (Debian and SUSE; Fedora; FreeBSD and Homebrew; Nagios's own): no PATH has these, and
 * everybody who writes a command for a monitoring system leaves the folder out.
 */
const pluginFolders = [
  '/usr/lib/nagios/plugins',
  '/usr/lib64/nagios/plugins',
  '/usr/local/libexec/nagios',
  '/usr/local/nagios/libexec',
];
/** execvp(3) without PATH. */
const usualPath = '/usr/local/bin:/usr/bin:/bin';

/** The Nagios API reads less than this of what a plugin prints. */
const stdoutLimit = 64 * 1024;

const firstLine = (text: string): string => /\S.*/.exec(text)?.[0].trimEnd() ?? '';

/** Why the exit code says nothing about the system; undefined when it does. */
function noAnswer(
  { exit, signal, failure, timedOut, leftover }: Ended,
  { timeout }: CommandCheck,
  stopped: boolean,
): string | undefined {
  if (failure) return failure.message.replace(/ in PATH$/, ' in PATH, nor among the plugins');
  if (timedOut) return `no answer within ${compactDuration(timeout)}${leftover ? `; ${stillRuns}` : ''}`;
  if (stopped) return 'interrupted';
  if (signal !== undefined) return `ended by ${signal}`;
  return exit !== undefined && exit > 3 ? `exit ${exit}` : undefined;
}

/**
 * Runs a Nagios plugin or any other executable: exit 0, 1, 2, 3 is the status, the first line the summary.
 * What does not answer so (another exit code, a signal, a time-out, no such command) is UNKNOWN.
 */
export async function probeCommand(
  check: CommandCheck,
  { runner, signal, env }: Probing,
): Promise<CheckResult> {
  let stdout = '';
  let stderr = '';
  const { run } = await runner();
  const ended = await run({
    argv: check.argv,
    cwd: check.cwd,
    // Numbers with points, messages that others can search for.
    env: { LC_ALL: 'C', PATH: [env['PATH'] || usualPath, ...pluginFolders].join(':') },
    timeout: check.timeout,
    ...(signal ? { signal } : {}),
    onOutput: (text, from) => {
      if (from === 'stdout' && stdout.length < stdoutLimit) stdout += text;
      if (from === 'stderr' && stderr.length < stdoutLimit) stderr += text;
    },
  });
  const { total, omitted, redactions } = ended;
  const told = statuses[ended.exit ?? -1] ?? 'UNKNOWN';
  // A plugin speaks on stdout; one that could not start (a missing library) only on stderr.
  const said = parsePlugin(stdout.trim() === '' ? ended.output : stdout, told);
  const reason = noAnswer(ended, check, signal?.aborted ?? false);
  const { status, reasons } =
    reason === undefined ? judge(told, check, said.perfdata, ended.ms) : { status: told, reasons: [] };
  // A wrong option: what is wrong with it stands there, and on stdout how it is used.
  const complaint = told === 'UNKNOWN' && /^usage\b/i.test(said.summary) ? firstLine(stderr) : '';
  const first =
    complaint || said.summary || (reason === undefined ? `exit ${ended.exit ?? '?'}, no output` : '');
  const words = [reason, first].filter(Boolean).join(': ');
  // Many plugins end a list with its separator.
  const summary = [reasons.length > 0 ? words.replace(/[;,]$/, '') : words, ...reasons].join(', ');
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
