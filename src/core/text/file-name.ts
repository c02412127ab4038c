import { show } from './screen-text.ts';

const longest = 120;

/**
 * The name under which an attachment is recorded: no path, nothing that a terminal acts on or hides, at most 120
 * characters, of which a cut spares the ending. Never empty: `file` where nothing is left.
 */
export function safeName(given: string): string {
  const name = show(given.split(/[/\\]/).findLast((part) => /[^.\s]/.test(part)) ?? '').trim() || 'file';
  const chars = Array.from(name);
  if (chars.length <= longest) return name;
  const ending = Array.from(/\.[^.\s]{1,15}$/u.exec(name)?.[0] ?? '');
  return [...chars.slice(0, longest - ending.length - 1), '…', ...ending].join('');
}
