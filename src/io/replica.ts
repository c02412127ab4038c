import { existsSync, readFileSync } from 'node:fs';

/** The machine and user that a replica id belongs to: a cloned machine or a shared home folder needs a new one. */
export function ownerOf(process: Pick<NodeJS.Process, 'getuid'>): string {
  const id = existsSync('/etc/machine-id') ? readFileSync('/etc/machine-id', 'utf8').trim() : '';
  return `${id} ${process.getuid?.() ?? 0}`;
}

/** This machine and user's own name in every record; undefined before the first write here. */
export function knownReplica(state: string, process: Pick<NodeJS.Process, 'getuid'>): string | undefined {
  const file = `${state}/replica`;
  if (!existsSync(file)) return undefined;
  const [id = '', owner] = readFileSync(file, 'utf8').split('\n');
  return owner === ownerOf(process) && /^[a-z2-7]{8}$/.test(id) ? id : undefined;
}
