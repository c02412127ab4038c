import { Fault } from '../../core/faults.ts';
import type { Prompt } from '../../core/ports/person-ports.ts';
import { plainPrompt } from './plain-prompt.ts';
import { typedInput } from './typed-input.ts';
import { lineEnd } from './typed-keys.ts';

/** Bracketed paste, on and off (xterm's ctlseqs, DECSET 2004). */
const [marked, unmarked] = ['\x1b[?2004h', '\x1b[?2004l'];

export interface PromptTerminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** It understands no escape sequences: none is written to it. */
  readonly dumb: boolean;
  /** Ctrl-C and TERM; the reason is a Fault. */
  readonly interruption: AbortSignal;
  /** The terminal was hung up; the reason is a Fault. */
  readonly hangUp: AbortSignal;
}

const lines = (typed: string): string => typed.replaceAll(lineEnd, '\n');

const gone = (): Fault =>
  new Fault('TERMINATED', 'the terminal went away at a question; nothing more was done');

const interrupted = (cause?: Error): Fault =>
  new Fault('INTERRUPTED', 'interrupted at a question; nothing more was done', cause ? { cause } : {});

/** inquirer on stderr, so that stdout stays a pipe. Reached by `import()`, and only for a person at a terminal. */
export async function promptOn(terminal: PromptTerminal): Promise<Prompt> {
  const { output, interruption, hangUp } = terminal;
  // One that is gone is noticed by reading; to write to it is no error of its own.
  output.on('error', () => undefined);
  const ending = AbortSignal.any([interruption, hangUp]);
  const left = (why: 'gone' | 'left'): Fault => (why === 'gone' ? gone() : interrupted());
  if (terminal.dumb) return plainPrompt(terminal.input, (text) => void output.write(text), ending, left);
  const { default: inquirer } = await import('inquirer');

  async function answer<T>(question: Record<string, unknown>): Promise<T> {
    ending.throwIfAborted();
    const input = await typedInput(terminal.input);
    const nobody = new AbortController();
    // An answer, too, makes readline let go of the terminal: it comes first.
    void input.ended.then((why) => setImmediate(() => nobody.abort(left(why))));
    const signal = AbortSignal.any([ending, nobody.signal]);
    const ask = inquirer.createPromptModule({ input: input.stream, output, signal });
    output.write(marked);
    try {
      const { value } = (await ask([{ ...question, name: 'value' }] as never)) as { value: T };
      return value;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof Error && /ExitPromptError|AbortPromptError/.test(error.name))
        throw interrupted(error);
      throw error;
    } finally {
      input.close();
      output.write(unmarked);
    }
  }

  return {
    text: async (message, options) =>
      lines(
        await answer<string>({
          type: options?.secret ? 'password' : 'input',
          message,
          ...(options?.initial ? { default: options.initial } : {}),
          validate: (typed: string) => options?.wrong?.(lines(typed)) ?? true,
        }),
      ),
    confirm: (message) => answer<boolean>({ type: 'confirm', message, default: false }),
    choose: (message, choices) => answer({ type: 'select', message, choices }),
  };
}
