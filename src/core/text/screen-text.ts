// First what stays although it holds invisible characters: emoji joined by U+200D or followed by U+FE0F, and
// keycaps. Then every character that a terminal would act on (C0, DEL, C1, bidi, separators) or hide (joiners,
// fillers, variation selectors, tags); the range d800-dfff means lone surrogates under the `u` flag.
// Ranges rather than properties for the second part: those take several times as long to compile.
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- controls are what it looks for
  /((?:[\p{Extended_Pictographic}\u{1f3fb}-\u{1f3ff}]\ufe0f?(?:\u200d(?=\p{Extended_Pictographic}))?)+|[#*\d]\ufe0f\u20e3)|[\u034f\ufe00-\ufe0f\0-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\ud800-\udfff]/gu;

const visible = (c: string, kept?: string): string => {
  if (kept) return kept;
  const code = c.codePointAt(0) ?? 0;
  if (code === 9) return ' ';
  if (code === 10) return '\u2424';
  if (code < 32) return String.fromCharCode(0x2400 + code);
  if (code === 127) return '\u2421';
  if (code >> 11 === 27) return '\ufffd'; // d800-dfff
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

/**
 * Text of unknown origin as one line that no terminal acts on and nobody can hide in: LF becomes `␤`, other C0
 * controls their picture (Unicode block U+2400), DEL `␡`, a tab one space, a lone surrogate U+FFFD, any other
 * control, bidi or invisible character `<U+202E>`. Emoji stay whole. Never throws.
 */
export const show = (text: string): string => text.replace(HIDDEN, visible);

/** As `show`, for text that may span lines: LF and tabs stay, CRLF becomes LF. */
export const showBlock = (text: string): string =>
  text
    .replace(/\r\n/g, '\n')
    .replace(HIDDEN, (c: string, kept?: string) => (c === '\n' || c === '\t' ? c : visible(c, kept)));
