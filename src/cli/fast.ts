import { note } from '../commands/note.ts';
import type { Writing, Written } from '../commands/writing.ts';
import { acknowledge } from '../render/acknowledge.ts';
import { fastParse } from './fast-parse.ts';
import { plainFlags } from './flags.ts';

declare const __VERSION__: string;

/** What a run printed and how it ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const noteVerbs = new Set(['note', 'n', 'log']);

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

async function ended({ view, verdict, notes = [] }: Written, quiet: boolean): Promise<Ended> {
  return {
    stdout: acknowledge(view, quiet),
    stderr: notes.map((text) => `${text}\n`).join(''),
    exit: verdict === 'ok' ? 0 : (await import('../core/exit-codes.ts')).verdictExit(verdict),
  };
}
