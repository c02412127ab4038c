/**
 * A fault is what `inc` could not do; a verdict is the answer of a command that did its work.
 * Exit codes are in exit-codes.ts.
 */
export type FaultCode =
  | 'USAGE'
  | 'DATA'
  | 'NOT_FOUND'
  | 'UNAVAILABLE'
  | 'CANT_WRITE'
  | 'IO'
  | 'BUSY'
  | 'PERMISSION'
  | 'CONFIG'
  | 'BUG'
  | 'INTERRUPTED'
  | 'TERMINATED';

/** The answer of a command: a word with a number below, or `run`'s own exit code passed through. */
export type Verdict =
  | 'ok'
  | 'no'
  | 'warning'
  | 'critical'
  | 'unknown'
  | 'rolled-back'
  | 'needs-human'
  | 'unverified'
  | 'refused'
  | 'not-confirmed'
  | 'spooled'
  | 'unwritten'
  | { readonly exit: number };

export interface FaultOptions {
  /** What to type next. */
  readonly hint?: string;
  readonly details?: unknown;
  readonly cause?: unknown;
}

/** Message form: what happened · where (path:line:column); the hint says what to type next. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly hint: string | undefined;
  readonly details: unknown;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }
}
