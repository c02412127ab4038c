/** Stands for a line end of pasted text in the one line that a question has. */
export const lineEnd = '↵';

const [pasteBegins, pasteEnds] = ['\x1b[200~', '\x1b[201~'];
const lineEnds = /\r\n|\r|\n/g;
// oxlint-disable-next-line no-control-regex -- they are what it takes away
const controls = /[\x00-\x1f\x7f-\x9f]/g;

/** Pasted text as typed text: nothing in it is a key. Line ends at its end are none of it. */
const asTyped = (text: string): string =>
  text
    .replace(/[\r\n]+$/, '')
    .replace(lineEnds, lineEnd)
    .replaceAll('\t', ' ')
    .replace(controls, '');

/** How much of the end of `text` could be the beginning of `mark`. A lone Escape that begins one is a key. */
function begun(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > (mark === pasteBegins ? 1 : 0); length--)
    if (text.endsWith(mark.slice(0, length))) return length;
  return 0;
}

export interface TypedKeys {
  /** @returns the keys in a piece of input, pasted line ends as marks: none of them answers a question. */
  keys(piece: string): string;
  /** The same for what was typed before the question could be seen: it waits there for a person's Enter. */
  early(piece: string): string;
}

/**
 * Tells one question's keys from pasted text. A terminal with bracketed paste marks it (`ESC [ 200 ~`, xterm's
 * ctlseqs); in others it is what comes in one piece and goes on after a line end, as no person types.
 */
export function typedKeys(): TypedKeys {
  let rest = '';
  let pasted: string | undefined;
  let pastedUnmarked = false;

  function unmarked(piece: string): string {
    if (/^[\r\n]+$/.test(piece)) return '\r';
    if (piece.includes('\x1b')) return piece;
    if (!pastedUnmarked && !/[\r\n][^\r\n]/.test(piece)) return piece.replace(/[\r\n]+$/, '\r');
    if (!/[\r\n]/.test(piece)) return piece;
    pastedUnmarked = true;
    return asTyped(piece);
  }

  function keys(piece: string): string {
    let input = rest + piece;
    let out = '';
    rest = '';
    while (input !== '') {
      const mark = pasted === undefined ? pasteBegins : pasteEnds;
      const at = input.indexOf(mark);
      const split = at < 0 ? input.length - begun(input, mark) : at;
      const before = input.slice(0, split);
      if (pasted !== undefined) pasted += before;
      else if (before !== '') out += unmarked(before);
      if (at < 0) {
        rest = input.slice(split);
        break;
      }
      input = input.slice(at + mark.length);
      if (pasted !== undefined) out += asTyped(pasted);
      pasted = pasted === undefined ? '' : undefined;
    }
    return out;
  }

  return {
    keys,
    early(piece) {
      const out = keys(piece);
      // Ctrl-C and Ctrl-D are meant, whenever they are pressed; Linux keeps a Ctrl-D of line mode as a NUL.
      const leaving = piece.includes(pasteBegins)
        ? undefined
        : // oxlint-disable-next-line no-control-regex -- keys are control characters
          /[\x00\x03\x04]/.exec(piece)?.[0]?.replace('\0', '\x04');
      return leaving ?? asTyped(out);
    },
  };
}
