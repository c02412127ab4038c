import { kill } from 'node:process';

/** The part of a terminal's input that keys are read from. */
type Input = Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'>;

const signals: Readonly<Record<string, NodeJS.Signals>> = {
  '\x03': 'SIGINT',
  '\x1c': 'SIGQUIT',
};

/**
 * Reads single keys, without their echo. A terminal that gives keys no longer makes signals of them: this does. It is
 * set back when the answer is called, and by Node when the process ends.
 *
 * @param self this process, which gets those signals.
 */
export function keysOn(input: Input, self: number, pressed: (key: string) => void): () => void {
  if (!input.isTTY) return () => undefined;
  const heard = (piece: Buffer | string): void => {
    for (const key of piece.toString()) {
      const signal = signals[key];
      if (signal) kill(self, signal);
      else pressed(key);
    }
  };
  input.setRawMode(true);
  input.on('data', heard);
  input.resume();
  return () => {
    input.off('data', heard);
    input.pause();
    input.setRawMode(false);
  };
}
