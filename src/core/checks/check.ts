import type { CheckStatus, OutputRef, Perfdatum } from '../record/events.ts';
import { shownHostPort } from './host-port.ts';
import type { Runner } from '../ports/process-ports.ts';

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
  /** What it is found by. */
  readonly tags?: readonly string[];
  /** Checks that say nothing new while one of these is CRITICAL: then it is not asked. */
  readonly needs?: readonly string[];
  /** What to do about it when it is not OK; shown beside such an answer, as is the runbook. */
  readonly hint?: string;
  /** A plan of the catalogue, or a URL. */
  readonly runbook?: string;
}

/** Text as it stands, or an environment variable's value behind a prefix: a secret is never written into a catalogue. */
export type HeaderValue = string | { readonly env: string; readonly prefix?: string };

/** What is asked of a web server besides its URL. `ca`: the only authorities to trust, a PEM file's absolute path. */
export interface WebOptions {
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  readonly ca?: string;
  /** The certificate is not looked at. */
  readonly verify?: false;
}

export interface HttpCheck extends CheckCommon, WebOptions {
  readonly kind: 'http';
  readonly url: string;
  /** Absent: POST with a body, else GET. */
  readonly method?: string;
  readonly body?: string;
  /** So many are followed; absent: none, a 3xx is an answer. */
  readonly redirects?: number;
  /** No status given: 200-399 is right. */
  readonly expect: {
    readonly status?: readonly number[];
    readonly body?: string;
    /** A regular expression's source, for the first MiB of the body. */
    readonly match?: string;
    /** Values by dotted path (`data.nodes.0.state`) in a body of JSON, compared as text. */
    readonly json?: Readonly<Record<string, string>>;
    /** Text that the header of that name holds, by name. */
    readonly header?: Readonly<Record<string, string>>;
  };
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

/** Asks for a certificate. Limits on `days` (how long it is still valid) are always there. */
export interface TlsCheck extends CheckCommon {
  readonly kind: 'tls';
  readonly host: string;
  readonly port: number;
  /** The name that the certificate must be for; absent: the host. */
  readonly servername?: string;
  readonly ca?: string;
}

export const recordTypes = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const;
export type RecordType = (typeof recordTypes)[number];

export interface DnsCheck extends CheckCommon {
  readonly kind: 'dns';
  readonly domain: string;
  readonly type: RecordType;
  /** An address with or without a port; absent: those that the machine uses. */
  readonly resolver?: string;
  /** These values and no others, in any order. */
  readonly expect?: readonly string[];
}

export interface FileCheck extends CheckCommon {
  readonly kind: 'file';
  /** Absolute. */
  readonly path: string;
  /** Somewhere in its first 64 MiB. */
  readonly contains?: string;
  /** False: nothing may be there. */
  readonly exists: boolean;
}

/** An instant query. Limits on `value` hold for each of its series. */
export interface PrometheusCheck extends CheckCommon, WebOptions {
  readonly kind: 'prometheus';
  readonly url: string;
  readonly query: string;
  /** What no series at all means. */
  readonly empty: CheckStatus;
}

/** One question to a system. A union: each kind has one file in src/checks. */
export type Check = HttpCheck | CommandCheck | TcpCheck | TlsCheck | DnsCheck | FileCheck | PrometheusCheck;

/** What is asked, on one line: an address, a path, a command. */
export function askedOf(check: Check): string {
  switch (check.kind) {
    case 'http':
      return check.url;
    case 'prometheus':
      return `${check.url} ${check.query}`;
    case 'dns':
      return `${check.domain} ${check.type}`;
    case 'file':
      return check.path;
    case 'command':
      return check.argv.join(' ');
    case 'tcp':
    case 'tls':
      return shownHostPort(check);
  }
}

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
  /** It was not asked, because the check of this name, which it needs, is CRITICAL: no answer, and never recorded. */
  readonly skipped?: string;
}

/** What a probe may use. `mono` is a monotonic clock in milliseconds, `now` the time of day in epoch milliseconds. */
export interface Probing {
  readonly runner: () => Promise<Pick<Runner, 'run'>>;
  readonly mono: () => number;
  readonly now: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
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
