import { closeSync, constants, existsSync, openSync, readdirSync } from 'node:fs';
import { maxLine, type Recorded } from '../../core/record/envelope.ts';
import type { Opening } from '../../core/ports/record-ports.ts';
import { readRange } from './tail.ts';

/** The first event of a file; undefined when there is none or it cannot be read: a damaged record still takes notes. */
function firstOf(path: string): Recorded | undefined {
  try {
    // A pipe in its place is never waited for.
    const fd = openSync(path, constants.O_NONBLOCK);
    try {
      let text = '';
      for (let length = 4096; length <= maxLine && !text.includes('\n'); length *= 16)
        text = readRange(fd, 0, length).toString();
      const [line = ''] = text.split('\n', 1);
      return line.includes('"parents":[],') ? (JSON.parse(line) as Recorded) : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

/** The incident's first event, found at the beginning of one of its files: title and zone without a fold. */
export function openingOf(id: string, log: string): Opening | undefined {
  for (const name of existsSync(log) ? readdirSync(log) : []) {
    const event = name.endsWith('.jsonl') ? firstOf(`${log}/${name}`) : undefined;
    if (event?.type !== 'incident.opened') continue;
    const { title, zone, drill } = event.data;
    return { id, title, zone, hash: event.hash, drill: drill === true };
  }
  return undefined;
}
