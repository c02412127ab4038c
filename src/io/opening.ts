import { closeSync, openSync, readSync, readdirSync } from 'node:fs';
import { maxLine, type Recorded } from '../core/envelope.ts';

/** The incident's first event, found at the beginning of one of its files: title and zone without a fold. */
export function openingOf(
  log: string,
): { title: string; zone: string; hash: string; drill: boolean } | undefined {
  const buffer = Buffer.allocUnsafe(maxLine);
  for (const name of readdirSync(log)) {
    if (!name.endsWith('.jsonl')) continue;
    const fd = openSync(`${log}/${name}`, 'r');
    try {
      const filled = readSync(fd, buffer, 0, maxLine, 0);
      const end = buffer.subarray(0, filled).indexOf(10);
      const line = buffer.toString('utf8', 0, Math.max(0, end));
      if (!line.includes('"parents":[],')) continue;
      const event = JSON.parse(line) as Recorded;
      if (event.type !== 'incident.opened') continue;
      const { title, zone, drill } = event.data;
      return { title, zone, hash: event.hash, drill: drill === true };
    } finally {
      closeSync(fd);
    }
  }
  return undefined;
}
