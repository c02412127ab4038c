/** Who is typing, and where; asking and telling a person. Implemented by `io` (and `render`), plugged in by `main`; see ports.ts. */

/** `by` as recorded, `alice@web-ops-1`. */
export interface Identity {
  readonly by: string;
  readonly person: string;
}

export interface Terminal {
  /** A person can be asked: stdin and stderr are terminals, and nobody said no. */
  readonly interactive: boolean;
  /** stdout is a terminal. */
  readonly screen: boolean;
  /** stderr is a terminal, be it a dumb one. */
  readonly messages: boolean;
  /** Where a moving line can be shown; undefined: stderr is no terminal, or a dumb one. */
  readonly stderr: NodeJS.WriteStream | undefined;
  /** Cells of a line on stdout; Infinity off a terminal. */
  readonly columns: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** Questions to a person, on stderr. Rejects with Fault INTERRUPTED on Ctrl-C. Only for an interactive terminal. */
export interface Prompt {
  /** `wrong` says what is wrong with an answer, which is then asked for again; a `secret` is not shown as it is typed. */
  text(
    question: string,
    options?: {
      readonly initial?: string;
      readonly secret?: boolean;
      readonly wrong?: (answer: string) => string | undefined;
    },
  ): Promise<string>;
  confirm(question: string): Promise<boolean>;
  choose<T extends string>(
    question: string,
    choices: readonly { readonly value: T; readonly name: string }[],
  ): Promise<T>;
}

/** Is told what goes on beside what is recorded; shown on stderr by whoever watches. */
export interface Watcher {
  /** What is going on now, in a line that moves; undefined: nothing any more. */
  doing(text: string | undefined): void;
  /** A piece of the running program's output, redacted. */
  output(text: string): void;
  /** A line that stays; also without anybody who watches. */
  told(text: string): void;
}
