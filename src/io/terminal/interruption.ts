import { Fault } from '../../core/faults.ts';
import { outliveTerminal } from './lost-terminal.ts';

export interface Interruption {
  /** Aborted by Ctrl-C or TERM; the reason is a Fault INTERRUPTED or TERMINATED. */
  readonly signal: AbortSignal;
  /** Aborted by one more Ctrl-C after that. */
  readonly killing: AbortSignal;
  /** Aborted when the terminal is hung up, with a Fault TERMINATED: there is nobody left to ask. */
  readonly hangUp: AbortSignal;
  /** Both signals are new ones from here on. */
  calm(): void;
  /** Until the answer is called, a first Ctrl-C only calls `warned`; a second within three seconds interrupts. */
  patience(warned: () => void): () => void;
}

/** How long a warning holds (milliseconds): a Ctrl-C after that is a first one again. */
const window = 3000;

/**
 * Ctrl-C and TERM as signals to stop. From the moment it is made, they no longer end the process by themselves;
 * a terminal that hangs up ends nothing either: what was begun goes on, and is in the record.
 *
 * @param mono monotonic milliseconds.
 */
export function interruptionOf(
  process: Pick<NodeJS.Process, 'on' | 'once' | 'getBuiltinModule'>,
  mono: () => number,
): Interruption {
  let stopping = new AbortController();
  let killing = new AbortController();
  const hangUp = new AbortController();
  let warned: (() => void) | undefined;
  let since = -Infinity;
  const stop = (code: 'INTERRUPTED' | 'TERMINATED', text: string): void =>
    stopping.abort(new Fault(code, text, { hint: 'what happened is in the record: inc timeline' }));

  process.on('SIGINT', () => {
    if (stopping.signal.aborted) killing.abort();
    else if (warned && mono() - since > window) {
      since = mono();
      warned();
    } else stop('INTERRUPTED', 'interrupted');
  });
  process.on('SIGTERM', () => stop('TERMINATED', 'terminated'));
  process.on('SIGHUP', () =>
    hangUp.abort(new Fault('TERMINATED', 'the terminal went away at a question; nothing more was done')),
  );
  outliveTerminal(process);
  return {
    get signal() {
      return stopping.signal;
    },
    get killing() {
      return killing.signal;
    },
    calm() {
      stopping = new AbortController();
      killing = new AbortController();
      since = -Infinity;
    },
    hangUp: hangUp.signal,
    patience(tell) {
      warned = tell;
      since = -Infinity;
      return () => {
        warned = undefined;
      };
    },
  };
}
