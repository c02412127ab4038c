import type { Event } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { firstFreeAction } from '../core/incident/find-action.ts';
import type { Incident } from '../core/incident/incident-state.ts';
import { measureOf } from '../core/incident/measures.ts';
import { parseDate } from '../core/time/when.ts';
import { flagTexts, type Input } from './command.ts';

/** `--owner` and the like: one for every action item, or one for each in the same order. */
function spread(input: Input, flag: string, count: number): (index: number) => string | undefined {
  const values = flagTexts(input, flag);
  if (values.length > 1 && values.length > count)
    throw new Fault('USAGE', `${values.length} --${flag} for ${count} --action`, {
      hint: `give one --${flag} for all, or one for each --action in the same order`,
    });
  if (values.length > 0 && count === 0)
    throw new Fault('USAGE', `--${flag} without an --action`, {
      hint: `--action 'Title: detail' --${flag} …`,
    });
  return (index) => (values.length === 1 ? values[0] : values[index]);
}

/**
 * Action items of a command line: `--action 'Title: detail'`, each with its owner, due date and measure.
 *
 * @throws Fault USAGE for an unknown measure, a date that is none, or flags that belong to no action.
 */
export function actionsFrom(input: Input, state: Incident): Event[] {
  const texts = flagTexts(input, 'action');
  const [owner, due, measure] = ['owner', 'due', 'measure'].map((flag) => spread(input, flag, texts.length));
  const first = firstFreeAction(state.actions);
  return texts.map((text, index) => {
    const [, title = text, detail] = /^(.+?):\s+([^]+)$/.exec(text.trim()) ?? [];
    if (title.trim() === '')
      throw new Fault('USAGE', 'an --action has no title', { hint: "--action 'Title: detail'" });
    const [who, date, name] = [owner?.(index), due?.(index), measure?.(index)];
    return {
      type: 'action.added',
      data: {
        action: `a${first + index}`,
        title: title.trim(),
        ...(detail ? { detail: detail.trim() } : {}),
        ...(who ? { owner: who } : {}),
        ...(date ? { due: parseDate(date) } : {}),
        ...(name ? { measure: measureOf(name) } : {}),
      },
    };
  });
}
