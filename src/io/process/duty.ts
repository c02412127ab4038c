import { closeSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Duty, Order } from '../../core/ports/supervise-ports.ts';
import { liveFile, liveWriter, openLive } from './live-output.ts';
import { identityOf } from './process-identity.ts';

/**
 * What a supervisor does beside running its program: shows what that prints, and tells who began it what it recorded.
 *
 * @param self the supervisor's own process.
 */
export function dutyOf(
  order: Order,
  { store, self }: { readonly store: string; readonly self: number },
): Duty {
  const file = liveFile(store, order.incident, order);
  let fd: number | undefined;
  try {
    fd = openLive(file);
  } catch {
    // What cannot be shown is kept all the same.
  }
  return {
    show: fd === undefined ? () => undefined : liveWriter(fd),
    tell(told) {
      try {
        writeSync(1, `${JSON.stringify(told)}\n`);
      } catch {
        // Nobody listens any more: the record has it.
      }
    },
    stoppedBy() {
      try {
        return readFileSync(`${file}.stop`, 'utf8').trim() || undefined;
      } catch {
        return undefined;
      }
    },
    identity: (pid) => identityOf(pid),
    pid: self,
    end() {
      if (fd !== undefined) closeSync(fd);
      for (const each of [file, `${file}.stop`]) rmSync(each, { force: true });
    },
  };
}
