// By Unicode's classes, not by our list: every control, bidi mark, separator, ignorable or ill-formed code point,
// but for a joiner between two symbols and one U+FE0F after a symbol (after a digit only in a keycap).
const SYMBOL = /^[\p{S}\p{Extended_Pictographic}]$/u;
const HARMFUL = /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb]/u;

/** The code points of a shown text that a terminal could take for more than themselves. */
export function dangerous(text: string): string[] {
  const all = Array.from(text);
  const symbol = (i: number): boolean => SYMBOL.test(all[i] ?? '');
  return all.filter((c, i) => {
    if (c === '\u200d') return !symbol(all[i - 1] === '\ufe0f' ? i - 2 : i - 1) || !symbol(i + 1);
    if (c === '\ufe0f') return !symbol(i - 1) && all[i + 1] !== '\u20e3';
    return HARMFUL.test(c);
  });
}
