/** A GFM table (spec 4.10) of cells that are Markdown already, made safe for a cell by whoever made them. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
