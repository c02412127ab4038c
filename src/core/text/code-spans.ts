/** What a code span becomes while the rest is changed: a noncharacter, which no text has a use for, around its number. */
const held = '\ufdd0';

/**
 * Changes a line of Markdown but for its code spans, which lose their backticks and nothing else. A run of backticks is
 * closed by the next one as long as itself, else it stands for itself (CommonMark 0.31, 6.1); an escaped one opens
 * nothing, nor does one in a comment.
 */
export function besideCode(text: string, change: (prose: string) => string): string {
  const spans: string[] = [];
  const prose = text
    .replaceAll(held, '\ufffd')
    .replace(/\\[\\`]|<!--.*?-->|(`+)(?:([^]*?[^`])\1(?!`))?/g, (whole, _run, inner?: string) =>
      inner === undefined ? whole : `${held}${spans.push(inner.replace(/^\s(.*\S.*)\s$/s, '$1')) - 1}${held}`,
    );
  return change(prose).replace(/\ufdd0(\d+)\ufdd0/g, (_, at: string) => spans[Number(at)] ?? '');
}
