/** Takes from a text, cut anywhere, what a terminal acts on and does not show. */
export interface SequenceStripper {
  push(text: string): string;
  /** What could not be told from the beginning of a sequence. */
  end(): string;
}

/* oxlint-disable no-control-regex -- controls are what they look for */
// ECMA-48: CSI (ESC [ or U+009B) with parameters, intermediates and a final; strings (OSC, DCS, SOS, PM, APC) up to
// BEL or ST, and never beyond a line; then every other escape: intermediates and a final.
const sequences =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\n\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-OQ-WYZ\\`-~]/g;
/** The beginning of one, at the end of the text. */
const begun = /(?:\u001b\[|\u009b)[0-?]*[ -/]*$|\u001b[\]PX^_][^\n\u0007\u001b\u009c]*\u001b?$|\u001b[ -/]*$/;
/* oxlint-enable no-control-regex */

/** A sequence that is longer is none (characters): its end could be awaited for ever. */
const longest = 4096;

/**
 * Colours, cursor moves, titles and links of a program's output, gone (ECMA-48; OSC as xterm has them). Between the
 * letters of a secret they would hide it from every rule.
 */
export function sequenceStripper(): SequenceStripper {
  let held = '';
  return {
    push(text) {
      const all = held + text;
      held = '';
      if (!all.includes('\u001b') && !all.includes('\u009b')) return all;
      const plain = all.replace(sequences, '');
      const from = begun.exec(plain.slice(-longest))?.index;
      if (from === undefined) return plain;
      const at = Math.max(0, plain.length - longest) + from;
      held = plain.slice(at);
      return plain.slice(0, at);
    },
    end() {
      const rest = held;
      held = '';
      return rest;
    },
  };
}
