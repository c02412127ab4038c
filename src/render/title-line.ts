import { show } from '../core/text/screen-text.ts';
import type { Style } from './style.ts';
import { cells, hanging } from './wrap.ts';

/** An incident's id and title: on one line if it fits, else the title below, in as many as it needs. */
export function titleLine(
  { incident, title }: { readonly incident: string; readonly title: string },
  style: Style,
  columns: number,
): string {
  const text = show(title);
  if (cells(incident) + 2 + cells(text) <= columns) return `${style.path(incident)}  ${style.strong(text)}`;
  return `${style.path(incident)}\n${hanging('', 0, text, columns).split('\n').map(style.strong).join('\n')}`;
}
