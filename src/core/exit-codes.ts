import type { FaultCode, Verdict } from './faults.ts';

/** The only place where a fault or a verdict becomes an exit code (0-3 stay Nagios's). */
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

export const faultExit = (code: FaultCode): number => faultExits[code];

export const verdictExit = (verdict: Verdict): number =>
  typeof verdict === 'object' ? verdict.exit : verdictExits[verdict];
