import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { probe } from '../../src/checks/probe.ts';
import type { CheckResult, Probing, TlsCheck } from '../../src/core/checks/check.ts';
import { common, probing } from '../support/probing.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function serve(talk: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const ask = (
  port: number,
  more: Partial<TlsCheck> = {},
  with_: Partial<Probing> = {},
): Promise<CheckResult> =>
  probe(
    { ...common, kind: 'tls', host: '127.0.0.1', port, warn: { days: '30:' }, crit: { days: '7:' }, ...more },
    { ...probing, ...with_ },
  );

// Certificates themselves: test/system/tls.test.ts.
describe('a tls check of what has no certificate', () => {
  it('is CRITICAL when refused', async () => {
    expect(await ask(1)).toMatchObject({
      kind: 'tls',
      status: 'CRITICAL',
      summary: 'connection refused by 127.0.0.1:1',
    });
  });

  it('is CRITICAL for what does not speak TLS, or closes', async () => {
    const plain = await serve((socket) => void socket.end('220 mail.example ESMTP\r\n'));
    expect(await ask(plain)).toMatchObject({
      status: 'CRITICAL',
      summary: `127.0.0.1:${plain} does not answer in TLS`,
    });
    const closing = await serve((socket) => void socket.once('data', () => socket.destroy()));
    expect(await ask(closing)).toMatchObject({
      status: 'CRITICAL',
      summary: `127.0.0.1:${closing} closed the connection before it showed a certificate`,
    });
  });

  it('is CRITICAL when it says nothing in time, and lets go', async () => {
    let gone: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (gone = resolve));
    const port = await serve((socket) => void socket.resume().on('close', gone));
    expect(await ask(port, { timeout: 100 })).toMatchObject({
      status: 'CRITICAL',
      summary: `no certificate from 127.0.0.1:${port} within 100ms`,
    });
    await left;
  });

  it('is UNKNOWN when it is interrupted, or cannot read the authorities', async () => {
    expect(await ask(1, {}, { signal: AbortSignal.abort() })).toMatchObject({
      status: 'UNKNOWN',
      summary: 'interrupted',
    });
    expect(await ask(1, { ca: '/nowhere/ca.pem' })).toMatchObject({
      status: 'UNKNOWN',
      summary: expect.stringMatching(/^the authorities cannot be read: .* · \/nowhere\/ca\.pem$/),
    });
  });
});
