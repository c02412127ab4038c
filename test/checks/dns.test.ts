import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { probe } from '../../src/checks/probe.ts';
import type { CheckResult, DnsCheck, Probing } from '../../src/core/checks/check.ts';
import { dnsServer } from '../support/dns-server.ts';
import { common, probing } from '../support/probing.ts';

let server: Awaited<ReturnType<typeof dnsServer>>;
beforeAll(async () => {
  server = await dnsServer({
    'shop.example A': ['192.0.2.9', '192.0.2.7'],
    'shop.example AAAA': ['2001:db8::7'],
    'shop.example MX': ['10 Mail.example', '20 mail2.example'],
    'shop.example TXT': ['v=spf1 -all', `long ${'x'.repeat(300)}`],
    'shop.example NS': ['ns1.example', 'ns2.example'],
    'shop.example SOA': ['ns1.example admin.example 2026112201 7200 3600 1209600 300'],
    'shop.example CAA': ['0 issue letsencrypt.org'],
    'www.shop.example CNAME': ['shop.example'],
    '_https._tcp.shop.example SRV': ['10 60 8443 lb-1.example'],
    '7.2.0.192.in-addr.arpa PTR': ['shop.example'],
    'empty.example A': [],
    'sick.example A': 'SERVFAIL',
    'closed.example A': 'REFUSED',
    'silent.example A': 'silence',
  });
});
afterAll(() => server.close());

const ask = (
  domain: string,
  more: Partial<DnsCheck> = {},
  with_: Partial<Probing> = {},
): Promise<CheckResult> =>
  probe(
    { ...common, kind: 'dns', domain, type: 'A', resolver: server.address, ...more },
    { ...probing, ...with_ },
  );

describe('a dns check', () => {
  it.each([
    ['A', 'shop.example', '192.0.2.7, 192.0.2.9'],
    ['AAAA', 'shop.example', '2001:db8::7'],
    ['MX', 'shop.example', '10 mail.example, 20 mail2.example'],
    ['NS', 'shop.example', 'ns1.example, ns2.example'],
    ['SOA', 'shop.example', 'ns1.example admin.example 2026112201 7200 3600 1209600 300'],
    ['CAA', 'shop.example', '0 issue "letsencrypt.org"'],
    ['CNAME', 'www.shop.example', 'shop.example'],
    ['SRV', '_https._tcp.shop.example', '10 60 8443 lb-1.example'],
    ['PTR', '7.2.0.192.in-addr.arpa', 'shop.example'],
    ['PTR', '192.0.2.7', 'shop.example'],
  ] as const)('reads %s of %s', async (type, domain, values) => {
    const result = await ask(domain, { type });
    expect(result).toMatchObject({
      check: 'web',
      kind: 'dns',
      status: 'OK',
      summary: `${domain} ${type}: ${values}`,
    });
    expect(result.perfdata).toEqual([{ label: 'time', value: result.ms / 1000, unit: 's', min: 0 }]);
  });

  it('puts the pieces of a text together', async () => {
    const text = `long ${'x'.repeat(300)}`;
    expect(await ask('shop.example', { type: 'TXT', expect: ['v=spf1 -all', text] })).toMatchObject({
      status: 'OK',
    });
  });

  it('expects exactly these values, in any order and way to write them', async () => {
    const a = (values: readonly string[]) => ask('shop.example', { expect: values });
    expect(await a(['192.0.2.7', '192.0.2.9'])).toMatchObject({ status: 'OK' });
    expect(await a(['192.0.2.7'])).toMatchObject({
      status: 'CRITICAL',
      summary: 'shop.example A: 192.0.2.7, 192.0.2.9; expected 192.0.2.7',
    });
    expect(await a(['192.0.2.7', '192.0.2.9', '192.0.2.10'])).toMatchObject({ status: 'CRITICAL' });
    expect(await ask('shop.example', { type: 'AAAA', expect: ['2001:DB8:0:0::7'] })).toMatchObject({
      status: 'OK',
    });
    expect(
      await ask('shop.example', { type: 'MX', expect: ['20 MAIL2.example.', '10 mail.example'] }),
    ).toMatchObject({ status: 'OK' });
    expect(await ask('shop.example', { type: 'TXT', expect: ['V=SPF1 -all'] })).toMatchObject({
      status: 'CRITICAL',
    });
  });

  it.each([
    ['nowhere.example', 'there is no nowhere.example'],
    ['empty.example', 'empty.example has no A record'],
    ['sick.example', 'failed to look up sick.example'],
    ['closed.example', 'refuses to look up closed.example'],
  ])('is CRITICAL for %s', async (domain, says) => {
    const { status, summary } = await ask(domain);
    expect({ status, summary }).toEqual({ status: 'CRITICAL', summary: expect.stringContaining(says) });
  });

  it('is CRITICAL when nothing answers in time', async () => {
    expect(await ask('silent.example', { timeout: 200 })).toMatchObject({
      status: 'CRITICAL',
      summary: `no answer from ${server.address} within 200ms`,
    });
  });

  it('is CRITICAL when nobody is there', async () => {
    const gone = await dnsServer({});
    await gone.close();
    expect(await ask('shop.example', { resolver: gone.address })).toMatchObject({
      status: 'CRITICAL',
      summary: `connection refused by ${gone.address}`,
    });
  });

  it('is UNKNOWN when it cannot be asked, or is interrupted', async () => {
    expect(await ask('x..example')).toMatchObject({
      status: 'UNKNOWN',
      summary: expect.stringContaining('x..example A cannot be asked for'),
    });
    expect(await ask('shop.example', { resolver: '999.1.1.1' })).toMatchObject({ status: 'UNKNOWN' });
    expect(await ask('silent.example', {}, { signal: AbortSignal.abort() })).toMatchObject({
      status: 'UNKNOWN',
      summary: 'interrupted',
    });
  });

  it('holds its time against limits', async () => {
    let now = 0;
    const result = await ask('shop.example', { crit: { time: '500' } }, { mono: () => (now += 700) });
    expect(result).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringContaining('time 700 ms is outside 500'),
    });
  });
});
