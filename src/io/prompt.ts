import { Fault } from '../core/faults.ts';
import type { Prompt } from '../core/ports.ts';

/** inquirer on stderr, so that stdout stays a pipe. Reached by `import()`, and only for a person at a terminal. */
export async function promptOn(output: NodeJS.WriteStream, interruption: AbortSignal): Promise<Prompt> {
  const { default: inquirer } = await import('inquirer');
  const ask = inquirer.createPromptModule({ output, signal: interruption });

  async function answer<T>(question: Record<string, unknown>): Promise<T> {
    try {
      const { value } = (await ask([{ ...question, name: 'value' }] as never)) as { value: T };
      return value;
    } catch (error) {
      if (interruption.aborted) throw interruption.reason;
      if (error instanceof Error && /ExitPromptError|AbortPromptError/.test(error.name))
        throw new Fault('INTERRUPTED', 'interrupted at a question; nothing more was done', { cause: error });
      throw error;
    }
  }

  return {
    text: (message, options) =>
      answer<string>({
        type: 'input',
        message,
        ...(options?.initial ? { default: options.initial } : {}),
        validate: (typed: string) => options?.wrong?.(typed) ?? true,
      }),
    confirm: (message) => answer<boolean>({ type: 'confirm', message, default: false }),
    choose: (message, choices) => answer({ type: 'select', message, choices }),
  };
}
