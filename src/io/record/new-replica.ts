import { linkSync, mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { knownReplica, ownerOf } from './replica.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** Makes a random replica id and keeps it; of several processes that do so at once, the first one's holds. */
export function newReplica(
  state: string,
  process: Pick<NodeJS.Process, 'getuid'>,
  random: (bytes: number) => Uint8Array,
): string {
  const id = Array.from(random(8), (byte) => alphabet[byte & 31]).join('');
  const file = `${state}/replica`;
  const draft = `${file}.${id}`;
  const text = `${id}\n${ownerOf(process)}\n`;
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(draft, file);
    } catch {
      const other = knownReplica(state, process);
      if (other !== undefined) return other;
      writeFileSync(file, text, { mode: 0o600 });
    } finally {
      unlinkSync(draft);
    }
  } catch {
    // No state folder to keep it in: this process is a replica of its own.
  }
  return id;
}
