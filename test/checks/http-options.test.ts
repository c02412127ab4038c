import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { probe } from '../../src/checks/probe.ts';
import type { CheckResult, HttpCheck, Probing } from '../../src/core/checks/check.ts';
import { common, probing } from '../support/probing.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ask = (
  url: string,
  more: Partial<HttpCheck> = {},
  with_: Partial<Probing> = {},
): Promise<CheckResult> =>
  probe({ ...common, kind: 'http', url, expect: {}, ...more }, { ...probing, ...with_ });

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

describe('what an http check sends', () => {
  it('is GET, or POST with a body, or what it says, with its headers', async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push(`${request.method} ${request.headers['content-type'] ?? ''} ${body}`);
        response.end();
      });
    });
    const headers = { 'content-type': 'application/json' };
    await ask(url);
    await ask(url, { body: '{"ping":"é"}', headers });
    await ask(url, { method: 'PUT', body: 'x' });
    await ask(url, { method: 'HEAD' });
    expect(seen).toEqual(['GET  ', 'POST application/json {"ping":"é"}', 'PUT  x', 'HEAD  ']);
  });

  it('holds secrets of variables, and says which one is missing, or cannot be sent, without its value', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization, request.headers['x-api-key']);
      response.end();
    });
    const headers = {
      authorization: { env: 'SHOP_TOKEN', prefix: 'Bearer ' },
      'x-api-key': { env: 'SHOP_KEY' },
    };
    const env = { SHOP_TOKEN: 'opensesame', SHOP_KEY: 'k' };
    expect(await ask(url, { headers }, { env })).toMatchObject({ status: 'OK' });
    expect(seen).toEqual(['Bearer opensesame', 'k']);
    expect(await ask(url, { headers }, { env: { SHOP_TOKEN: 'x' } })).toMatchObject({
      status: 'UNKNOWN',
      summary: 'the variable SHOP_KEY, for the header x-api-key, is not set',
    });
    const broken = await ask(url, { headers }, { env: { ...env, SHOP_TOKEN: 'open\nsesame' } });
    expect(broken).toMatchObject({
      status: 'UNKNOWN',
      summary: 'the header authorization has a value that cannot be sent',
    });
    expect(seen).toHaveLength(2);
  });
});

describe('what a server says of a secret', () => {
  it('is hidden before anybody sees it', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { 'x-echo': request.headers['x-shop'] }).end();
    });
    const headers = { 'x-shop': { env: 'SHOP', prefix: 'Key ' } };
    const result = await ask(
      url,
      { headers, expect: { header: { 'x-echo': 'no' } } },
      { env: { SHOP: 'opensesame' } },
    );
    expect(result.summary).toBe('HTTP 200 OK, but the header x-echo is "Key [redacted:SHOP]", expected "no"');
  });
});

describe('redirects', () => {
  const hops: RequestListener = (request, response) => {
    const [, left] = /^\/hop\/(\d+)$/.exec(request.url ?? '') ?? [];
    if (left === undefined || left === '0') response.end(`arrived ${request.method}`);
    else response.writeHead(302, { location: `/hop/${Number(left) - 1}` }).end();
  };

  it('are followed as often as it says', async () => {
    const url = await serve(hops);
    const expect_ = { body: 'arrived GET' };
    expect(await ask(`${url}/hop/3`, { redirects: 3, expect: expect_ })).toMatchObject({ status: 'OK' });
    expect(await ask(`${url}/hop/4`, { redirects: 3, expect: expect_ })).toMatchObject({
      status: 'CRITICAL',
      summary: 'redirected more than 3 times',
    });
    expect(await ask(`${url}/hop/1`)).toMatchObject({
      status: 'OK',
      summary: expect.stringMatching(/^HTTP 302 Found/),
    });
  });

  it('send what was posted again for 307 and 308 only', async () => {
    const url = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        if (request.url === '/end') response.end(`${request.method} [${body}]`);
        else response.writeHead(Number(request.url?.slice(1)), { location: '/end' }).end();
      });
    });
    const post = (code: number, body: string) =>
      ask(`${url}/${code}`, { body: 'order', redirects: 1, expect: { body } });
    expect(await post(307, 'POST [order]')).toMatchObject({ status: 'OK' });
    expect(await post(308, 'POST [order]')).toMatchObject({ status: 'OK' });
    for (const code of [301, 302, 303]) expect(await post(code, 'GET []')).toMatchObject({ status: 'OK' });
  });

  it('never carry a secret to another origin', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    const url = await serve((request, response) => {
      seen.push(request.headers);
      if (request.url === '/') response.writeHead(302, { location: '/here' }).end();
      else response.writeHead(302, { location: other }).end();
    });
    const headers = { authorization: 'Basic eA==', 'x-api-key': { env: 'KEY' }, 'x-trace': 'plain' };
    expect(await ask(`${url}/`, { headers, redirects: 2 }, { env: { KEY: 'secret' } })).toMatchObject({
      status: 'OK',
    });
    expect(seen.map((sent) => [sent.authorization, sent['x-api-key'], sent['x-trace']])).toEqual([
      ['Basic eA==', 'secret', 'plain'],
      ['Basic eA==', 'secret', 'plain'],
      [undefined, undefined, 'plain'],
    ]);
  });

  it.each([
    ['file:///etc/passwd', 'HTTP 302 leads to file:///etc/passwd, which cannot be asked'],
    ['http://', 'HTTP 302 leads to http://, which cannot be asked'],
    [undefined, 'HTTP 302 leads to nowhere, which cannot be asked'],
  ])('to %s are CRITICAL', async (location, summary) => {
    const url = await serve(
      (_, response) => void response.writeHead(302, location ? { location } : {}).end(),
    );
    expect(await ask(url, { redirects: 5 })).toMatchObject({ status: 'CRITICAL', summary });
  });

  it('name the server that did not answer', async () => {
    const url = await serve(
      (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    );
    expect(await ask(url, { redirects: 1 })).toMatchObject({
      status: 'CRITICAL',
      summary: 'connection refused by 127.0.0.1:1',
    });
  });
});

describe('what an http check expects', () => {
  const json = '{"data":{"status":"green","nodes":[{"up":true},{"up":false}],"size":3,"a.b":1},"none":null}';

  it('is values in JSON, by dotted paths', async () => {
    const url = await serve((_, response) => void response.end(json));
    const values = (json_: Record<string, string>) => ask(url, { expect: { json: json_ } });
    expect(
      await values({ 'data.status': 'green', 'data.nodes.0.up': 'true', 'data.size': '3', none: 'null' }),
    ).toMatchObject({ status: 'OK' });
    expect(await values({ 'data.status': 'red' })).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 200 OK, but data.status is green, expected red',
    });
    for (const path of ['data.nope', 'data.status.length', 'data.constructor', '__proto__', 'data.nodes.9'])
      expect(await values({ [path]: 'x' })).toMatchObject({
        status: 'CRITICAL',
        summary: `HTTP 200 OK, but the body has no ${path}`,
      });
    const html = await serve((_, response) => void response.end('<html>'));
    expect(await ask(html, { expect: { json: { a: '1' } } })).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 200 OK, but the body is no JSON',
    });
    const long = await serve((_, response) => void response.end(`"${'x'.repeat(1024 * 1024)}"`));
    expect(await ask(long, { expect: { json: { a: '1' } } })).toMatchObject({ status: 'UNKNOWN' });
  });

  it('is a pattern, line by line, and none that takes for ever', async () => {
    const url = await serve((_, response) => void response.end(`version 1.2.3\n${'a'.repeat(60)}!\n`));
    const match = (pattern: string) => ask(url, { expect: { match: pattern } });
    expect(await match(String.raw`^version \d+\.\d+\.3$`)).toMatchObject({ status: 'OK' });
    expect(await match('^version 2')).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 200 OK, but the body does not match ^version 2',
    });
    expect(await match('^(a+)+$')).toMatchObject({
      status: 'UNKNOWN',
      summary: expect.stringContaining('takes too long'),
    });
  });

  it('is a header', async () => {
    const url = await serve(
      (_, response) => void response.writeHead(200, { 'x-cache': 'HIT from edge-1' }).end(),
    );
    expect(await ask(url, { expect: { header: { 'X-Cache': 'HIT' } } })).toMatchObject({ status: 'OK' });
    expect(await ask(url, { expect: { header: { 'x-cache': 'MISS' } } })).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 200 OK, but the header x-cache is "HIT from edge-1", expected "MISS"',
    });
    expect(await ask(url, { expect: { header: { 'x-none': 'a' } } })).toMatchObject({
      status: 'CRITICAL',
      summary: 'HTTP 200 OK, but it has no header x-none',
    });
  });
});

describe('connections', () => {
  /** Counts connections, and leaves /slow unanswered until it is released; that one has a connection of its own. */
  async function counting(more: RequestListener = (_, response) => void response.end('ok')) {
    let count = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let arrived: () => void = () => undefined;
    const slowAsked = new Promise<void>((resolve) => (arrived = resolve));
    const url = await serve((request, response) => {
      if (request.url !== '/slow') return more(request, response);
      arrived();
      void held.then(() => response.end());
    });
    servers.at(-1)?.on('connection', () => count++);
    const slow = ask(`${url}/slow`);
    await slowAsked;
    return {
      url,
      connections: () => count,
      end: async () => {
        release();
        expect(await slow).toMatchObject({ status: 'OK' });
      },
    };
  }

  it('are shared by what is asked of one server at the same time, and opened anew the next time', async () => {
    const { url, connections, end } = await counting();
    for (let i = 0; i < 5; i++) expect(await ask(url)).toMatchObject({ status: 'OK' });
    expect(connections()).toBe(2);
    await end();
    await ask(url);
    await ask(url);
    expect(connections()).toBe(4);
  });

  it('belong to whoever asks several times on purpose, or changes something', async () => {
    const { url, connections, end } = await counting();
    await ask(url, { passes: { count: 3, everyMs: 1 } }, { sleep: () => Promise.resolve() });
    expect(connections()).toBe(4);
    await ask(url, { body: 'order' });
    await ask(url, { body: 'order' });
    expect(connections()).toBe(6);
    await end();
  });

  it('that the server closed meanwhile are opened again', async () => {
    let count = 0;
    const { url, end } = await counting((request, response) => {
      // Says nothing about closing it, and closes it when it is used again.
      if (++count === 2) request.socket.destroy();
      else response.end('ok');
    });
    expect(await ask(url)).toMatchObject({ status: 'OK' });
    expect(await ask(url)).toMatchObject({ status: 'OK' });
    expect(count).toBe(3);
    await end();
  });

  it('that are new and closed without an answer are not opened again', async () => {
    let count = 0;
    const url = await serve((request) => {
      count++;
      request.socket.destroy();
    });
    expect(await ask(url)).toMatchObject({ status: 'CRITICAL' });
    expect(count).toBe(1);
  });
});
