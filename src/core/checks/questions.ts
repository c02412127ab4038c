import type {
  Check,
  CheckCommon,
  CommandCheck,
  DnsCheck,
  FileCheck,
  RecordType,
  TcpCheck,
  TlsCheck,
} from './check.ts';
import { absolute, fields, textOf, words } from './values.ts';
import { authority, http, prometheus, type Asked } from './web.ts';
import { hostPort } from './host-port.ts';

const fewestDays = { warn: '30:', crit: '7:' };
function address(value: string, { path, reader }: Asked, key: string): { host: string; port: number } {
  const found = hostPort(value);
  if (!found) reader.problem([...path, key], `${value} is no address: write db-1:5432 or [::1]:5432`);
  return found ?? { host: value, port: 0 };
}

function tcp(asked: Asked): TcpCheck {
  const { banner } = fields(asked.from['expect']);
  return {
    ...asked.common,
    kind: 'tcp',
    ...address(String(asked.from['tcp']), asked, 'tcp'),
    ...(banner === undefined ? {} : { banner: textOf(banner) }),
  };
}

/** A plain number of days is the fewest there may be: as a Nagios range it would be the most. */
const atLeast = (limits: CheckCommon['warn'], fewest: string): CheckCommon['warn'] => {
  const days = limits['days'] ?? fewest;
  return { ...limits, days: /^[\d.]+$/.test(days) ? `${days}:` : days };
};

/** Its certificate is WARNING below 30 days and CRITICAL below 7, unless other limits are given. */
export const withDays = (common: CheckCommon): CheckCommon => ({
  ...common,
  warn: atLeast(common.warn, fewestDays.warn),
  crit: atLeast(common.crit, fewestDays.crit),
});

function tls(asked: Asked): TlsCheck {
  const { tls: written, servername } = asked.from;
  return {
    ...withDays(asked.common),
    kind: 'tls',
    ...address(String(written), asked, 'tls'),
    ...(typeof servername === 'string' ? { servername } : {}),
    ...authority(asked),
  };
}

function dns(asked: Asked): DnsCheck {
  const { dns: domain, type = 'A', resolver, expect } = asked.from;
  if (
    typeof resolver === 'string' &&
    !/^(?:[\d.]+|[\da-f:]*:[\da-f:.]*|\[[\da-f:.]+\])(?::\d+)?$/i.test(resolver)
  )
    asked.reader.problem(
      [...asked.path, 'resolver'],
      `${resolver} is no resolver: write its address, 192.0.2.53 or 192.0.2.53:5353`,
    );
  return {
    ...asked.common,
    kind: 'dns',
    domain: String(domain),
    type: type as RecordType,
    ...(typeof resolver === 'string' ? { resolver } : {}),
    ...(Array.isArray(expect) ? { expect: words(expect) } : {}),
  };
}

function file(asked: Asked): FileCheck {
  const { contains, exists = true } = fields(asked.from['expect']);
  if (contains !== undefined && exists === false)
    asked.reader.problem(
      [...asked.path, 'expect', 'contains'],
      'a file that must not be there holds nothing',
    );
  return {
    ...asked.common,
    kind: 'file',
    path: absolute(String(asked.from['file']), asked.root),
    ...(contains === undefined ? {} : { contains: textOf(contains) }),
    exists: exists !== false,
  };
}

/** As in a plan: a string is a line for bash, a list is run as it stands. */
function command({ from, common, root }: Asked): CommandCheck | undefined {
  const { command: written, cwd } = from;
  const argv = typeof written === 'string' ? ['bash', '-euo', 'pipefail', '-c', written] : words(written);
  return argv[0]
    ? { ...common, kind: 'command', argv, cwd: absolute(typeof cwd === 'string' ? cwd : '.', root) }
    : undefined;
}

/** Compiles what a check asks, by its kind; undefined: it asks nothing. */
export const questions: Readonly<Record<Check['kind'], (asked: Asked) => Check | undefined>> = {
  http,
  tcp,
  tls,
  dns,
  file,
  prometheus,
  command,
};
