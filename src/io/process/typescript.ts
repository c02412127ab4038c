/** What a command showed, in what script(1) logs of it. */
export interface Typescript {
  push(chunk: Buffer): Buffer;
  /** @param whole script ended by itself: its own last line is there. */
  end(whole: boolean): Buffer;
  /** It has begun to log: what it was to run was started. */
  readonly begun: boolean;
}

const newline = 10;
/** Its last line is shorter (bytes), in every language. */
const longestEnding = 1024;

/**
 * Takes away the line that script(1) of util-linux writes before (`Script started on …`) and, after a line's end of its
 * own, behind (`Script done on …`), in the person's language. A command line that holds a line break would
 * break the first one: none must be in it.
 */
export function typescriptOf(): Typescript {
  let held = Buffer.alloc(0);
  let begun = false;
  return {
    push(chunk) {
      let rest = chunk;
      if (!begun) {
        const at = chunk.indexOf(newline);
        if (at < 0) return held;
        begun = true;
        rest = chunk.subarray(at + 1);
      }
      const all = held.length === 0 ? Buffer.from(rest) : Buffer.concat([held, rest]);
      const cut = Math.max(0, all.length - longestEnding);
      held = all.subarray(cut);
      return all.subarray(0, cut);
    },
    end(whole) {
      const all = held;
      held = Buffer.alloc(0);
      if (!whole || all.at(-1) !== newline) return all;
      // -1: not even that line is there.
      return all.subarray(0, Math.max(0, all.lastIndexOf(newline, all.length - 2)));
    },
    get begun() {
      return begun;
    },
  };
}

const carriageReturn = 13;

/** Ends lines as the command wrote them: a terminal shows LF as CR LF (termios(3), ONLCR). @returns per chunk. */
export function withoutReturns(): (chunk: Buffer) => Buffer {
  let held = Buffer.alloc(0);
  return (chunk) => {
    const all = Buffer.concat([held, chunk]);
    const cut = all.at(-1) === carriageReturn ? all.length - 1 : all.length;
    held = all.subarray(cut);
    return Buffer.from(all.toString('latin1', 0, cut).replaceAll('\r\n', '\n'), 'latin1');
  };
}
