import { isCorrection } from '../incident/corrections.ts';
import type { Recorded } from './envelope.ts';

const runOf = (event: Recorded): string | undefined => ('run' in event.data ? event.data.run : undefined);

/** Whether `event` ends what `start` began, and is one row with it. */
function ends(start: Recorded, event: Recorded): boolean {
  if (runOf(start) === undefined || runOf(start) !== runOf(event)) return false;
  switch (event.type) {
    case 'command.finished':
      return start.type === 'command.started';
    case 'plan.finished':
      return start.type === 'plan.started';
    case 'step.finished':
    case 'step.settled':
      return (
        start.type === 'step.started' &&
        start.data.step === event.data.step &&
        start.data.role === event.data.role &&
        start.data.attempt === event.data.attempt
      );
    default:
      return false;
  }
}

/** Every event that holds words of an entry: itself, the end of what it began, and all corrections of these. */
export function eventsOf(record: readonly Recorded[], hash: string): Recorded[] {
  const start = record.find((event) => event.hash === hash);
  if (!start) return [];
  const hashes = new Set([hash]);
  for (const event of record)
    if (ends(start, event) || (isCorrection(event) && hashes.has(event.data.of))) hashes.add(event.hash);
  return record.filter((event) => hashes.has(event.hash));
}
