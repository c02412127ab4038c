/** Bytes of a short note's line: tells how many events to expect. */
export const usualLine = 320;
/** After so many lines it is looked whether somebody waits for long. */
export const breath = 1024;

/** Says how far a long read is, to a person who waits. */
export interface Progress {
  /** To be awaited: lets the terminal be written, now and then. @param of bytes in all. */
  read(lines: number, bytes: number, of: number): Promise<void> | undefined;
  /** Takes the line away. */
  end(): void;
  /** Of things that are not lines. */
  looked(done: number, of: number, things: string): Promise<void> | undefined;
}

/** Nobody is told anything sooner (milliseconds). */
const patience = 1000;
/** A line that moves is written anew so often (milliseconds). */
const frame = 80;

const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Two digits that count, the rest zeros: an estimate. */
const roughly = (count: number): number => {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.round(count / unit) * unit;
};

/**
 * @param doing shows a text in a line that moves.
 * @param mono monotonic milliseconds.
 */
export function progressOn(doing: (text: string | undefined) => void, mono: () => number): Progress {
  let began: number | undefined;
  let last = 0;
  let telling = false;
  function tell(text: () => string): Promise<void> | undefined {
    const now = mono();
    began ??= now;
    if (now - began < patience || now - last < frame) return undefined;
    last = now;
    doing(text());
    // What moves the line is a timer, which waits as long as somebody reads.
    return new Promise((resolve) => setImmediate(resolve));
  }
  return {
    read: (lines, bytes, of) =>
      tell(() => {
        telling = true;
        const about = Math.max(lines, roughly((lines * of) / Math.max(1, bytes)));
        return `reading… ${grouped(lines - (lines % 1000))} of about ${grouped(about)} lines`;
      }),
    end() {
      if (telling) doing(undefined);
      telling = false;
    },
    looked: (done, of, things) => tell(() => `reading… ${grouped(done)} of ${grouped(of)} ${things}`),
  };
}
