import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { Happening } from '../../core/record/events.ts';
import { Fault } from '../../core/faults.ts';
import type { Receipt } from '../../core/ports/record-ports.ts';
import { append, syncFolder } from './append.ts';
import type { Composed } from './appender.ts';
import { findHeads, type Heads } from './tail.ts';
import { codeOf, isTrouble, reasonOf } from '../../core/trouble.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Where an event goes that could not be written home. One file per append, so that a merge never races with
 * another process that spools at the same moment.
 */
function put(state: string, incident: string, id: string, lines: readonly string[]): string {
  const folder = `${state}/spool/${incident}`;
  const draft = `${folder}/.${id}`;
  const fd = openIn(folder, draft);
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

/** A merge takes an empty folder away, maybe just before the file is made in it. */
function openIn(folder: string, draft: string): number {
  for (let attempt = 1; ; attempt++) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    try {
      return openSync(draft, 'wx', 0o600);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === 3) throw error;
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What an event that cannot be written home refers to: the heads of what can be read. */
export function readableHeads(state: string, incident: string, log: string): Heads {
  const names = namesIn(log).filter((name) => name.endsWith('.jsonl'));
  const fds = [...names.map((name) => `${log}/${name}`), ...spoolFiles(state, incident)].flatMap((path) => {
    try {
      return [openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)];
    } catch {
      return [];
    }
  });
  try {
    return findHeads(fds.filter((fd) => fstatSync(fd).isFile()));
  } finally {
    for (const fd of fds) closeSync(fd);
  }
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
        '     the next command that writes to this incident takes it along',
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
  const names = namesIn(folder).filter((name) => /^[^.].*\.jsonl$/.test(name));
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
    rmdirSync(`${state}/spool/${incident}`);
  } catch (error) {
    if (!isTrouble(error)) throw error;
  }
}
