import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { kill } from 'node:process';
import { codeOf } from '../../core/trouble.ts';

/** What tells one process from every other, also from a later one with its number (proc(5)). */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot; `''` where there is no /proc. */
  readonly start: string;
  readonly boot: string;
  /** The namespace in which the number means something. */
  readonly ns: string;
  readonly host: string;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Fields of /proc/PID/stat from the third on: the name before them may hold blanks and brackets. */
function stat(
  pid: number | string,
): { readonly state: string; readonly group: number; readonly start: string } | undefined {
  const text = read(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  return text === '' ? undefined : { state, group: Number(fields[2]), start: fields[19] ?? '' };
}

const gone = (state: string): boolean => state === 'Z' || state === 'X';

const boot = (): string => read('/proc/sys/kernel/random/boot_id');

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** A process group may be there although this process may not signal it. */
function answers(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

export const identityOf = (pid: number): ProcessIdentity => ({
  pid,
  start: stat(pid)?.start ?? '',
  boot: boot(),
  ns: namespace(),
  host: hostname(),
});

/** Whether that process lives. `unknown`: it ran on another machine, or where this one cannot look. */
export function fateOf({ pid, start, boot: was, ns, host }: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (host !== hostname()) return 'unknown';
  const now = boot();
  // Another boot of this machine: nothing of the one before is left.
  if (was !== now) return was === '' || now === '' ? 'unknown' : 'dead';
  if (ns !== namespace()) return 'unknown';
  const seen = stat(pid);
  if (seen) return seen.start === start && !gone(seen.state) ? 'alive' : 'dead';
  if (!answers(pid)) return 'dead';
  // Without /proc a number in use says nothing about who uses it.
  return 'unknown';
}

/** Who lives of a process group whose leader started then. Only for a machine and namespace that are this one's. */
export function livingOf(group: number, start: string): readonly number[] {
  const leader = stat(group);
  // The kernel gives a number away again only when no group bears it.
  if (leader && leader.start !== start) return [];
  const pids =
    read('/proc/self/stat') === '' ? [] : readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  if (pids.length === 0) return answers(-group) ? [group] : [];
  return pids
    .filter((pid) => {
      const seen = stat(pid);
      return seen !== undefined && seen.group === group && !gone(seen.state);
    })
    .map(Number);
}

/**
 * Processes that bear all these variables and began no earlier than `since` (as `ProcessIdentity.start`): what a
 * child started and left its group with. Only on Linux, and only those whose environment may be read (proc(5)).
 */
export function bearersOf(variables: Readonly<Record<string, string>>, since: string): readonly number[] {
  const wanted = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  if (wanted.length === 0 || since === '') return [];
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      const environment = read(`/proc/${pid}/environ`).split('\0');
      if (!wanted.every((each) => environment.includes(each))) return false;
      const seen = stat(pid);
      return seen !== undefined && !gone(seen.state) && Number(seen.start) >= Number(since);
    })
    .map(Number);
}

/** Processes whose command line holds these words, one after the other. Only on Linux (proc(5)). */
export function startedWith(words: readonly string[]): readonly number[] {
  const wanted = `\0${words.join('\0')}\0`;
  if (read('/proc/self/stat') === '') return [];
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && `${read(`/proc/${pid}/cmdline`)}\0`.includes(wanted))
    .filter((pid) => {
      const seen = stat(pid);
      return seen !== undefined && !gone(seen.state);
    })
    .map(Number);
}
