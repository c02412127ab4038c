import { performance } from 'node:perf_hooks';

/** Bytes of one stream on their way to people. */
export interface Hiding {
  push(bytes: Buffer): string;
  end(): string;
  readonly count: number;
}

/** Shows what nobody could read anyway only in part. */
export interface ShownOutput {
  /** @param before the stream's last bytes before these. */
  show(bytes: Buffer, before: () => Buffer): void;
  end(): void;
}

/** Bytes a second that are shown of a flood. */
const most = 128 * 1024;

const lineFeed = 10;

/** A loop: looking for the next line feed again and again costs several times as much where lines are short. */
function linesIn(bytes: Buffer): number {
  let count = 0;
  // oxlint-disable-next-line typescript/prefer-for-of -- an iterator costs ten times as much
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === lineFeed) count++;
  return count;
}

/**
 * Shows a flood as it goes by, at a pace that does not hold it up; of the rest it says how many lines there were.
 *
 * @param rejoin gives what hides the secrets of a stream of which only the last bytes are known.
 */
export function shownOutput(emit: (text: string) => void, rejoin: (before: Buffer) => Hiding): ShownOutput {
  let hiding: Hiding | undefined;
  let missed: { readonly lines: number } | undefined;
  let since = performance.now();
  let spent = 0;

  const out = (text: string): void => {
    if (text !== '') emit(text);
  };
  const say = (): void => {
    if (missed) emit(`… ${missed.lines} lines not shown\n`);
    missed = undefined;
  };
  return {
    show(bytes, before) {
      const now = performance.now();
      if (now - since >= 1000) [since, spent] = [now, 0];
      if (spent >= most) {
        hiding = undefined;
        missed = { lines: (missed?.lines ?? 0) + linesIn(bytes) };
        return;
      }
      spent += bytes.length;
      say();
      hiding ??= rejoin(before());
      out(hiding.push(bytes));
    },
    end() {
      out(hiding?.end() ?? '');
      say();
    },
  };
}
