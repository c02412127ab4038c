import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import type { Store } from '../../core/ports/record-ports.ts';
import { codeOf } from '../../core/trouble.ts';
import { readText } from '../files/read-text.ts';

type Known = Pick<Store, 'path' | 'incidents' | 'exists'>;

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
export const incidentsIn = (folder: string): string[] => newestFirst(listed(folder));

const newestFirst = (ids: readonly string[]): string[] =>
  ids
    .map((id) => [rank(id), id] as const)
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .map(([, id]) => id);

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

/**
 * The open incidents, newest first: by the index, and by the records themselves where the index was lost. As long as
 * it is there, the folder of all incidents, which can be thousands, is not looked at.
 */
export async function openIncidents(
  { path, incidents, exists }: Known,
  state: string,
): Promise<readonly string[]> {
  const folder = `${path}/open`;
  const known = newestFirst(namesIn(folder).filter(exists));
  if (known.length > 0) return known;
  const looked = readText(`${folder}/${nothingOpen}`);
  if (looked !== undefined && looked === timeOf(folder)) return [];
  const ids = await incidents();
  if (ids.length === 0) return [];
  const { isOpen } = await import('./is-open.ts');
  const open: string[] = [];
  for (const id of ids) if (await isOpen(path, state, id)) open.push(id);
  keepIndex(folder, open);
  return open;
}
