import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { Happening } from '../core/events.ts';
import { Fault } from '../core/faults.ts';
import type { Receipt } from '../core/ports.ts';
import { append, syncFolder } from './append.ts';
import type { Composed } from './appender.ts';
import { isTrouble, reasonOf } from './trouble.ts';

/**
 * Where an event goes that could not be written home. One file per append, so that a merge never races with
 * another process that spools at the same moment.
 */
function put(state: string, incident: string, id: string, lines: readonly string[]): string {
  const folder = `${state}/spool/${incident}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${folder}/.${id}`;
  const fd = openSync(draft, 'wx', 0o600);
  try {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  const file = `${folder}/${id}.jsonl`;
  renameSync(draft, file);
  for (const made of [folder, `${state}/spool`, state]) syncFolder(made);
  return file;
}

/**
 * Keeps elsewhere what could not be written home.
 *
 * @throws Fault IO with the unwritten events in its details when it could be kept nowhere; the error itself
 *   when it is an answer and not a trouble.
 */
export function putAside(
  state: string,
  incident: string,
  composed: readonly Composed[],
  happenings: readonly Happening[],
  error: unknown,
): NonNullable<Receipt['trouble']> {
  if (!isTrouble(error)) throw error;
  try {
    const lines = composed.map(({ line }) => line);
    const reason = reasonOf(error);
    const file = put(state, incident, composed[0]?.event.id ?? '', lines);
    return {
      reason,
      file,
      told: [
        `inc: not in the record yet: ${reason} · it is safe in ${file}`,
        '     the next command that can write to the record takes it along',
      ],
    };
  } catch (second) {
    throw new Fault(
      'IO',
      `NOT RECORDED: ${reasonOf(error)}; nor could it be kept in the spool: ${reasonOf(second)}`,
      {
        hint: 'the text is printed above: keep it, free some space, and repeat the command',
        details: { unwritten: happenings },
        cause: error,
      },
    );
  }
}

export function spoolFiles(state: string, incident: string): string[] {
  const folder = `${state}/spool/${incident}`;
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^[^.].*\.jsonl$/.test(name));
  return names.toSorted().map((name) => `${folder}/${name}`);
}

/** Lines that waited go home; a file is dropped only after its lines are durable there. Trouble leaves them waiting. */
export function mergeSpool(state: string, incident: string, log: string, name: string, now: number): void {
  try {
    for (const file of spoolFiles(state, incident)) {
      const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
      append(log, name, now, () => lines);
      unlinkSync(file);
    }
  } catch (error) {
    if (!isTrouble(error)) throw error;
  }
}
