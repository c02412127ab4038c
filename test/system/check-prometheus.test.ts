import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { probe } from '../../src/checks/probe.ts';
import type { CheckResult, PrometheusCheck } from '../../src/core/checks/check.ts';
import { common, probing } from '../support/probing.ts';
import { sandbox } from '../support/sandbox.ts';

let folder = '';
let metrics: Server;
let server: ChildProcess;
let url = '';

const exposed =
  'shop_orders_waiting{queue="eu"} 3\nshop_orders_waiting{queue="us"} 70\nshop_temperature NaN\n';

async function freePort(): Promise<number> {
  const holder = createTcpServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

// Debian's own server, scraping one page of ours. When it comes back for the third time, it has stored the first.
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inc-prometheus-'));
  let scrapes = 0;
  const stored = new Promise<void>((resolve) => {
    metrics = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(exposed);
      if (++scrapes === 3) resolve();
    });
  });
  await new Promise<void>((resolve) => metrics.listen(0, '127.0.0.1', resolve));
  const target = `127.0.0.1:${(metrics.address() as AddressInfo).port}`;
  const config = `
global: { scrape_interval: 200ms, scrape_timeout: 200ms }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: ['${target}'] }] }]
`;
  writeFileSync(join(folder, 'prometheus.yml'), config);
  const address = `127.0.0.1:${await freePort()}`;
  url = `http://${address}`;
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ];
  server = spawn('/usr/bin/prometheus', args, { stdio: 'ignore' });
  const failed = new Promise<never>((_, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`prometheus ended with ${code}`)));
  });
  failed.catch(() => undefined);
  await Promise.race([stored, failed]);
});
afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await ended;
  metrics.closeAllConnections();
  await new Promise((resolve) => metrics.close(resolve));
  rmSync(folder, { recursive: true });
});

const ask = (query: string, more: Partial<PrometheusCheck> = {}): Promise<CheckResult> =>
  probe({ ...common, kind: 'prometheus', url, query, empty: 'UNKNOWN', ...more }, probing);

describe('a prometheus check of a real server', () => {
  it('reads a vector, and takes the worst series', async () => {
    expect(await ask('up{job="shop"}', { crit: { value: '1:' } })).toMatchObject({
      status: 'OK',
      summary: expect.stringMatching(/^up\{instance="127\.0\.0\.1:\d+",job="shop"\} = 1$/),
    });
    const waiting = await ask('sum by (queue) (shop_orders_waiting)', {
      warn: { value: '10' },
      crit: { value: '50' },
    });
    expect(waiting).toMatchObject({
      status: 'CRITICAL',
      summary: '2 series, the worst is {queue="us"} = 70, value 70 is outside 50',
    });
    expect(waiting.perfdata).toEqual(
      expect.arrayContaining([
        { label: 'value', value: 70, unit: '' },
        { label: '{queue="eu"}', value: 3, unit: '' },
      ]),
    );
  });

  it('reads a scalar', async () => {
    expect(await ask('scalar(sum(shop_orders_waiting))', { warn: { value: '100' } })).toMatchObject({
      status: 'OK',
      summary: 'value = 73',
    });
  });

  it('knows nothing of an empty answer, of NaN, and of what is no number', async () => {
    expect(await ask('nothing_at_all')).toMatchObject({
      status: 'UNKNOWN',
      summary: 'the query gives no series',
    });
    expect(await ask('shop_orders_waiting > 1000', { empty: 'OK' })).toMatchObject({ status: 'OK' });
    expect(await ask('shop_temperature', { crit: { value: '40' } })).toMatchObject({ status: 'UNKNOWN' });
    expect(await ask('up[1m]')).toMatchObject({
      status: 'UNKNOWN',
      summary: expect.stringContaining('the query gives a matrix, not numbers'),
    });
    expect(await ask('sum(')).toMatchObject({
      status: 'UNKNOWN',
      summary: expect.stringContaining('cannot tell: it says: invalid parameter "query"'),
    });
  });
});

describe('inc check of a catalogue', () => {
  it('asks it, and records what it said', async () => {
    const box = sandbox();
    mkdirSync(join(box.work, '.inc'));
    writeFileSync(
      join(box.work, '.inc/inc.yaml'),
      `checks: { waiting: { prometheus: "${url}", query: sum(shop_orders_waiting), warn: { value: 50 } } }\n`,
    );
    expect(box.inc(['config', 'trust']).exit).toBe(0);
    expect(box.inc(['open', 'Orders wait']).exit).toBe(0);
    expect((await box.run(['check'])).exit).toBe(1);
    expect(box.log()).toContain('"summary":"value = 73, value 73 is outside 50"');
    box.remove();
  });
});
