import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { probe } from '../../src/checks/probe.ts';
import type { CheckResult, Probing, PrometheusCheck } from '../../src/core/checks/check.ts';
import { common, probing } from '../support/probing.ts';

const servers: Server[] = [];
afterEach(() =>
  Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))),
);

interface Asked {
  readonly url: URL;
  readonly authorization: string | undefined;
}

/** A server that gives one answer. @returns its port, and what it was asked. */
async function answering(body: unknown, code = 200): Promise<{ port: number; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({
      url: new URL(request.url ?? '', 'http://x'),
      authorization: request.headers.authorization,
    });
    response.writeHead(code).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, asked };
}

const vector = (...series: readonly (readonly [Readonly<Record<string, string>>, string])[]) => ({
  status: 'success',
  data: { resultType: 'vector', result: series.map(([metric, value]) => ({ metric, value: [1, value] })) },
});
const up = (instance: string, value: string) => [{ __name__: 'up', instance }, value] as const;

const ask = (
  port: number,
  more: Partial<PrometheusCheck> = {},
  with_: Partial<Probing> = {},
): Promise<CheckResult> =>
  probe(
    {
      ...common,
      kind: 'prometheus',
      url: `http://127.0.0.1:${port}`,
      query: 'up{job="web"}',
      empty: 'UNKNOWN',
      ...more,
    },
    { ...probing, ...with_ },
  );

describe('a prometheus check', () => {
  it('asks an instant query, below whatever path the server has', async () => {
    const { port, asked } = await answering(vector(up('a', '1')));
    const result = await ask(port, { url: `http://127.0.0.1:${port}/prometheus/`, timeout: 5000 });
    expect(result).toMatchObject({ kind: 'prometheus', status: 'OK', summary: 'up{instance="a"} = 1' });
    expect(result.perfdata).toEqual([
      { label: 'value', value: 1, unit: '' },
      { label: 'time', value: result.ms / 1000, unit: 's', min: 0 },
    ]);
    expect(asked[0]?.url.pathname).toBe('/prometheus/api/v1/query');
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      query: 'up{job="web"}',
      timeout: '5000ms',
    });
  });

  it('is as well as the worst of its series', async () => {
    const { port } = await answering(vector(up('a', '1'), up('b', '0.5'), up('c', '0')));
    const result = await ask(port, { warn: { value: '1:' }, crit: { value: '0.4:' } });
    expect(result).toMatchObject({
      status: 'CRITICAL',
      summary: '3 series, the worst is up{instance="c"} = 0, value 0 is outside 0.4:',
    });
    expect(result.perfdata.map(({ label, value }) => [label, value])).toEqual([
      ['value', 0],
      ['time', expect.any(Number)],
      ['up{instance="a"}', 1],
      ['up{instance="b"}', 0.5],
      ['up{instance="c"}', 0],
    ]);
    expect(await ask(port, { warn: { value: '1:' } })).toMatchObject({
      status: 'WARNING',
      summary: expect.stringContaining('up{instance="b"} = 0.5'),
    });
  });

  it('reads a scalar, and knows nothing of a value that is no number', async () => {
    const { port } = await answering({
      status: 'success',
      data: { resultType: 'scalar', result: [1, '42'] },
    });
    expect(await ask(port, { crit: { value: '40' } })).toMatchObject({
      status: 'CRITICAL',
      summary: 'value = 42, value 42 is outside 40',
    });
    const { port: none } = await answering(vector([{}, 'NaN']));
    expect(await ask(none, { crit: { value: '40' } })).toMatchObject({
      status: 'UNKNOWN',
      summary: 'value = NaN, reports no value to compare with 40',
    });
  });

  it.each([
    ['+Inf', '10', 'value = +Inf, value Infinity is outside 10'],
    ['-Inf', '10', 'value = -Inf, value -Infinity is outside 10'],
  ])('holds %s against the limits, and reports no number for it', async (value, crit, summary) => {
    const { port } = await answering(vector([{}, value]));
    const result = await ask(port, { crit: { value: crit } });
    expect(result).toMatchObject({ status: 'CRITICAL', summary });
    expect(result.perfdata[0]).toEqual({ label: 'value', value: null, unit: '' });
    expect(await ask(port, { crit: { value: '~:' } })).toMatchObject({ status: 'OK' });
  });

  it('is UNKNOWN without a series, unless that means something', async () => {
    const { port } = await answering(vector());
    expect(await ask(port, { crit: { value: '1' } })).toMatchObject({
      status: 'UNKNOWN',
      summary: 'the query gives no series',
    });
    expect(await ask(port, { empty: 'OK' })).toMatchObject({ status: 'OK' });
    expect(await ask(port, { empty: 'CRITICAL' })).toMatchObject({ status: 'CRITICAL' });
  });

  it.each([
    [{ status: 'error', errorType: 'bad_data', error: 'parse error: unexpected end' }, 400, 'parse error'],
    ['<html>404</html>', 404, 'it answered HTTP 404 and no JSON'],
    ['null', 200, 'it answered HTTP 200'],
    [{ status: 'success', data: { resultType: 'matrix', result: [] } }, 200, 'the query gives a matrix'],
    [{ status: 'success', data: { resultType: 'vector', result: [null] } }, 200, 'not numbers'],
    [{ status: 'success', data: { resultType: 'vector', result: [{ value: [1] }] } }, 200, 'not numbers'],
    [{ status: 'success' }, 200, 'not numbers'],
  ])('is UNKNOWN for what is no answer: %j', async (body, code, says) => {
    const { port } = await answering(body, code);
    const { status, summary } = await ask(port);
    expect({ status, summary }).toEqual({ status: 'UNKNOWN', summary: expect.stringContaining(says) });
  });

  it('sends a secret from a variable, and says when there is none', async () => {
    const { port, asked } = await answering(vector(up('a', '1')));
    const headers = { authorization: { env: 'PROM_TOKEN', prefix: 'Bearer ' } };
    expect(await ask(port, { headers }, { env: { PROM_TOKEN: 'opensesame' } })).toMatchObject({
      status: 'OK',
    });
    expect(asked[0]?.authorization).toBe('Bearer opensesame');
    expect(await ask(port, { headers })).toMatchObject({
      status: 'UNKNOWN',
      summary: 'the variable PROM_TOKEN, for the header authorization, is not set',
    });
    expect(asked).toHaveLength(1);
  });

  it('is CRITICAL when nobody answers', async () => {
    const { port } = await answering('');
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
    expect(await ask(port)).toMatchObject({
      status: 'CRITICAL',
      summary: `connection refused by 127.0.0.1:${port}`,
    });
  });
});
