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
      // Before any is taken out: what is left of the text around one is none.
      const from = begun.exec(all.slice(-longest))?.index;
      if (from === undefined) return all.replace(sequences, '');
      const at = Math.max(0, all.length - longest) + from;
      held = all.slice(at);
      return all.slice(0, at).replace(sequences, '');
    },
    end() {
      const rest = held.replace(sequences, '');
      held = '';
      return rest;
    },
  };
}

/** A whole text without them; the text itself where there are none. */
export function withoutSequences(text: string): string {
  const stripper = sequenceStripper();
  return stripper.push(text) + stripper.end();
}
