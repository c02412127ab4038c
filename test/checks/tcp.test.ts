import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { probe } from '../../src/checks/probe.ts';
import type { CheckResult, Probing, TcpCheck } from '../../src/core/checks/check.ts';

const open: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function serving(talk: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

const probing: Probing = {
  runner: () => Promise.reject(new Error('a port needs no process')),
  mono: () => performance.now(),
  now: () => Date.now(),
  env: {},
};
const ask = (port: number, rest: Partial<TcpCheck> = {}, more: Partial<Probing> = {}): Promise<CheckResult> =>
  probe(
    {
      kind: 'tcp',
      name: 'db',
      host: '127.0.0.1',
      port,
      timeout: 60_000,
      warn: {},
      crit: {},
      ...rest,
    },
    { ...probing, ...more },
  );

describe('a tcp check', () => {
  it('is OK when the port answers, and says how long it took', async () => {
    const port = await serving(() => undefined);
    expect(await ask(port)).toMatchObject({
      check: 'db',
      kind: 'tcp',
      status: 'OK',
      summary: `connected to 127.0.0.1:${port}`,
      perfdata: [{ label: 'time', unit: 's' }],
    });
  });

  it('is CRITICAL when the connection is refused', async () => {
    const port = await serving(() => undefined);
    await new Promise((resolve) => open.pop()?.close(resolve));
    expect(await ask(port)).toMatchObject({
      status: 'CRITICAL',
      summary: `connection refused by 127.0.0.1:${port}`,
    });
  });

  it('is CRITICAL when there is no such host', async () => {
    const { status, summary } = await ask(1, { host: 'no-such-host.invalid' });
    expect(status).toBe('CRITICAL');
    expect(summary).toMatch(/no-such-host\.invalid/);
  });

  it('reads the banner, in pieces too', async () => {
    const port = await serving((socket) => {
      socket.write('SSH-');
      setImmediate(() => socket.write('2.0-OpenSSH_9.2\r\nmore\n'));
    });
    expect(await ask(port, { banner: 'SSH-2.0' })).toMatchObject({
      status: 'OK',
      summary: `connected to 127.0.0.1:${port}: SSH-2.0-OpenSSH_9.2`,
    });
  });

  it('is CRITICAL for another banner, and for none', async () => {
    const other = await serving((socket) => socket.end('220 mail ready\r\n'));
    expect(await ask(other, { banner: 'SSH-2.0' })).toMatchObject({
      status: 'CRITICAL',
      summary: `127.0.0.1:${other} said "220 mail ready", expected "SSH-2.0"`,
    });
    const mute = await serving(() => undefined);
    expect(await ask(mute, { banner: 'SSH-2.0', timeout: 200 })).toMatchObject({
      status: 'CRITICAL',
      summary: `127.0.0.1:${mute} said nothing, expected "SSH-2.0"`,
    });
  });

  it('does not read for ever from a server that only talks', async () => {
    const port = await serving((socket) => {
      const talk = (): boolean => socket.write('x'.repeat(1000), () => void (socket.destroyed || talk()));
      talk();
    });
    expect(await ask(port, { banner: 'SSH-2.0' })).toMatchObject({ status: 'CRITICAL' });
  });

  it('is CRITICAL when nobody accepts in time', async () => {
    // TEST-NET-1 (RFC 5737): there is nobody. Where even that is refused, it is refused.
    const { status, summary } = await ask(9, { host: '192.0.2.1', timeout: 200 });
    expect(status).toBe('CRITICAL');
    expect(summary).toMatch(/192\.0\.2\.1/);
  });

  it('is judged by its limits', async () => {
    const port = await serving(() => undefined);
    const answer = await ask(port, { crit: { time: '1000000:' } });
    expect(answer.status).toBe('CRITICAL');
    expect(answer.summary).toContain('is outside 1000000:');
  });

  it('is UNKNOWN when it is interrupted', async () => {
    const port = await serving(() => undefined);
    const stop = new AbortController();
    const asked = ask(port, { banner: 'never' }, { signal: stop.signal });
    stop.abort();
    expect(await asked).toMatchObject({ status: 'UNKNOWN', summary: 'interrupted' });
  });
});

describe('retry and passes', () => {
  /** A server that answers in this order: `+` with its banner, `-` with nothing. */
  async function moody(moods: string): Promise<{ port: number; asked: () => number }> {
    let asked = 0;
    const port = await serving((socket) => socket.end(moods[asked++] === '+' ? 'ready\n' : ''));
    return { port, asked: () => asked };
  }
  const banner = 'ready';
  const slept: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return Promise.resolve();
  };

  it('asks again until an attempt is OK', async () => {
    const { port, asked } = await moody('--+');
    slept.length = 0;
    const answer = await ask(port, { banner, retry: { attempts: 5, delayMs: 7 } }, { sleep });
    expect(answer).toMatchObject({ status: 'OK', summary: expect.stringContaining('attempt 3 of 5') });
    expect(asked()).toBe(3);
    expect(slept).toEqual([7, 7]);
  });

  it('gives up after the last attempt, with its answer', async () => {
    const { port, asked } = await moody('---+');
    const answer = await ask(port, { banner, retry: { attempts: 3, delayMs: 1 } }, { sleep });
    expect(answer).toMatchObject({ status: 'CRITICAL', summary: expect.stringContaining('attempt 3 of 3') });
    expect(asked()).toBe(3);
  });

  it('is OK only after so many in a row', async () => {
    const { port, asked } = await moody('++-');
    slept.length = 0;
    const answer = await ask(port, { banner, passes: { count: 3, everyMs: 5 } }, { sleep });
    expect(answer).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringContaining('after 2 of 3 in a row'),
    });
    expect(asked()).toBe(3);
    expect(slept).toEqual([5, 5]);
    const other = await moody('+++');
    expect(await ask(other.port, { banner, passes: { count: 3, everyMs: 5 } }, { sleep })).toMatchObject({
      status: 'OK',
      summary: expect.stringContaining('(3 in a row)'),
    });
  });

  it('counts the row anew with each attempt', async () => {
    const { port, asked } = await moody('+-++');
    const both = { retry: { attempts: 2, delayMs: 1 }, passes: { count: 2, everyMs: 1 } };
    expect(await ask(port, { banner, ...both }, { sleep })).toMatchObject({ status: 'OK' });
    expect(asked()).toBe(4);
  });

  it('ends a pause when it is interrupted', async () => {
    const { port } = await moody('----');
    const stop = new AbortController();
    const answer = await ask(
      port,
      { banner, retry: { attempts: 9, delayMs: 1 } },
      {
        signal: stop.signal,
        sleep: () => {
          stop.abort();
          return Promise.reject(new Error('aborted'));
        },
      },
    );
    expect(answer.status).toBe('CRITICAL');
  });
});
