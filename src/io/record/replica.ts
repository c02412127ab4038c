import { readText } from '../files/read-text.ts';

/** The machine and user that a replica id belongs to: a cloned machine or a shared home folder needs a new one. */
export function ownerOf(process: Pick<NodeJS.Process, 'getuid'>): string {
  const id = readText('/etc/machine-id')?.trim() ?? '';
  return `${id} ${process.getuid?.() ?? 0}`;
}

/** This machine and user's own name in every record; undefined before the first write here, or when it cannot be read. */
export function knownReplica(state: string, process: Pick<NodeJS.Process, 'getuid'>): string | undefined {
  const [id = '', owner] = readText(`${state}/replica`)?.split('\n') ?? [];
  return owner === ownerOf(process) && /^[a-z2-7]{8}$/.test(id) ? id : undefined;
}
