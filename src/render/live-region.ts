import { cells } from './wrap.ts';

/** The last lines of a terminal, which are written anew in place. */
export interface LiveRegion {
  /** What to write so that these lines stand in place of those that stood there. */
  drawn(text: string): string;
  /** What to write so that this text stays, and nothing stands below it any more. */
  above(text: string): string;
}

// oxlint-disable-next-line no-control-regex -- colours take no room (ECMA-48, SGR)
const colours = /\u001b\[[\d;]*m/g;

/**
 * Moves up over its own lines and erases from there (ECMA-48: CUU, ED). What is higher than the terminal is cut: lines
 * that have left it cannot be reached any more.
 *
 * @param size of the terminal at that moment, in cells; it may change between two drawings.
 */
export function liveRegion(size: () => { readonly columns: number; readonly rows: number }): LiveRegion {
  let lines: readonly string[] = [];
  const gone = (): string => {
    const { columns } = size();
    // A narrower terminal has broken them since.
    const height = lines.reduce((sum, line) => {
      const width = cells(line.replace(colours, ''));
      return sum + Math.max(1, Math.ceil(width / columns));
    }, 0);
    lines = [];
    return height === 0 ? '' : `\r\u001b[${height}A\u001b[J`;
  };
  return {
    drawn(text) {
      const clear = gone();
      const { rows } = size();
      const all = text.replace(/\n$/, '').split('\n');
      // One line is the cursor's.
      const room = Math.max(2, rows - 1);
      const over = all.length - room + 1;
      lines = all.length <= room ? all : [...all.slice(0, room - 1), `… ${over} more`];
      return clear + lines.map((line) => `${line}\n`).join('');
    },
    above: (text) => gone() + text,
  };
}
