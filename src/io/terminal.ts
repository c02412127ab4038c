import type { Terminal } from '../core/ports.ts';

import { codeOf } from '../core/trouble.ts';

type Process = Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr' | 'getBuiltinModule'>;

/** Non-empty, as no-color.org asks. */
const set = (value: string | undefined): boolean => value !== undefined && value !== '';

/** A terminal that is gone (tmux killed, ssh dropped) answers every write with EIO: no reason to end what runs. */
function survived(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.on('error', (error) => {
    if (!['EIO', 'EPIPE', 'ENXIO'].includes(codeOf(error))) throw error;
  });
}

/**
 * What the terminal can do, settled once. NO_COLOR wins over FORCE_COLOR (no-color.org, force-color.org);
 * a dumb terminal, a pipe and `--no-color` have none.
 */
export function terminalOf(process: Process, argv: readonly string[]): Terminal {
  const { env } = process;
  const { isatty } = process.getBuiltinModule('node:tty');
  const screen = isatty(1);
  const silent = argv.includes('--no-input') || set(env['INC_NO_INPUT']) || set(env['CI']);
  const plain =
    set(env['NO_COLOR']) || set(env['INC_NO_COLOR']) || env['TERM'] === 'dumb' || argv.includes('--no-color');
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return {
    interactive: isatty(0) && isatty(2) && !silent,
    screen,
    stderr: isatty(2) && env['TERM'] !== 'dumb' ? survived(process.stderr) : undefined,
    // Lines for a program are not broken: it looks for words in them.
    columns: Number(env['COLUMNS']) || (screen ? process.stdout.columns || 80 : Infinity),
    colour: !plain && (screen || set(env['FORCE_COLOR'])),
    unicode: /utf-?8/i.test(locale),
  };
}
