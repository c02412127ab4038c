import type { ActionItem } from '../../core/incident/incident-state.ts';
import { families, measures } from '../../core/incident/measures.ts';
import { codeSpan, inline } from '../markdown-text.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';

const none = "TODO: add action items: inc close --action 'Title: detail' --owner NAME --due 2026-12-31";

/** A todo that was noted during the incident starts with its mark; here its place says what it is. */
const titleOf = ({ title }: ActionItem): string => inline(title.replace(/^TODO:\s*/, ''));
const worded = (item: ActionItem): string =>
  `**${titleOf(item)}**${item.detail ? `: ${inline(item.detail)}` : ''}`;

const rank = ({ measure }: ActionItem): number =>
  measure === undefined ? measures.length : (measures.indexOf(measure) + measures.length) % measures.length;

/** Grouped by measure; an item that nobody owns, or that is due never, says so. */
export function actionsTable({ incident }: Report): string {
  if (incident.actions.length === 0) return none;
  const rows = incident.actions.toSorted((a, b) => rank(a) - rank(b));
  return table(
    ['Id', 'Action item', 'Measure', 'Owner', 'Due', 'State'],
    rows.map((item) => [
      codeSpan(item.action),
      worded(item),
      item.measure ? inline(item.measure) : 'none',
      item.owner ? inline(item.owner) : 'TODO: an owner',
      item.due ? inline(item.due) : 'TODO: a date',
      inline(item.state),
    ]),
  );
}

/** In the order in which they were added: `1. **Title**: detail (owner ana, due 2026-12-31)`. */
export function actionsNumbered({ incident }: Report): string {
  if (incident.actions.length === 0) return none;
  return incident.actions
    .map((item, index) => {
      const facts = [
        ...(item.owner ? [`owner ${inline(item.owner)}`] : []),
        ...(item.due ? [`due ${inline(item.due)}`] : []),
        ...(item.state === 'open' ? [] : [inline(item.state)]),
      ];
      return `${index + 1}. ${worded(item)}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
    })
    .join('\n');
}

/** Each family of preventive measures, with the action items that belong to it. */
export const measuresChecklist = ({ incident }: Report): string =>
  Object.entries(families)
    .map(([name, meaning]) => {
      const items = incident.actions.filter(({ measure, state }) => measure === name && state !== 'dropped');
      const ids = items.map(({ action }) => codeSpan(action)).join(', ');
      return `- [${items.length > 0 ? 'x' : ' '}] ${meaning}: ${ids || 'no action item'}`;
    })
    .join('\n');
