/** Wide in a terminal: two cells (Unicode East Asian Width W and F, and emoji, by their main ranges). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const joined = /[\u0300-\u036f]|\u200d|\ufe0f/;

/** Cells that the text takes on a line of a terminal; escape sequences must not be in it. */
export function cells(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let count = 0;
  for (const char of text) count += joined.test(char) ? 0 : wide.test(char) ? 2 : 1;
  return count;
}

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - cells(text)));

/** The text, cut to so many cells. */
export function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let kept = '';
  let room = Math.max(0, width - 1);
  for (const char of text) {
    room -= cells(char);
    if (room < 0) break;
    kept += char;
  }
  return `${kept}…`;
}

/** Words in lines of at most `width` cells; a longer word is cut, so that nothing ever runs over the edge. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const room = Math.max(8, width);
  for (const word of text.split(' ')) {
    if (line !== '' && cells(line) + 1 + cells(word) > room) {
      lines.push(line);
      line = '';
    } else if (line !== '') line += ' ';
    let rest = word;
    while (cells(line) + cells(rest) > room) {
      let cut = '';
      for (const char of rest) {
        if (cells(line) + cells(cut) + cells(char) > room) break;
        cut += char;
      }
      if (cut === '') break;
      lines.push(line + cut);
      line = '';
      rest = rest.slice(cut.length);
    }
    line += rest;
  }
  lines.push(line);
  return lines;
}

/** A paragraph with a hanging indent: `lead` on the first line, the rest below the text. */
export function hanging(lead: string, leadWidth: number, text: string, columns: number): string {
  // Most texts fit; wrapping would only take their spaces from the front.
  if (cells(text) <= columns - leadWidth && !text.startsWith(' ')) return lead + text;
  return wrap(text, columns - leadWidth)
    .map((line, index) => (index === 0 ? lead : ' '.repeat(leadWidth)) + line)
    .join('\n');
}
