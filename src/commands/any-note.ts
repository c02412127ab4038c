import type { Command } from './command.ts';
import { note } from './note.ts';

const plain = new Set([
  'incident',
  'quiet',
  'kind',
  'tag',
  'at',
  'json',
  'as',
  'config',
  'noInput',
  'noColor',
  'debug',
]);

/** `inc note` off the hot path: what needs the record is loaded for the flags that do. */
export const anyNote: Command = async (input, world) =>
  Object.keys(input.flags).every((flag) => plain.has(flag))
    ? note(input, world)
    : (await import('./note-about.ts')).noteAbout(input, world);
