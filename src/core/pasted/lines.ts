import { piecesOf, type Piece } from './html.ts';

/** One line as it stands in a list, a table or a heading, without the marks of those. */
export interface PastedLine extends Piece {
  /** `label`: what follows is about it, as below a heading; it is all bold, or ends with a colon. */
  readonly kind: 'blank' | 'rule' | 'heading' | 'label' | 'bullet' | 'row' | 'text';
  /** Columns before its first character. */
  readonly indent: number;
  /** The cells of a table's row. */
  readonly cells: readonly string[];
}

const RULE = /^(?:[-=_*~]{3,}|`{3,}.*|~{3,}.*|\{\||\|\}|\|-+|\|?[\s:|+-]*-{2,}[\s:|+-]*\|?)$/;
const BULLET = /^(?:[-*+•‣◦·–—]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)/;
const QUOTE = /^(?:>\s?)+/;
const LABEL = /^(?:[^.!?]{1,80}):$/;

/** Characters; what is longer is no heading and no rule, and its patterns are not tried on it. */
const longestMark = 2000;

const columns = (space: string): number => space.replace(/\t/g, '    ').length;

/** Cells between bars, `\|` being one that is text; Jira and wikis write some of them twice, DokuWiki with a caret. */
function cellsOf(text: string): readonly string[] {
  const inner = text
    .replace(/\|\|/g, '|')
    .replace(/^[|^]/, '')
    .replace(/(?<!\\)[|^]\s*$/, '');
  return inner
    .split(text.startsWith('^') ? /\^|(?<!\\)\|/ : /(?<!\\)\|/)
    .map((cell) => cell.replace(/\\\|/g, '|').trim());
}

function lineOf(piece: Piece): PastedLine {
  const unquoted = piece.text.replace(QUOTE, '');
  const text = unquoted.trim();
  const indent = columns(/^\s*/.exec(unquoted)?.[0] ?? '');
  const plain = { ...piece, text, indent, cells: [] };
  if (text === '') return { ...plain, kind: 'blank' };
  const short = text.length <= longestMark;
  if (short && RULE.test(text)) return { ...plain, kind: 'rule' };
  if (short && /^(?:#{1,6}\s|=+\s.*\s=+$|h[1-6]\.\s)/.test(text))
    return {
      ...plain,
      kind: 'heading',
      text: text.replace(/^(?:#{1,6}|=+|h[1-6]\.)\s+|\s+[#=]+$/g, '').trim(),
    };
  if (/^[|^]/.test(text)) return { ...plain, kind: 'row', cells: cellsOf(text) };
  const bullet = BULLET.exec(text);
  if (bullet) return { ...plain, kind: 'bullet', text: text.slice(bullet[0].length) };
  if (short && (/^(?:\*\*|__)[^*_]+(?:\*\*|__):?$/.test(text) || LABEL.test(text)))
    return { ...plain, kind: 'label', text: text.replace(/^(?:\*\*|__)|(?:\*\*|__)(?=:?$)/g, '') };
  return { ...plain, kind: 'text' };
}

/** The lines of what was pasted: plain text, Markdown, HTML, a wiki's. A line that is underlined is a heading. */
export function pastedLines(text: string): readonly PastedLine[] {
  const lines = piecesOf(text.replace(/^\ufeff/, '')).map(lineOf);
  return lines.map((line, index) =>
    (line.kind === 'text' || line.kind === 'label') && /^(?:={3,}|-{3,})$/.test(lines[index + 1]?.text ?? '')
      ? { ...line, kind: 'heading' }
      : line,
  );
}
