import type { Check, CheckResult, Probing } from '../core/check.ts';

/**
 * Asks one system one question. What cannot be asked is an answer too (UNKNOWN, or CRITICAL: each kind says
 * which). A kind's file is loaded when a check of it is first asked.
 */
export async function probe(check: Check, probing: Probing): Promise<CheckResult> {
  switch (check.kind) {
    case 'http':
      return (await import('./http.ts')).probeHttp(check, probing);
    case 'command':
      return (await import('./command.ts')).probeCommand(check, probing);
  }
}
