/**
 * What stands on a terminal, and has left it at the top, after these writes: it knows line feed, carriage return, CUU
 * (up, never beyond its first line), ED (erase below) and colours (ECMA-48), and fails on any other sequence.
 */
export function screenOf(
  { columns, rows }: { columns: number; rows: number },
  writes: readonly string[],
): string[] {
  const lines = [''];
  let row = 0;
  let column = 0;
  const down = (): void => {
    row++;
    lines[row] ??= '';
  };
  const put = (char: string): void => {
    if (column === columns) {
      down();
      column = 0;
    }
    const line = (lines[row] ?? '').padEnd(column);
    lines[row] = line.slice(0, column) + char + line.slice(column + 1);
    column++;
  };
  // oxlint-disable-next-line no-control-regex -- ECMA-48, CSI
  for (const [piece] of writes.join('').matchAll(/\u001b\[([\d;?]*)([A-Za-z])|[^]/gu)) {
    // oxlint-disable-next-line no-control-regex -- ECMA-48, CSI
    const [, parameter = '', final] = /^\u001b\[([\d;?]*)([A-Za-z])$/.exec(piece) ?? [];
    if (final === 'A') row = Math.max(0, lines.length - rows, row - Number(parameter || 1));
    else if (final === 'J') {
      lines.length = row + 1;
      lines[row] = (lines[row] ?? '').slice(0, column);
    } else if (final !== undefined && final !== 'm')
      throw new Error(`unknown sequence ${JSON.stringify(piece)}`);
    else if (piece === '\n') {
      down();
      column = 0;
    } else if (piece === '\r') column = 0;
    else if (final === undefined) put(piece);
  }
  return lines.map((line) => line.trimEnd()).filter((line, at) => line !== '' || at < lines.length - 1);
}
