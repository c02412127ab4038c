import { closeSync, fstatSync, openSync } from 'node:fs';

/**
 * Lets a process whose terminal was hung up end with its own exit code. Node sets the terminal back as it found it
 * when it ends, and aborts (a core dump, exit 134) where the kernel answers EIO; a descriptor that is another file
 * by then is left alone.
 */
export function outliveTerminal(process: Pick<NodeJS.Process, 'once' | 'getBuiltinModule'>): void {
  process.once('exit', () => {
    const { isatty } = process.getBuiltinModule('node:tty');
    for (const fd of [0, 1, 2])
      try {
        // A terminal that is gone is a character device still, and no terminal any more; /dev/null is both as well.
        if (!fstatSync(fd).isCharacterDevice() || isatty(fd)) continue;
        closeSync(fd);
        openSync('/dev/null', 'r+');
      } catch {
        // Closed from the start.
      }
  });
}
