import { createServer, type RequestListener } from 'node:http';
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterEach, describe, expect, it } from '@jest/globals';
import { probeHttp } from '../../src/checks/http.ts';
import type { HttpCheck, Probing } from '../../src/core/checks/check.ts';

const servers: TcpServer[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A promise and what settles it. */
function settleable<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function listen(server: TcpServer): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const serve = (answer: RequestListener): Promise<number> => listen(createServer(answer));

const probing: Probing = {
  mono: () => performance.now(),
  now: () => Date.now(),
  env: {},
  runner: () => Promise.reject(new Error('an http check starts no process')),
};

const ask = (port: number, more: Partial<HttpCheck> = {}, with_: Partial<Probing> = {}) =>
  probeHttp(
    {
      kind: 'http',
      name: 'web',
      url: `http://127.0.0.1:${port}/health`,
      expect: {},
      timeout: 60_000,
      warn: {},
      crit: {},
      ...more,
    },
    { ...probing, ...with_ },
  );

describe('an http check', () => {
  it('is OK for 2xx and 3xx, follows nothing, and measures', async () => {
    const seen: string[] = [];
    const port = await serve((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const result = await ask(port);
    expect(result).toMatchObject({ check: 'web', kind: 'http', status: 'OK' });
    expect(result.summary).toMatch(/^HTTP 302 Found, \d+ ms$/);
    expect(result.perfdata).toEqual([{ label: 'time', value: result.ms / 1000, unit: 's', min: 0 }]);
    expect(seen).toEqual(['GET /health']);
  });

  it.each([404, 500, 503])('is CRITICAL for %s', async (code) => {
    const port = await serve((_, response) => void response.writeHead(code).end('oops'));
    const { status, summary } = await ask(port);
    expect(status).toBe('CRITICAL');
    expect(summary).toMatch(new RegExp(`^HTTP ${code} .*, expected 200 to 399$`));
  });

  it('takes the statuses that are expected, and no others', async () => {
    const port = await serve((_, response) => void response.writeHead(401).end());
    expect(await ask(port, { expect: { status: [200, 401] } })).toMatchObject({ status: 'OK' });
    expect(await ask(port, { expect: { status: [200, 204] } })).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 401 Unauthorized, expected 200 or 204',
    });
  });

  it('finds a text in the body, also across pieces', async () => {
    const port = await serve((_, response) => {
      response.write('all systems no');
      response.write('minal, thank you');
      response.end();
    });
    expect(await ask(port, { expect: { body: 'systems nominal' } })).toMatchObject({ status: 'OK' });
    expect(await ask(port, { expect: { body: 'down' } })).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 200 OK, but the body does not hold "down"',
    });
  });

  it('stops reading after 1 MiB, and closes the connection', async () => {
    const ended = settleable<number>();
    const port = await serve((request, response) => {
      let sent = 0;
      const piece = Buffer.alloc(64 * 1024, 'x');
      const more = (): void => {
        do sent += piece.length;
        while (response.write(piece));
      };
      response.on('drain', more);
      request.socket.on('close', () => ended.resolve(sent));
      more();
    });
    expect(await ask(port, { expect: { body: 'y' } })).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 200 OK, but the body does not hold "y" in its first 1 MiB',
    });
    // What stands in the kernel's and the sockets' buffers comes on top.
    expect(await ended.promise).toBeLessThan(16 * 1024 * 1024);
  });

  it('asks no more of an endless answer than its status when no body is expected', async () => {
    const ended = settleable<void>();
    const port = await serve((request, response) => {
      request.socket.on('close', () => ended.resolve());
      response.write('data: 1\n\n');
    });
    expect(await ask(port)).toMatchObject({ status: 'OK' });
    await ended.promise;
  });

  it('is CRITICAL when refused', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    servers.length = 0;
    expect(await ask(port)).toMatchObject({
      status: 'CRITICAL',
      summary: `connection refused by 127.0.0.1:${port}`,
    });
  });

  it('is CRITICAL when nothing answers in time, and lets go', async () => {
    const gone = settleable<void>();
    const port = await serve((request) => void request.socket.on('close', () => gone.resolve()));
    expect(await ask(port, { timeout: 100 })).toMatchObject({
      status: 'CRITICAL',
      summary: `no answer from 127.0.0.1:${port} within 100ms`,
    });
    await gone.promise;
  });

  it('is CRITICAL when the answer breaks off or is not HTTP', async () => {
    const breaks = await listen(
      createTcpServer((socket) => void socket.once('data', () => socket.destroy())),
    );
    expect(await ask(breaks)).toMatchObject({
      status: 'CRITICAL',
      summary: `127.0.0.1:${breaks} closed the connection without a whole answer`,
    });
    const half = await listen(
      createTcpServer(
        (socket) =>
          void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')),
      ),
    );
    expect(await ask(half, { expect: { body: 'whole' } })).toMatchObject({ status: 'CRITICAL' });
    const other = await listen(createTcpServer((socket) => void socket.end('220 mail.example ESMTP\r\n')));
    expect(await ask(other)).toMatchObject({
      status: 'CRITICAL',
      summary: `127.0.0.1:${other} does not answer in HTTP`,
    });
  });

  it('is CRITICAL when the answer is cut off, whatever was expected of it', async () => {
    const cutOff = (head: string) =>
      listen(
        createTcpServer(
          (socket) => void socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${head}\r\n\r\nhalf`)),
        ),
      );
    const measured = await cutOff('content-length: 100');
    for (const expect_ of [{}, { body: 'half' }, { body: 'whole' }])
      expect(await ask(measured, { expect: expect_ })).toMatchObject({
        status: 'CRITICAL',
        summary: 'HTTP 200 OK, but the answer was cut off after 4 of 100 bytes',
      });
    const inPieces = await listen(
      createTcpServer(
        (socket) =>
          void socket.once('data', () =>
            socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
          ),
      ),
    );
    expect(await ask(inPieces, { expect: { body: 'whole' } })).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 200 OK, but the answer was cut off after 4 bytes',
    });
    // Without a length, its end is the end of the connection.
    expect(await ask(await cutOff('x: y'), { expect: { body: 'half' } })).toMatchObject({ status: 'OK' });
  });

  it('is CRITICAL when a measured answer does not end in time', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
    });
    expect(await ask(port, { timeout: 100 })).toMatchObject({
      status: 'CRITICAL',
      summary: `the answer of 127.0.0.1:${port} did not end within 100ms`,
    });
  });

  it('takes an answer that has no body although it says how long it would be', async () => {
    const port = await listen(
      createTcpServer(
        (socket) =>
          void socket.once('data', () =>
            socket.end('HTTP/1.1 304 Not Modified\r\ncontent-length: 100\r\n\r\n'),
          ),
      ),
    );
    expect(await ask(port)).toMatchObject({ status: 'OK' });
  });

  it('waits for longer than a timer can', async () => {
    const port = await serve((_, response) => void response.end());
    expect(await ask(port, { timeout: 30 * 86_400_000 })).toMatchObject({ status: 'OK' });
  });

  it('is CRITICAL for a name that does not exist', async () => {
    const { status, summary } = await ask(1, { url: 'http://no-such-host.invalid/' });
    expect(status).toBe('CRITICAL');
    expect(summary).toContain('no-such-host.invalid');
  });

  it('is CRITICAL when TLS meets something else', async () => {
    const port = await serve((_, response) => void response.end());
    const { status, summary } = await ask(port, { url: `https://127.0.0.1:${port}/` });
    expect(status).toBe('CRITICAL');
    expect(summary).toContain(`127.0.0.1:${port}`);
  });

  it('holds the time against the limits', async () => {
    let now = 0;
    const port = await serve((_, response) => {
      now += 700;
      response.end();
    });
    const result = await ask(port, { warn: { time: '500' }, crit: { time: '2000' } }, { mono: () => now });
    expect(result).toMatchObject({
      status: 'WARNING',
      summary: 'HTTP 200 OK, 700 ms, time 700 ms is outside 500',
      ms: 700,
      perfdata: [{ label: 'time', value: 0.7, unit: 's', min: 0 }],
    });
  });

  it('is UNKNOWN when it is interrupted', async () => {
    const controller = new AbortController();
    const port = await serve(() => controller.abort());
    expect(await ask(port, {}, { signal: controller.signal })).toMatchObject({
      status: 'UNKNOWN',
      summary: 'interrupted',
    });
    expect(await ask(port, {}, { signal: AbortSignal.abort() })).toMatchObject({ status: 'UNKNOWN' });
  });
});
