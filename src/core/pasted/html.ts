/** A piece of a text that stands for one line of it, and the lines that it stands on. */
export interface Piece {
  /** 1-based. */
  readonly line: number;
  readonly lines: number;
  readonly text: string;
}

const BLOCK =
  'table|thead|tbody|tfoot|tr|li|ul|ol|dl|dt|dd|p|div|section|article|blockquote|pre|h[1-6]|br|hr';
const INLINE = 'b|strong|i|em|u|code|tt|span|font|small|a|time|mark|sub|sup|del|ins|abbr';
const TAG = new RegExp(`<(/?)(${BLOCK}|${INLINE}|td|th)(?=[\\s/>])[^<>]{0,2000}>|<!--[^]{0,2000}?-->`, 'gi');
const MARKED_UP = /<(?:t[rdh]|li|p|h[1-6]|dt|dd|br|time)(?=[\s/>])[^<>]{0,2000}>/i;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  rarr: '→',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};

const isHtml = (text: string): boolean =>
  MARKED_UP.test(text) && /<\/(?:t[rdh]|table|[uo]l|li|p|h[1-6])\s*>|<br/i.test(text);

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,8}));/gi, (whole, decimal, hex, name: string) => {
    const point = decimal ? Number(decimal) : hex ? parseInt(String(hex), 16) : NaN;
    if (point > 31 && point < 0x110000 && !(point >= 0xd800 && point < 0xe000))
      return String.fromCodePoint(point);
    return (name && ENTITIES[name.toLowerCase()]) || whole;
  });

/** What a block's opening tag stands for, in the notation of a plain text. */
function mark(name: string): string {
  if (name === 'li') return '- ';
  if (name === 'tr') return '|';
  return /^h\d$/.test(name) ? '# ' : '';
}

const plainLines = (text: string): Piece[] =>
  text.split('\n').map((line, index) => ({ line: index + 1, lines: 1, text: line.replace(/\r$/, '') }));

/**
 * The lines of a text. Of HTML each row, list item, paragraph or heading is one, however many lines it stands on; tags
 * go, entities are what they stand for. A text without such tags is its lines.
 */
export function piecesOf(text: string): readonly Piece[] {
  if (!isHtml(text)) return plainLines(text);
  const pieces: Piece[] = [];
  let at = 0;
  let line = 1;
  let open = { line: 1, text: '', lead: '', inside: false };
  const end = (): void => {
    const words = decoded(open.text.replace(/\s+/g, ' ').trim());
    // What stands apart belongs to nothing above it, as if a blank line were between them.
    if (words !== '')
      pieces.push(
        { line: open.line, lines: line - open.line + 1, text: open.lead + words },
        { line, lines: 1, text: '' },
      );
    open = { line, text: '', lead: '', inside: false };
  };
  const say = (words: string): void => {
    for (const [index, part] of words.split('\n').entries()) {
      if (index > 0) {
        if (!open.inside) end();
        line++;
        open.text += ' ';
      }
      if (open.text.trim() === '') open.line = line;
      open.text += part.replace(/\|/g, open.lead === '|' ? '\\|' : '|');
    }
  };
  for (const match of text.matchAll(TAG)) {
    say(text.slice(at, match.index));
    at = match.index + match[0].length;
    const [whole, closing, typed] = match;
    const name = typed?.toLowerCase() ?? '';
    if (name === 'td' || name === 'th') {
      if (closing === '' && open.lead === '|' && open.text.trim() !== '') open.text += ' | ';
    } else if (name !== '' && new RegExp(`^(?:${BLOCK})$`).test(name)) {
      end();
      if (closing === '' && name !== 'br' && name !== 'hr')
        open = {
          line,
          text: '',
          lead: mark(name),
          inside: !/^(?:table|t(?:head|body|foot)|[uod]l|div|section|article)$/.test(name),
        };
    }
    line += whole.split('\n').length - 1;
  }
  say(text.slice(at));
  end();
  return pieces;
}
