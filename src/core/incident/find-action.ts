import { Fault } from '../faults.ts';
import type { ActionItem } from './incident-state.ts';

/** `a1`, `a2` …, after those that the record has. */
export function firstFreeAction(actions: readonly ActionItem[]): number {
  const numbers = actions.map(({ action }) => Number(/^a(\d{1,6})$/.exec(action)?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1;
}

/**
 * The action item that a person names: its id, or an unambiguous prefix of its id or hash.
 *
 * @throws Fault NOT_FOUND with the items that there are, or that could be meant.
 */
export function findAction(actions: readonly ActionItem[], text: string, incident: string): ActionItem {
  const exact = actions.find(({ action }) => action === text);
  if (exact) return exact;
  const wanted = text.toLowerCase();
  const matches =
    wanted === ''
      ? []
      : actions.filter(({ action, hash }) => action.startsWith(wanted) || hash.startsWith(wanted));
  const [only, ...others] = matches;
  if (only && others.length === 0) return only;
  const list = (items: readonly ActionItem[]): string =>
    items
      .slice(0, 8)
      .map(({ action, title }) => `\n  ${incident}:${action}  ${title}`)
      .join('');
  if (only)
    throw new Fault('NOT_FOUND', `'${text}' could be any of ${matches.length} action items of ${incident}`, {
      hint: `name one:${list(matches)}`,
    });
  throw new Fault('NOT_FOUND', `no action item of ${incident} is called '${text}'`, {
    hint: actions.length > 0 ? `there are:${list(actions)}` : 'add one: inc todo "what is to be done"',
  });
}
