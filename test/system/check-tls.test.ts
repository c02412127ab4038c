import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { probe } from '../../src/checks/probe.ts';
import type { CheckResult, HttpCheck, TlsCheck } from '../../src/core/checks/check.ts';
import { authority, type Authority, type Wanted } from '../support/certificates.ts';
import { common, probing } from '../support/probing.ts';
import { sandbox } from '../support/sandbox.ts';

let ours: Authority;
beforeAll(() => {
  ours = authority();
});
afterAll(() => ours.remove());

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const local = 'DNS:shop.example,IP:127.0.0.1';
const showing = (wanted: Wanted): Promise<number> => listen(createServer(ours.issue(wanted)));

const ask = (port: number, more: Partial<TlsCheck> = {}): Promise<CheckResult> =>
  probe(
    {
      ...common,
      kind: 'tls',
      host: '127.0.0.1',
      port,
      ca: ours.file,
      warn: { days: '30:' },
      crit: { days: '7:' },
      ...more,
    },
    probing,
  );

describe('a tls check', () => {
  it('says of a good certificate whose it is and how long it lasts', async () => {
    const port = await showing({ to: 90.5, names: local });
    const result = await ask(port);
    expect(result).toMatchObject({ kind: 'tls', status: 'OK' });
    expect(result.summary).toMatch(
      new RegExp(
        String.raw`^certificate of 127\.0\.0\.1:${port} for shop\.example, 127\.0\.0\.1, 90 days left \(until \d{4}-\d\d-\d\dT[\d:]+Z\)$`,
      ),
    );
    expect(result.perfdata).toEqual([
      { label: 'days', value: 90, unit: '' },
      { label: 'time', value: expect.any(Number), unit: 's', min: 0 },
    ]);
    expect(await ask(port, { servername: 'shop.example' })).toMatchObject({ status: 'OK' });
  });

  it('warns of one that expires', async () => {
    expect(await ask(await showing({ to: 20.5, names: local }))).toMatchObject({
      status: 'WARNING',
      summary: expect.stringMatching(/20 days left .*, days 20 is outside 30:$/),
    });
    expect(await ask(await showing({ to: 1.5, names: local }))).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringMatching(/1 day left .*, days 1 is outside 7:$/),
    });
  });

  it('is CRITICAL for one that has expired, or is not valid yet', async () => {
    const expired = await ask(await showing({ from: -10, to: -2.5, names: local }));
    expect(expired).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringMatching(/has expired, it expired 2 days ago \(/),
    });
    expect(expired.perfdata[0]).toEqual({ label: 'days', value: -3, unit: '' });
    expect(await ask(await showing({ from: 5, to: 90, names: local }))).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringContaining('is not valid yet'),
    });
  });

  it('is CRITICAL for one of another name', async () => {
    const port = await showing({ to: 90.5, names: local });
    expect(await ask(port, { servername: 'bank.example' })).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringContaining('is for shop.example, 127.0.0.1, not for bank.example'),
    });
    expect(await ask(await showing({ to: 90.5, names: 'DNS:*.shop.example' }))).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringContaining('is for *.shop.example, not for 127.0.0.1'),
    });
  });

  it('is CRITICAL for one that nobody trusted signed, and says everything that is wrong with it', async () => {
    const selfSigned = await showing({ to: 3.5, names: 'DNS:other.example', selfSigned: true });
    expect(await ask(selfSigned)).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringMatching(
        /is self-signed, .* is for other\.example, not for 127\.0\.0\.1, 3 days left .*, days 3 is outside 7:$/,
      ),
    });
    const { ca: _ca, ...withoutAuthority } = {
      ...common,
      kind: 'tls' as const,
      host: '127.0.0.1',
      port: await showing({ to: 90.5, names: local }),
      ca: '',
    };
    expect(await probe(withoutAuthority, probing)).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringContaining('is signed by nobody that inc trusts'),
    });
  });

  it('tells a server by which name it is asked', async () => {
    const [shop, other] = [
      ours.issue({ to: 90.5, names: local }),
      ours.issue({ to: 9, names: 'DNS:x.example' }),
    ];
    const server = createServer(other);
    server.addContext('shop.example', shop);
    const port = await listen(server);
    expect(await ask(port, { servername: 'shop.example' })).toMatchObject({ status: 'OK' });
    expect(await ask(port)).toMatchObject({ status: 'CRITICAL' });
  });

  it('shows its certificate also where the server wants one of ours', async () => {
    const port = await listen(
      createServer({
        ...ours.issue({ to: 90.5, names: local }),
        requestCert: true,
        rejectUnauthorized: true,
      }),
    );
    expect(await ask(port)).toMatchObject({ status: 'OK' });
  });
});

describe('an https check', () => {
  const https = (url: string, more: Partial<HttpCheck>): Promise<CheckResult> =>
    probe({ ...common, kind: 'http', url, expect: {}, ...more }, probing);
  const serving = (wanted: Wanted): Promise<number> =>
    listen(createHttpsServer(ours.issue(wanted), (_, response) => void response.end('ok')));

  it('trusts the authorities that it is given, or says loudly that it looked at no certificate', async () => {
    const url = `https://127.0.0.1:${await serving({ to: 90, names: local })}/`;
    expect(await https(url, { ca: ours.file })).toMatchObject({ status: 'OK' });
    expect(await https(url, {})).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringContaining('is signed by nobody that inc trusts'),
    });
    expect(await https(url, { verify: false })).toMatchObject({
      status: 'OK',
      summary: expect.stringMatching(/^HTTP 200 OK, \d+ ms, CERTIFICATE NOT VERIFIED$/),
    });
    expect(await https(url, { ca: '/nowhere/ca.pem' })).toMatchObject({ status: 'UNKNOWN' });
  });

  it.each([
    ['has expired', { from: -10, to: -1, names: local }],
    ['is for another name', { to: 90, names: 'DNS:x.example' }],
    ['is self-signed', { to: 90, names: local, selfSigned: true }],
  ] as const)('is CRITICAL for a certificate that %s', async (says, wanted) => {
    const url = `https://127.0.0.1:${await serving(wanted)}/`;
    expect(await https(url, { ca: ours.file })).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringContaining(says),
    });
  });
});

describe('inc check tls://', () => {
  it('asks for a certificate from the command line', async () => {
    const port = await showing({ to: 90.5, names: local });
    const box = sandbox();
    const env = { NODE_EXTRA_CA_CERTS: ours.file };
    const { exit, stdout } = await box.run(['check', `tls://127.0.0.1:${port}`], { env });
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringContaining('90 days left') });
    expect((await box.run(['check', `tls://127.0.0.1:${port}`])).exit).toBe(2);
    box.remove();
  });
});
