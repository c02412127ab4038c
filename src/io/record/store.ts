import { mkdirSync, renameSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { Fault } from '../../core/faults.ts';
import type { Finding, Store } from '../../core/ports/record-ports.ts';
import { reasonOf } from '../../core/trouble.ts';

/** The store's pointer and its disposable index of open incidents, for the commands that change them. */
export const storeAt = (store: Finding): Store => ({
  ...store,
  point(incident) {
    const current = `${store.path}/current`;
    const draft = `${store.path}/.current.${incident}`;
    try {
      // An empty folder in its place holds nothing that could be missed.
      if (statSync(current, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(current);
      if (incident === undefined) {
        rmSync(current, { force: true });
        return;
      }
      writeFileSync(draft, `${incident}\n`, { mode: 0o600 });
      renameSync(draft, current);
    } catch (error) {
      rmSync(draft, { force: true });
      throw new Fault(
        'CANT_WRITE',
        `which incident is the current one could not be kept: ${reasonOf(error)} · ${current}`,
        {
          hint: 'name the incident each time: -i ID',
          cause: error,
        },
      );
    }
  },
  mark(incident, state) {
    const folder = `${store.path}/open`;
    try {
      if (state === 'closed') {
        rmSync(`${folder}/${incident}`, { force: true });
        return;
      }
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${folder}/${incident}`, '', { mode: 0o600 });
    } catch {
      // What is durable must not look as if it had failed for the sake of an index: the records say the same.
    }
  },
});
