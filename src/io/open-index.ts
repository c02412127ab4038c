import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { incidentOf } from '../core/incident.ts';
import type { Store } from '../core/ports.ts';
import { codeOf } from '../core/trouble.ts';
import { readRecord } from './record.ts';
import { recordFiles } from './record-files.ts';
import { readText } from './read-text.ts';

type Known = Pick<Store, 'path' | 'incidents'>;

/** `2023-10-23-web-2` comes before `2023-10-23-web-10`: numbers in an id count as numbers. */
const rank = (id: string): string => id.replace(/\d+/g, (digits) => digits.padStart(9, '0'));

/** No folder is an empty one; one that cannot be read is not. */
function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return [];
  }
}

/** The names of the folder, the newest incident's first. */
export const incidentsIn = (folder: string): string[] =>
  listed(folder).toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1));

/** Holds the folder's time when nothing was open: as long as that is its time, nobody has to look again. */
const nothingOpen = '.none';

const timeOf = (folder: string): string | undefined =>
  statSync(folder, { throwIfNoEntry: false })?.mtimeMs.toString();

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** By its record; one that cannot be read may be open. */
export function isOpen(store: string, state: string, incident: string): boolean {
  try {
    const { events } = readRecord(recordFiles(store, state, incident).files);
    return events.length > 0 && !['closed', 'cancelled'].includes(incidentOf(events).phase);
  } catch {
    return true;
  }
}

/** Marks these as open. Only speed is lost when it cannot be kept. */
export function keepIndex(folder: string, open: readonly string[]): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const id of open) writeFileSync(`${folder}/${id}`, '', { mode: 0o600 });
    if (open.length > 0) return;
    const file = `${folder}/${nothingOpen}`;
    writeFileSync(file, '', { mode: 0o600 });
    // The second write changes the file, and no longer the folder.
    writeFileSync(file, timeOf(folder) ?? '');
  } catch {
    // A disposable index.
  }
}

/** The open incidents, newest first: by the index, and by the records themselves where the index was lost. */
export async function openIncidents({ path, incidents }: Known, state: string): Promise<readonly string[]> {
  const folder = `${path}/open`;
  const marked = new Set(namesIn(folder));
  const ids = await incidents();
  const known = ids.filter((id) => marked.has(id));
  if (known.length > 0 || ids.length === 0) return known;
  const looked = readText(`${folder}/${nothingOpen}`);
  if (looked !== undefined && looked === timeOf(folder)) return [];
  const open = ids.filter((id) => isOpen(path, state, id));
  keepIndex(folder, open);
  return open;
}
