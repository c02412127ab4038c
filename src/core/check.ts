import type { CheckStatus, OutputRef, Perfdatum } from './events.ts';
import type { Runner } from './process-ports.ts';

/** A limit on a number, in Nagios range syntax (`10`, `10:20`, `~:5`, `@10:20`), by perfdata label; `time` is in milliseconds. */
export type Limits = Readonly<Record<string, string>>;

export interface CheckCommon {
  readonly name: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly warn: Limits;
  readonly crit: Limits;
  /** Asked again when it is not OK, so many times in all; absent: once. */
  readonly retry?: { readonly attempts: number; readonly delayMs: number };
  /** OK only when it was OK this often in a row, `everyMs` apart; absent: once. */
  readonly passes?: { readonly count: number; readonly everyMs: number };
}

export interface HttpCheck extends CheckCommon {
  readonly kind: 'http';
  readonly url: string;
  /** No status given: 200-399 is right. */
  readonly expect: { readonly status?: readonly number[]; readonly body?: string };
}

export interface CommandCheck extends CheckCommon {
  readonly kind: 'command';
  readonly argv: readonly string[];
  readonly cwd: string;
}

export interface TcpCheck extends CheckCommon {
  readonly kind: 'tcp';
  /** A name or an address; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** What the server must say first, somewhere in its first 4 KiB. */
  readonly banner?: string;
}

/** One question to a system. A union: each kind has one file in src/checks. */
export type Check = HttpCheck | CommandCheck | TcpCheck;

/** The same question for somebody who counts answers himself: asked once. */
export function askedOnce(check: Check): Check {
  const { retry: _retry, passes: _passes, ...once } = check;
  return once;
}

/** 0/1/2/3 of the Nagios plugin API, with what was seen. `ms` is how long it took. */
export interface CheckResult {
  readonly check: string;
  readonly kind: Check['kind'];
  readonly status: CheckStatus;
  readonly summary: string;
  readonly perfdata: readonly Perfdatum[];
  readonly ms: number;
  /** Long output, redacted; kept as a blob when it says more than the summary. */
  readonly output?: string;
  /** How much of it was printed, cut and redacted. */
  readonly printed?: Pick<OutputRef, 'total' | 'omitted' | 'redactions'>;
  /** Something that it started was still running afterwards. */
  readonly leftover?: true;
}

/** What a probe may use. `mono` is a monotonic clock in milliseconds. */
export interface Probing {
  readonly runner: () => Promise<Pick<Runner, 'run'>>;
  readonly mono: () => number;
  /** Rejects when the signal aborts. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal;
}

const rank: readonly CheckStatus[] = ['OK', 'WARNING', 'UNKNOWN', 'CRITICAL'];

/** Of several: CRITICAL > UNKNOWN > WARNING > OK. */
export const worst = (statuses: readonly CheckStatus[]): CheckStatus =>
  statuses.reduce((a, b) => (rank.indexOf(b) > rank.indexOf(a) ? b : a), 'OK' as CheckStatus);

/** Asks one system one question; never rejects for what the system does. */
export type Prober = (check: Check, signal?: AbortSignal) => Promise<CheckResult>;
