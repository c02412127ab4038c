import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../core/faults.ts';
import { codeOf, isTrouble, reasonOf } from '../../core/trouble.ts';
import { syncFolder } from './append.ts';

function discard(draft: string): void {
  try {
    rmSync(draft, { recursive: true, force: true });
  } catch {
    // What kept it from being made also keeps it from being removed; nobody sees it, its name begins with a dot.
  }
}

/** Moves the finished folder to its name: whoever sees the incident sees its first event. */
function settle(incidents: string, draft: string, id: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? id : `${id}-${n}`;
    if (existsSync(`${incidents}/${name}`)) continue;
    try {
      renameSync(draft, `${incidents}/${name}`);
      return name;
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
    }
  }
}

/**
 * Makes an incident's folder, whole or not at all.
 *
 * @param id what it is called, `-2`, `-3` … on a clash.
 * @param draftName random, for the name that it has until then.
 * @param fill writes into the folder `log`, durably.
 * @returns what it is called. Throws Fault CANT_WRITE with nothing left of it.
 */
export function newIncident(
  store: string,
  id: string,
  draftName: string,
  fill: (log: string) => void,
): string {
  const incidents = `${store}/incidents`;
  const draft = `${incidents}/.${id}.${draftName}`;
  try {
    const made = mkdirSync(`${draft}/log`, { recursive: true, mode: 0o700 }) ?? draft;
    fill(`${draft}/log`);
    syncFolder(draft);
    const name = settle(incidents, draft, id);
    // Where the store is new, also the folders above it, up to the one that was there.
    const top = dirname(resolve(made));
    for (let folder = resolve(incidents); folder.startsWith(top); folder = dirname(folder)) {
      syncFolder(folder);
      if (folder === '/') break;
    }
    return name;
  } catch (error) {
    discard(draft);
    if (!isTrouble(error)) throw error;
    throw new Fault('CANT_WRITE', `the incident could not be opened: ${reasonOf(error)} · ${store}`, {
      hint: 'keep it somewhere else: INC_HOME=/tmp/inc inc open …',
      cause: error,
    });
  }
}
