import type { Outcome } from '../commands/command.ts';
import { note } from '../commands/note.ts';
import type { Writing } from '../commands/writing.ts';
import { verdictExit } from '../core/faults.ts';
import { acknowledge } from '../render/acknowledge.ts';
import { fastParse } from './fast-parse.ts';
import { incidentFlag, noteFlags, quietFlag } from './flags.ts';

declare const __VERSION__: string;

/** What a run printed and how it ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const noteVerbs = new Set(['note', 'n', 'log']);

/** Flags that change who is asked or how things look are rare on a note: commander's path knows them all. */
const plainFlags = [incidentFlag, quietFlag, ...noteFlags];

/**
 * The hot path: a note in words, and the version, with nothing loaded that they do not need.
 *
 * @returns undefined when the whole command line has to be looked at.
 */
export async function runFast(argv: readonly string[], world: Writing): Promise<Ended | undefined> {
  const [verb = '', ...rest] = argv;
  if (verb === '--version') return { stdout: `${__VERSION__}\n`, stderr: '', exit: 0 };
  if (!noteVerbs.has(verb)) return undefined;
  const input = fastParse(rest, plainFlags);
  if (!input || ['', '-'].includes(input.args.join(' ').trim())) return undefined;
  return ended(await note(input, world), input.flags['quiet'] === true);
}

function ended(outcome: Outcome, quiet: boolean): Ended {
  const { view, verdict, notes = [] } = outcome;
  if (view.kind !== 'recorded') throw new TypeError(`a note answered with ${view.kind}`);
  return {
    stdout: acknowledge(view, quiet),
    stderr: notes.map((text) => `${text}\n`).join(''),
    exit: verdictExit(verdict),
  };
}
