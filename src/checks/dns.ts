import { Resolver } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import type { CheckResult, DnsCheck, Probing } from '../core/checks/check.ts';
import { compactDuration } from '../core/time/duration.ts';
import { codeOf } from '../core/trouble.ts';
import { inTime } from './in-time.ts';
import { wordsOf } from './network-trouble.ts';
import { resultOf, type Seen } from './seen.ts';

/** More values are not shown one by one. */
const mostShown = 10;

/** Asks for one type of record. @returns each value as zone files write it (RFC 1035, 5), without its final dots. */
async function valuesOf(resolver: Resolver, { domain, type }: DnsCheck): Promise<readonly string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(domain);
    case 'AAAA':
      return resolver.resolve6(domain);
    case 'CNAME':
      return resolver.resolveCname(domain);
    case 'NS':
      return resolver.resolveNs(domain);
    case 'PTR':
      return isIP(domain) > 0 ? resolver.reverse(domain) : resolver.resolvePtr(domain);
    case 'TXT':
      return (await resolver.resolveTxt(domain)).map((parts) => parts.join(''));
    case 'MX':
      return (await resolver.resolveMx(domain)).map(({ priority, exchange }) => `${priority} ${exchange}`);
    case 'SRV':
      return (await resolver.resolveSrv(domain)).map(
        ({ priority, weight, port, name }) => `${priority} ${weight} ${port} ${name}`,
      );
    case 'SOA': {
      const { nsname, hostmaster, serial, refresh, retry, expire, minttl } =
        await resolver.resolveSoa(domain);
      return [[nsname, hostmaster, serial, refresh, retry, expire, minttl].join(' ')];
    }
    case 'CAA':
      return (await resolver.resolveCaa(domain)).map((record) => {
        const { critical, ...tags } = record;
        return `${critical} ${Object.entries(tags)
          .map(([tag, value]) => `${tag} "${String(value)}"`)
          .join(' ')}`;
      });
  }
}

/** So that two ways to write the same value are one: names in any case, IPv6 addresses in any form (RFC 5952). */
function canonical(value: string, { type }: DnsCheck): string {
  if (type === 'TXT' || type === 'CAA') return value;
  if (isIPv6(value)) return new URL(`http://[${value}]`).hostname.slice(1, -1);
  return value.toLowerCase().replace(/\.(?=\s|$)/g, '');
}

const listed = (values: readonly string[]): string => {
  const more = values.length - mostShown;
  return more > 0 ? `${values.slice(0, mostShown).join(', ')} and ${more} more` : values.join(', ');
};

function compared(values: readonly string[], check: DnsCheck): Omit<Seen, 'ms'> {
  const { domain, type, expect } = check;
  const got = values.map((value) => canonical(value, check)).toSorted();
  const wanted = expect && [...new Set(expect.map((value) => canonical(value, check)))].toSorted();
  const told = `${domain} ${type}: ${listed(got)}`;
  const same = wanted === undefined || listed(wanted) === listed([...new Set(got)]);
  return same
    ? { status: 'OK', text: told }
    : { status: 'CRITICAL', text: `${told}; expected ${listed(wanted)}` };
}

/** What went wrong, as a sentence (Node's DNS codes; RFC 1035, 4.1.1). A name that nobody can ask for is UNKNOWN. */
function trouble(error: unknown, { domain, type, resolver }: DnsCheck): Omit<Seen, 'ms'> {
  const code = codeOf(error);
  // Neither the network's nor the resolver's: a bug of ours.
  if (code === '') throw error;
  const asked = resolver ?? 'the resolver of this machine';
  const wrong: Readonly<Record<string, string>> = {
    ENOTFOUND: `there is no ${domain}`,
    ENODATA: `${domain} has no ${type} record`,
    ESERVFAIL: `${asked} failed to look up ${domain}`,
    EREFUSED: `${asked} refuses to look up ${domain}`,
    ENOTIMP: `${asked} does not know how to look up ${type}`,
    ECONNREFUSED: `connection refused by ${asked}`,
    EFORMERR: `${asked} did not understand the question`,
    EBADRESP: `${asked} gave an answer that makes no sense`,
    EOF: `${asked} broke off its answer`,
  };
  const sentence = wrong[code];
  if (sentence !== undefined) return { status: 'CRITICAL', text: sentence };
  return { status: 'UNKNOWN', text: `${domain} ${type} cannot be asked for: ${wordsOf(error) || code}` };
}

/**
 * Looks up one type of record, at a resolver or those of the machine (resolv.conf(5); not /etc/hosts). With `expect`,
 * the answer is exactly that. No such name, a refusal and silence are CRITICAL.
 */
export async function probeDns(check: DnsCheck, probing: Probing): Promise<CheckResult> {
  const { mono } = probing;
  const { timeout } = check;
  const since = mono();
  const seen = await inTime(check, probing, async (signal): Promise<Omit<Seen, 'ms'>> => {
    try {
      // One packet may be lost: two tries, the second twice as long, fill the time.
      const resolver = new Resolver({ timeout: Math.ceil(timeout / 3), tries: 2 });
      if (check.resolver !== undefined) resolver.setServers([check.resolver]);
      signal.addEventListener('abort', () => resolver.cancel(), { once: true });
      return compared(await valuesOf(resolver, check), check);
    } catch (error) {
      if (codeOf(error) === 'ETIMEOUT') return late(check);
      return trouble(error, check);
    }
  });
  const ms = mono() - since;
  if (seen === 'interrupted') return resultOf(check, { status: 'UNKNOWN', text: 'interrupted', ms });
  return resultOf(check, { ...(seen === 'late' ? late(check) : seen), ms });
}

const late = ({ resolver, timeout }: DnsCheck): Omit<Seen, 'ms'> => ({
  status: 'CRITICAL',
  text: `no answer from ${resolver ?? 'the resolver of this machine'} within ${compactDuration(timeout)}`,
});
