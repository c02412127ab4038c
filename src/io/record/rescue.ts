import type { Happening } from '../../core/record/events.ts';
import { Fault } from '../../core/faults.ts';
import type { Receipt } from '../../core/ports/record-ports.ts';
import { isTrouble, systemFault } from '../../core/trouble.ts';
import type { Composed } from './appender.ts';
import { putAside, readableHeads } from './spool.ts';
import type { Heads } from './tail.ts';

/** How far an append got before it failed. */
export interface Unfinished {
  readonly happenings: readonly Happening[];
  /** Undefined: it was not even redacted, so it must not touch a disk. */
  readonly compose: ((heads: Heads) => readonly Composed[]) | undefined;
  readonly composed: readonly Composed[];
}

export interface Rescued {
  readonly composed: readonly Composed[];
  readonly trouble: NonNullable<Receipt['trouble']>;
}

/** The same fault, with what was typed in its details: whoever reports it prints that too. */
function withText(error: unknown, unwritten: readonly Happening[]): unknown {
  const fault = error instanceof Fault ? error : systemFault(error);
  // A wrong command line is repeated with one that is right.
  if (!fault || fault.code === 'USAGE') return error;
  const { code, message, hint, details } = fault;
  const known = typeof details === 'object' && details !== null ? details : {};
  return new Fault(code, message, {
    ...(hint === undefined ? {} : { hint }),
    details: { unwritten, ...known },
    cause: error,
  });
}

/**
 * What becomes of events that could not be written home: they are kept in the spool.
 *
 * @throws Fault with the unwritten events in its details, when they may not be kept or can be kept nowhere.
 */
export function rescue(
  state: string,
  incident: string,
  log: string,
  { happenings, compose, composed: before }: Unfinished,
  error: unknown,
): Rescued {
  try {
    if (!compose || !isTrouble(error)) throw error;
    const composed =
      before.length > 0 || error instanceof Fault ? before : compose(readableHeads(state, incident, log));
    return { composed, trouble: putAside(state, incident, composed, happenings, error) };
  } catch (last) {
    throw withText(last, happenings);
  }
}
