import type { ImportedRow } from '../core/pasted/rows.ts';
import type { World } from '../core/ports/ports.ts';
import { show } from '../core/text/screen-text.ts';
import type { Found } from './import-finding.ts';

/** Of how many rows it is said one by one what their times were taken for. */
const mostTold = 20;

/** What a preview would have said: how days and zones were told, and which times are not as they were written. */
export function takenFor(notes: readonly string[], rows: readonly ImportedRow[]): readonly string[] {
  const odd = rows.filter((row) => row.notes.length > 0);
  const told = odd.slice(0, mostTold).map((row) => `line ${row.line}: ${row.notes.join(', ')}`);
  const more = odd.length - told.length;
  return [
    ...[...notes, ...told].map((note) => `inc: ${show(note)}`),
    ...(more > 0 ? [`inc: so it is with ${more} more: inc import -n shows them`] : []),
  ];
}

/** Byte for byte, so that they can be taken up again; on a terminal nothing in them may act. */
export function leftOutLines({ leftOut }: Found, world: World): readonly string[] {
  const [subject, verb] = leftOut.length === 1 ? ['1 line', 'was'] : [`${leftOut.length} lines`, 'were'];
  return [
    `inc: ${subject} ${verb} not understood, and left out:`,
    ...leftOut.map(({ text }) => (world.terminal.stderr ? show(text) : text)),
  ];
}
