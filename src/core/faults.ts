/**
 * A fault is what `inc` could not do; a verdict is the answer of a command that did its work.
 * The table below is the only place where either becomes an exit code (0-3 stay Nagios's).
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

const faultExits: Record<FaultCode, number> = {
  USAGE: 64,
  DATA: 65,
  NOT_FOUND: 66,
  UNAVAILABLE: 69,
  BUG: 70,
  CANT_WRITE: 73,
  IO: 74,
  BUSY: 75,
  PERMISSION: 77,
  CONFIG: 78,
  INTERRUPTED: 130,
  TERMINATED: 143,
};

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

const verdictExits: Record<Exclude<Verdict, object>, number> = {
  ok: 0,
  no: 1,
  warning: 1,
  critical: 2,
  unknown: 3,
  'rolled-back': 10,
  'needs-human': 11,
  unverified: 12,
  refused: 13,
  spooled: 73,
  unwritten: 74,
  'not-confirmed': 77,
};

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

export const faultExit = (code: FaultCode): number => faultExits[code];

export const verdictExit = (verdict: Verdict): number =>
  typeof verdict === 'object' ? verdict.exit : verdictExits[verdict];
