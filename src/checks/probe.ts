import { setMaxListeners } from 'node:events';
import type { Check, CheckResult, Probing } from '../core/checks/check.ts';

/**
 * Asks one system, as often as the check says. What cannot be asked is an answer too (UNKNOWN, or CRITICAL: each
 * kind says which). A kind's file is loaded when a check of it is first asked.
 */
export async function probe(check: Check, probing: Probing): Promise<CheckResult> {
  // One signal ends however many questions are open: that is no leak.
  if (probing.signal) setMaxListeners(0, probing.signal);
  if (!check.retry && !check.passes) return once(check, probing);
  return (await import('./repeated.ts')).repeated(check, probing, () => once(check, probing));
}

async function once(check: Check, probing: Probing): Promise<CheckResult> {
  switch (check.kind) {
    case 'http':
      return (await import('./http.ts')).probeHttp(check, probing);
    case 'command':
      return (await import('./command.ts')).probeCommand(check, probing);
    case 'tcp':
      return (await import('./tcp.ts')).probeTcp(check, probing);
    case 'tls':
      return (await import('./tls.ts')).probeTls(check, probing);
    case 'dns':
      return (await import('./dns.ts')).probeDns(check, probing);
    case 'file':
      return (await import('./file.ts')).probeFile(check, probing);
    case 'prometheus':
      return (await import('./prometheus.ts')).probePrometheus(check, probing);
  }
}
