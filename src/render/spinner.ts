/** A line on a terminal that moves while something runs. The only file that loads ora. */
export interface Spinner {
  /** Shows that this is going on now. */
  say(text: string): void;
  /** Takes the moving line away, so that other lines can be written. */
  hide(): void;
}

/** @param stream a terminal; ora hides and restores its cursor. */
export async function spinnerOn(stream: NodeJS.WritableStream): Promise<Spinner> {
  const { default: ora } = await import('ora');
  // The keyboard stays alone: Ctrl-C must reach us, and a script that reads the terminal must get its input.
  const spinner = ora({ stream, discardStdin: false, hideCursor: true });
  return {
    say(text) {
      spinner.text = text;
      spinner.start();
    },
    hide: () => spinner.stop(),
  };
}
