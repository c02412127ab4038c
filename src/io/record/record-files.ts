import { readdirSync } from 'node:fs';
import { spoolFiles } from './spool.ts';
import type { RecordFiles } from './verify.ts';

/** The record's files, one per replica, and what waits in the spool. Throws the system's error when there is no `log/`. */
export function recordFiles(store: string, state: string, incident: string): RecordFiles {
  const log = `${store}/incidents/${incident}/log`;
  const entries = readdirSync(log, { withFileTypes: true }).filter(({ name }) => name.endsWith('.jsonl'));
  const paths = (plain: boolean): string[] =>
    entries
      .filter((entry) => entry.isFile() === plain)
      .map(({ name }) => `${log}/${name}`)
      .toSorted();
  return { files: [...paths(true), ...spoolFiles(state, incident)], strange: paths(false) };
}
