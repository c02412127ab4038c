import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { dnsServer } from '../support/dns-server.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

const secret = 'opensesame-4711';
let web: Server;
let port = 0;
let names: Awaited<ReturnType<typeof dnsServer>>;
beforeAll(async () => {
  web = createServer((request, response) => {
    const right = request.headers.authorization === `Bearer ${secret}`;
    if (request.url?.startsWith('/api/v1/query')) {
      const result = [{ metric: { job: 'web' }, value: [1, '0.5'] }];
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    } else response.writeHead(right ? 200 : 401).end('{"data":{"status":"green"}}');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  port = (web.address() as AddressInfo).port;
  names = await dnsServer({ 'shop.example A': ['192.0.2.7'] });
});
afterAll(async () => {
  await names.close();
  await new Promise((resolve) => web.close(resolve));
});

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
});
afterEach(() => box.remove());

interface Shown {
  readonly check: string;
  readonly checkKind: string;
  readonly status: string;
}

describe('inc check of every kind', () => {
  it('asks what the catalogue says, and keeps its secrets out of the record', async () => {
    mkdirSync(join(box.work, '.inc'));
    writeFileSync(join(box.work, 'dump.sql'), 'Dump completed');
    writeFileSync(
      join(box.work, '.inc/inc.yaml'),
      `checks:
  web:
    http: http://127.0.0.1:${port}/
    headers: { authorization: { env: SHOP_TOKEN, prefix: 'Bearer ' } }
    expect: { json: { data.status: green }, match: gre+n }
  port: { tcp: "127.0.0.1:${port}" }
  certificate: { tls: "127.0.0.1:${port}" }
  name: { dns: shop.example, resolver: "${names.address}", expect: [192.0.2.7] }
  dump: { file: dump.sql, expect: { contains: completed }, warn: { age: 1h, size: '1kB:' } }
  load: { prometheus: "http://127.0.0.1:${port}", query: up, crit: { value: '1:' } }
  script: { command: 'true' }
`,
    );
    expect(box.inc(['config', 'trust']).exit).toBe(0);
    expect(box.inc(['open', 'Web tier']).exit).toBe(0);
    const ran = await box.run(['check', '--json'], { env: { SHOP_TOKEN: secret } });
    expect(ran.exit).toBe(2);
    const { checks } = JSON.parse(ran.stdout) as { checks: readonly Shown[] };
    expect(checks.map(({ check, checkKind, status }) => [check, checkKind, status])).toEqual([
      ['web', 'http', 'OK'],
      ['port', 'tcp', 'OK'],
      ['certificate', 'tls', 'CRITICAL'],
      ['name', 'dns', 'OK'],
      ['dump', 'file', 'WARNING'],
      ['load', 'prometheus', 'CRITICAL'],
      ['script', 'command', 'OK'],
    ]);
    expect(box.log() + ran.stdout + ran.stderr).not.toContain(secret);
    expect((await box.run(['verify'])).exit).toBe(0);
    const without = await box.run(['check', 'web']);
    expect(without.exit).toBe(3);
    expect(without.stdout).toContain('the variable SHOP_TOKEN, for the header authorization, is not set');
  });

  it('takes certificates and names from the command line', async () => {
    const tls = await box.run(['check', `tls://127.0.0.1:${port}`]);
    expect(tls).toMatchObject({ exit: 2, stdout: expect.stringContaining('does not answer in TLS') });
    const dns = await box.run(['check', `dns://${names.address}/shop.example`]);
    expect(dns).toMatchObject({ exit: 0, stdout: expect.stringContaining('shop.example A: 192.0.2.7') });
  });

  it('shows in a dry run what a plan would ask', () => {
    writeFileSync(
      join(box.work, 'inc.yaml'),
      'checks: { cert: { tls: "shop.example:443" }, name: { dns: shop.example, type: MX }, f: { file: /tmp/x } }\n',
    );
    writeFileSync(
      join(box.work, 'p.yaml'),
      'kind: failover\ntarget: x\nsteps: [{ run: "true" }]\nverify: [cert, name, f]\n',
    );
    const { exit, stdout } = box.inc(['failover', 'p.yaml', '--config', 'inc.yaml', '--dry-run']);
    expect(exit).toBe(0);
    for (const asked of ['shop.example:443', 'shop.example MX', '/tmp/x']) expect(stdout).toContain(asked);
  });

  it('asks more than ten at once without a word about listeners', async () => {
    const urls = Array.from({ length: 40 }, (_, at) => `http://127.0.0.1:${port}/api/v1/query?${at}`);
    const { exit, stderr } = await box.run(['check', ...urls]);
    expect({ exit, stderr }).toEqual({
      exit: 0,
      stderr: 'inc: no incident is open: this was not recorded\n',
    });
  });
});
