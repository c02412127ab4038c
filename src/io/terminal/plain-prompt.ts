import type { Prompt } from '../../core/ports/person-ports.ts';
import { StringDecoder } from 'node:string_decoder';

/** Lines of one paste come one by one: so long (milliseconds) is waited for the next. */
const patience = 20;

/** How a question ended without an answer. */
export type Left = (why: 'gone' | 'left') => Error;

/** The lines typed until an Enter that nothing follows; undefined at the end of the input (Ctrl-D). */
function typedLines(input: NodeJS.ReadStream, signal: AbortSignal, left: Left): Promise<string> {
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve, reject) => {
    let typed = '';
    let timer: NodeJS.Timeout | undefined;
    const close = (): void => {
      clearTimeout(timer);
      input.off('data', hear).off('end', end).off('error', gone).pause();
      signal.removeEventListener('abort', stopped);
    };
    const hear = (bytes: Buffer): void => {
      clearTimeout(timer);
      typed += decoder.write(bytes);
      if (!typed.endsWith('\n')) return;
      timer = setTimeout(() => {
        close();
        resolve(typed.replace(/[\r\n]+$/, '').replaceAll('\r\n', '\n'));
      }, patience);
    };
    const fail = (error: Error): void => {
      close();
      reject(error);
    };
    const end = (): void => fail(left('left'));
    const gone = (): void => fail(left('gone'));
    const stopped = (): void => fail(signal.reason as Error);
    input.on('data', hear).on('end', end).on('error', gone).resume();
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped);
  });
}

/** Questions in plain lines, for a terminal that knows no escape sequences (TERM=dumb: Emacs, a serial console). */
export function plainPrompt(
  input: NodeJS.ReadStream,
  write: (text: string) => void,
  signal: AbortSignal,
  left: Left,
): Prompt {
  async function ask(question: string): Promise<string> {
    write(`? ${question} `);
    return typedLines(input, signal, left);
  }
  return {
    async text(question, { initial = '', wrong } = {}) {
      for (;;) {
        const answer = (await ask(initial === '' ? question : `${question} (${initial})`)) || initial;
        const mistake = wrong?.(answer);
        if (mistake === undefined) return answer;
        write(`  ${mistake}\n`);
      }
    },
    confirm: async (question) => /^y(?:es)?$/i.test((await ask(`${question} (y/N)`)).trim()),
    async choose(question, choices) {
      for (;;) {
        for (const [at, { name }] of choices.entries()) write(`  ${at + 1}  ${name}\n`);
        const chosen = choices[Number((await ask(`${question} 1-${choices.length}`)).trim()) - 1];
        if (chosen) return chosen.value;
      }
    },
  };
}
