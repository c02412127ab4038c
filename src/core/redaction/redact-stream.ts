import { inLowerCase, longestPrivateKey, redact, secretSpans } from './redact.ts';
import type { RedactionRule } from './redact.ts';

export interface LineRedactor {
  /** Takes decoded text cut anywhere; gives back, redacted, the lines that are complete. */
  push(chunk: string): string;
  /** Gives back the rest, also a last line without its end. */
  end(): string;
  /** Secrets found so far. */
  readonly count: number;
}

/** Characters held at most; a longer line is redacted in windows of this size. */
const windowSize = 65_536;
/** What a window leaves to the next one, so that a secret across the cut is seen whole. */
const overlap = 4096;
/** Behind this many characters a key's BEGIN line can no longer find its END. */
const keyReach = longestPrivateKey + 512;

const keyEdge = /-----(BEGIN|END) [A-Z0-9 ]{0,30}PRIVATE KEY/g;

/** Where the spans that overlap around `cut` begin and end; `cut` itself when it lies inside none. */
function spanAround(cut: number, text: string, rules: readonly RedactionRule[]): [number, number] {
  const lowered = inLowerCase(text);
  const spans = rules.flatMap((rule) => [...secretSpans(rule, text, lowered)]).toSorted(([a], [b]) => a - b);
  let [from, to] = [0, 0];
  for (const [start, , end] of spans) {
    if (start >= to) {
      if (start >= cut) break;
      [from, to] = [start, end];
    } else to = Math.max(to, end);
  }
  return to > cut ? [from, to] : [cut, cut];
}

/**
 * Redacts a process's output as it comes. A line ends at LF or CR (progress bars use the latter). Output depends
 * on the text alone, never on how it was cut into chunks, and equals `redact` of the whole text as long as no
 * line is longer than 64 KiB and no rule but `private-key` looks across lines. Private keys are held back from
 * the line of their BEGIN to that of their END, or for 16 KiB. Longer lines come out in windows: a secret
 * across a cut moves the cut; one longer than a window is hidden up to the next space or quote. Terminal sequences stay
 * or go with the piece that they stand in: where one holds a secret, `redact` takes them away.
 *
 * @param midst the text begins in the middle of something: nothing of it comes out before a space or a quote.
 */
export function lineRedactor(rules: readonly RedactionRule[], midst = false): LineRedactor {
  let count = 0;
  let held = '';
  /** Where in `held` the line begins that is not complete yet, and the last BEGIN without END; -1 for none. */
  let lineStart = 0;
  let keyStart = -1;
  /** Inside a secret longer than a window, whose marker is already out. */
  let swallowing = midst;

  const hide = (text: string): string => {
    const found = redact(text, rules);
    count += found.count;
    return found.text;
  };

  function release(length: number): string {
    const text = held.slice(0, length);
    held = held.slice(length);
    lineStart = Math.max(0, lineStart - length);
    keyStart = keyStart < length ? -1 : keyStart - length;
    return hide(text);
  }

  /** Notes the key edges up to `end`; whether a key is open there. */
  function insideKey(end: number): boolean {
    for (const edge of held.slice(lineStart, end).matchAll(keyEdge)) {
      keyStart = edge[1] === 'BEGIN' ? lineStart + edge.index : -1;
    }
    if (end - keyStart > keyReach) keyStart = -1;
    return keyStart >= 0;
  }

  function releaseLines(): string {
    // Without keys, all complete lines go at once; it is the same text, faster.
    if (keyStart < 0 && !held.includes('PRIVATE KEY')) {
      const end = Math.max(held.lastIndexOf('\n'), held.lastIndexOf('\r')) + 1;
      lineStart = end;
      return end > 0 ? release(end) : '';
    }
    let out = '';
    const lineEnd = /[\r\n]/g;
    for (;;) {
      lineEnd.lastIndex = lineStart;
      const at = lineEnd.exec(held)?.index;
      if (at === undefined) return out;
      const open = insideKey(at + 1);
      lineStart = at + 1;
      if (!open) out += release(lineStart);
    }
  }

  function releaseWindow(): string {
    let cut = windowSize - overlap;
    const open = insideKey(windowSize) ? keyStart : cut;
    if (open > 0) cut = Math.min(cut, open);
    const [from, to] = spanAround(cut, held, rules);
    if (from > 0) cut = from;
    else if (to < windowSize) cut = to;
    else {
      swallowing = true;
      return release(windowSize);
    }
    // Not between the halves of a surrogate pair.
    if (/[\ud800-\udbff]/.test(held.charAt(cut - 1)) && cut > 1) cut -= 1;
    return release(cut);
  }

  return {
    push(chunk) {
      let out = '';
      for (let at = 0; at < chunk.length;) {
        if (swallowing) {
          const rest = chunk.slice(at).search(/[\s"'`]/);
          if (rest < 0) break;
          swallowing = false;
          at += rest;
        }
        const piece = chunk.slice(at, at + windowSize - held.length);
        at += piece.length;
        held += piece;
        if (/[\r\n]/.test(piece)) out += releaseLines();
        if (held.length === windowSize) out += releaseWindow();
      }
      return out;
    },
    end() {
      return release(held.length);
    },
    get count() {
      return count;
    },
  };
}
