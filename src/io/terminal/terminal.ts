import { fstatSync, statSync } from 'node:fs';
import type { Terminal } from '../../core/ports/person-ports.ts';
import { codeOf } from '../../core/trouble.ts';

type Process = Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr' | 'getBuiltinModule'>;

/** Non-empty, as no-color.org asks. */
const set = (value: string | undefined): boolean => value !== undefined && value !== '';

/** A terminal that is gone (tmux killed, ssh dropped) answers every write with EIO: no reason to end what runs. */
function survived(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.on('error', (error) => {
    if (!['EIO', 'EPIPE', 'ENXIO'].includes(codeOf(error))) throw error;
  });
}

/** Pipes, files and /dev/null are told apart without Node's own answer, which brings its sockets and streams along. */
function isTerminal(process: Process, fd: number): boolean {
  try {
    const device = fstatSync(fd);
    if (!device.isCharacterDevice() || device.rdev === statSync('/dev/null').rdev) return false;
  } catch {
    // Node knows.
  }
  return process.getBuiltinModule('node:tty').isatty(fd);
}

/**
 * What the terminal can do, found out when it is asked for. NO_COLOR wins over FORCE_COLOR (no-color.org,
 * force-color.org); a dumb terminal, a pipe and `--no-color` have none.
 */
export function terminalOf(process: Process, argv: readonly string[]): Terminal {
  const { env } = process;
  const known = new Map<number, boolean>();
  const isatty = (fd: number): boolean => {
    const is = known.get(fd) ?? isTerminal(process, fd);
    known.set(fd, is);
    return is;
  };
  const silent = argv.includes('--no-input') || set(env['INC_NO_INPUT']) || set(env['CI']);
  const plain =
    set(env['NO_COLOR']) || set(env['INC_NO_COLOR']) || env['TERM'] === 'dumb' || argv.includes('--no-color');
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  let stderr: { readonly stream: NodeJS.WriteStream | undefined } | undefined;
  return {
    get interactive() {
      if (silent || !isatty(0) || !isatty(2)) return false;
      // Whoever asks will ask a person there.
      void this.stderr;
      return true;
    },
    get screen() {
      return isatty(1);
    },
    get messages() {
      return isatty(2);
    },
    get stderr() {
      stderr ??= { stream: isatty(2) && env['TERM'] !== 'dumb' ? survived(process.stderr) : undefined };
      return stderr.stream;
    },
    // Lines for a program are not broken: it looks for words in them.
    get columns() {
      return Number(env['COLUMNS']) || (isatty(1) ? process.stdout.columns || 80 : Infinity);
    },
    get colour() {
      return !plain && (set(env['FORCE_COLOR']) || isatty(1));
    },
    unicode: /utf-?8/i.test(locale),
  };
}
