import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { typedKeys } from './typed-keys.ts';

/** Terminals without bracketed paste may cut a paste after a line end: so long (milliseconds) is waited for the rest. */
const patience = 20;

/** What readline reads from, for one question. */
export interface TypedInput {
  readonly stream: NodeJS.ReadableStream;
  /** Rejects when there is nobody any more who could answer: the terminal is gone, or Ctrl-D. */
  readonly ended: Promise<'gone' | 'left'>;
  close(): void;
}

/** Lets the terminal's own loop turn until what was typed before has been read. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/**
 * The terminal, with pasted text made one line, so that a line end in it answers nothing. Resolves once what was
 * typed too early has been read: it stands in the line, and is not an answer before somebody presses Enter.
 */
export async function typedInput(terminal: NodeJS.ReadStream): Promise<TypedInput> {
  const typed = typedKeys();
  const decoder = new StringDecoder('utf8');
  const stream = new PassThrough({ encoding: 'utf8' });
  let pending = '';
  let timer: NodeJS.Timeout | undefined;
  let early = true;

  const flush = (): void => {
    clearTimeout(timer);
    const keys = early ? typed.early(pending) : typed.keys(pending);
    pending = '';
    if (keys !== '') stream.write(keys);
  };
  const hear = (bytes: Buffer): void => {
    clearTimeout(timer);
    pending += decoder.write(bytes);
    if (early) return;
    if (/[\r\n]$/.test(pending)) timer = setTimeout(flush, patience);
    else flush();
  };
  let end: (why: 'gone' | 'left') => void = () => undefined;
  const ended = new Promise<'gone' | 'left'>((resolve) => (end = resolve));
  const gone = (): void => end('gone');

  // readline closes itself on Ctrl-D, and says so by nothing but this.
  const setRawMode = (raw: boolean): void => {
    if (!raw && stream.isPaused()) end('left');
    try {
      terminal.setRawMode(raw);
    } catch {
      gone();
    }
  };
  terminal.on('data', hear).on('end', gone).on('error', gone);
  setRawMode(true);
  terminal.resume();
  await turns();
  flush();
  early = false;
  return {
    stream: Object.assign(stream, { setRawMode }),
    ended,
    close() {
      clearTimeout(timer);
      terminal.off('data', hear).off('end', gone).off('error', gone).pause();
    },
  };
}
