import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Finding, Store } from '../core/ports.ts';

/** The store's pointer and its disposable index of open incidents, for the commands that change them. */
export const storeAt = (store: Finding): Store => ({
  ...store,
  point(incident) {
    const { path } = store;
    if (incident === undefined) {
      rmSync(`${path}/current`, { force: true });
      return;
    }
    const draft = `${path}/.current.${incident}`;
    writeFileSync(draft, `${incident}\n`, { mode: 0o600 });
    renameSync(draft, `${path}/current`);
  },
  mark(incident, state) {
    const folder = `${store.path}/open`;
    if (state === 'closed') {
      rmSync(`${folder}/${incident}`, { force: true });
      return;
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${folder}/${incident}`, '', { mode: 0o600 });
  },
});
