import { show } from '../../core/text/screen-text.ts';
import type { Style } from '../style.ts';
import type { TodosView } from '../views/reading.ts';
import { cells, hanging, padEnd } from '../wrap.ts';

/** A todo that was noted during the incident starts with its mark; in a list of them that says nothing. */
export const plainTitle = (title: string): string => title.replace(/^TODO:\s*(?=\S)/, '');

/** A row for each item: when it is due, who has it, what it is, and the name to say `done` to. */
export function screenTodos({ items, all }: TodosView, style: Style, columns: number): string {
  if (items.length === 0)
    return all
      ? 'No action items.\n  add one: inc todo "what is to be done" --owner NAME --due 2026-12-31\n'
      : 'No open action items.\n';
  const owners = items.map(({ owner }) => show(owner ?? 'nobody'));
  const width = Math.min(16, Math.max(...owners.map(cells)));
  const late = items.filter(({ overdue }) => overdue).length;
  const rows = items.map(
    ({ incident, action, title, detail, due, measure, state, drill, overdue }, index) => {
      const when = show(state === 'open' ? (due ?? 'no date') : state);
      const paint = overdue ? style.bad : state === 'open' ? (text: string) => text : style.muted;
      const owner = owners[index] ?? '';
      const lead = `${paint(padEnd(when, 10))}  ${padEnd(owner, width)}  `;
      const words = [
        overdue ? 'OVERDUE' : '',
        drill ? 'DRILL' : '',
        show(plainTitle(title)) + (detail ? `: ${show(detail)}` : ''),
        measure ? `(${show(measure)})` : '',
      ];
      const room = 14 + Math.max(width, cells(owner));
      const id = `${style.path(`${incident}:${show(action)}`)}`;
      const told = hanging(lead, room, words.filter(Boolean).join(' '), columns);
      return `${told}\n${' '.repeat(Math.min(room, columns < 60 ? 2 : room))}${id}\n`;
    },
  );
  const count = `${items.length} ${all ? '' : 'open '}action item${items.length === 1 ? '' : 's'}`;
  const next = hanging('  ', 2, 'when one is done: inc todos done INCIDENT:ACTION', columns);
  return `${rows.join('')}${count}${late > 0 ? `, ${style.bad(`${late} overdue`)}` : ''}\n${next}\n`;
}
