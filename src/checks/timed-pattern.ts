import { runInNewContext } from 'node:vm';
import { codeOf } from '../core/trouble.ts';

/** A pattern that backtracks for ever must not hold up the other checks for longer (milliseconds). */
const patience = 500;

/** Whether a regular expression is found in a text (`^` and `$` are those of lines); undefined: it took too long. */
export function foundIn(text: string, pattern: string): boolean | undefined {
  try {
    return Boolean(
      runInNewContext("new RegExp(pattern, 'm').test(text)", { pattern, text }, { timeout: patience }),
    );
  } catch (error) {
    if (codeOf(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}
