import { describe, expect, it } from '@jest/globals';
import { checksFromSource } from '../../../src/core/checks/source.ts';
import type { Source } from '../../../src/core/ports/file-ports.ts';

/** Places are the path itself, so that a test can read them. */
const source = (checks: unknown): Source => ({
  file: '/srv/app/.inc/inc.yaml',
  digest: '',
  value: { checks },
  problems: [],
  at: (path) => ({ line: path.length, column: 1 }),
});
const compile = (checks: unknown) => checksFromSource(source(checks), '/srv/app');

describe('checks of a catalogue', () => {
  it('are compiled, with defaults', () => {
    expect(compile({ web: { http: 'http://127.0.0.1/' } })).toEqual({
      checks: {
        web: {
          kind: 'http',
          name: 'web',
          url: 'http://127.0.0.1/',
          expect: {},
          timeout: 10_000,
          warn: {},
          crit: {},
        },
      },
      problems: [],
    });
    expect(
      compile({
        web: {
          http: 'https://x/',
          expect: { status: 200, body: 'ok' },
          warn: { time: '500ms', size: 10 },
          crit: { time: '~:2s' },
          timeout: '1m30s',
        },
      }).checks['web'],
    ).toMatchObject({
      expect: { status: [200], body: 'ok' },
      warn: { time: '500', size: '10' },
      crit: { time: '~:2000' },
      timeout: 90_000,
    });
  });

  it('run commands in the folder that holds the catalogue, or in another', () => {
    const { checks } = compile({
      disk: { command: ['check_disk', '-w', '20%', '-p', '/'] },
      line: { command: 'pgrep web | wc -l' },
      there: { command: ['./x.sh', 3], cwd: 'scripts' },
      far: { command: ['x'], cwd: '/opt' },
    });
    expect(checks).toMatchObject({
      disk: { kind: 'command', argv: ['check_disk', '-w', '20%', '-p', '/'], cwd: '/srv/app' },
      line: { argv: ['bash', '-euo', 'pipefail', '-c', 'pgrep web | wc -l'] },
      there: { argv: ['./x.sh', '3'], cwd: '/srv/app/scripts' },
      far: { cwd: '/opt' },
    });
  });

  it('are wrong in every way at once', () => {
    const { problems } = compile({
      a: { http: 'ftp://x', timeout: '5', warn: { time: 'soon', load: '20:10' } },
      b: { command: ['x'], expect: { status: 200 }, timeout: '2h' },
      c: {},
      d: { http: 'http://x/', cwd: '/' },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      '5 is not a time-out: write 500ms, 5s or 1m (an hour at most)',
      'soon is no limit on time: write 500ms, 2s, or a range such as 100ms:2s',
      '20:10 is no limit: write a number, or a range such as 10:20, ~:5 or @10:20',
      'ftp://x is not an http or https URL',
      '2h is not a time-out: write 500ms, 5s or 1m (an hour at most)',
      'expect is not for commands',
      'check c asks nothing: give it http: URL, tcp: host:port, tls: host:port, dns: name, file: path, prometheus: URL or command: [program, argument]',
      'cwd is for commands only',
    ]);
    expect(problems[0]).toMatchObject({ file: '/srv/app/.inc/inc.yaml', line: 3 });
  });
});

describe('what a check may say of how it is asked', () => {
  it('is compiled: an address and a banner, attempts, answers in a row', () => {
    const { checks, problems } = compile({
      db: { tcp: 'db-1:5432', retry: { attempts: 3, delay: '2s' } },
      ssh: { tcp: '[::1]:22', expect: { banner: 'SSH-2.0' }, passes: 3, every: '500ms' },
      plain: { http: 'http://x/', retry: { attempts: 1 }, passes: 1 },
    });
    expect(problems).toEqual([]);
    expect(checks).toMatchObject({
      db: { kind: 'tcp', host: 'db-1', port: 5432, retry: { attempts: 3, delayMs: 2000 } },
      ssh: { kind: 'tcp', host: '::1', port: 22, banner: 'SSH-2.0', passes: { count: 3, everyMs: 500 } },
    });
    expect(checks['db']).not.toHaveProperty('passes');
    expect(checks['plain']).not.toHaveProperty('retry');
    expect(checks['plain']).not.toHaveProperty('passes');
  });

  it('is wrong where it means nothing', () => {
    const { problems } = compile({
      a: { tcp: 'db-1' },
      b: { tcp: 'db-1:0', expect: { status: 200 }, cwd: '/' },
      c: { http: 'http://x/', expect: { banner: 'x' }, passes: 0, every: 'soon' },
      d: { tcp: 'x:1', retry: { attempts: 1.5, delay: '-1s' }, every: '1s' },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'db-1 is no address: write db-1:5432 or [::1]:5432',
      'expect: status is for http checks only',
      'cwd is for commands only',
      'db-1:0 is no address: write db-1:5432 or [::1]:5432',
      '0 is not a number from 1 to 100',
      'soon is not a time to wait: write 500ms, 5s or 1m (an hour at most)',
      'expect: banner is for tcp checks only',
      '1.5 is not a number from 1 to 100',
      '-1s is not a time to wait: write 500ms, 5s or 1m (an hour at most)',
      'every is for a check with passes: N',
    ]);
  });
});

describe('each kind of check', () => {
  it('is compiled', () => {
    const { checks, problems } = compile({
      shop: {
        http: 'https://shop.example/order',
        method: 'PUT',
        headers: { Authorization: { env: 'SHOP_TOKEN', prefix: 'Bearer ' }, 'X-Trace': 1 },
        body: '{}',
        redirects: 3,
        ca: 'ca.pem',
        verify: false,
        expect: { status: [200, 201], match: '^ok', json: { 'data.up': true, n: 3 }, header: { 'x-a': 1 } },
      },
      cert: { tls: 'lb-1:8443', servername: 'shop.example', ca: '/etc/ca.pem', warn: { days: 21 } },
      name: { dns: 'shop.example', type: 'MX', resolver: '[::1]:53', expect: ['10 mail.example'] },
      dump: { file: 'dumps/last.sql', expect: { contains: 'done' }, warn: { age: '26h', size: '1kB:10MiB' } },
      flag: { file: '/tmp/maintenance', expect: { exists: false } },
      rate: { prometheus: 'http://prom:9090', query: 'up', empty: 'ok', crit: { value: '1:' } },
    });
    expect(problems).toEqual([]);
    expect(checks).toMatchObject({
      shop: {
        kind: 'http',
        method: 'PUT',
        headers: { authorization: { env: 'SHOP_TOKEN', prefix: 'Bearer ' }, 'x-trace': '1' },
        body: '{}',
        redirects: 3,
        ca: '/srv/app/ca.pem',
        verify: false,
        expect: {
          status: [200, 201],
          match: '^ok',
          json: { 'data.up': 'true', n: '3' },
          header: { 'x-a': '1' },
        },
      },
      cert: {
        kind: 'tls',
        host: 'lb-1',
        port: 8443,
        servername: 'shop.example',
        ca: '/etc/ca.pem',
        warn: { days: '21:' },
        crit: { days: '7:' },
      },
      name: {
        kind: 'dns',
        domain: 'shop.example',
        type: 'MX',
        resolver: '[::1]:53',
        expect: ['10 mail.example'],
      },
      dump: {
        kind: 'file',
        path: '/srv/app/dumps/last.sql',
        contains: 'done',
        exists: true,
        warn: { age: '93600', size: '1000:10485760' },
      },
      flag: { kind: 'file', path: '/tmp/maintenance', exists: false },
      rate: { kind: 'prometheus', url: 'http://prom:9090', query: 'up', empty: 'OK', crit: { value: '1:' } },
    });
    expect(compile({ a: { prometheus: 'http://p/', query: 'up' } }).checks['a']).toMatchObject({
      empty: 'UNKNOWN',
    });
    expect(compile({ a: { dns: 'x' } }).checks['a']).toMatchObject({ type: 'A' });
    expect(compile({ a: { http: 'http://x/', redirects: 0, verify: true } }).checks['a']).toEqual({
      kind: 'http',
      name: 'a',
      url: 'http://x/',
      expect: {},
      timeout: 10_000,
      warn: {},
      crit: {},
    });
  });

  it('keeps secrets out of a shared file', () => {
    const { problems } = compile({
      a: { http: 'https://bob:hunter2@shop.example/' },
      b: {
        http: 'http://x/',
        headers: { Authorization: 'Bearer x', 'X-Api-Key': 'x', 'idempotency-key': 'fine', 'a b': 'x' },
      },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'the URL holds a password, and this file is shared: use headers: { authorization: { env: NAME } }',
      'Authorization is a secret, and this file is shared: name a variable, { env: API_TOKEN, prefix: "Bearer " }',
      'X-Api-Key is a secret, and this file is shared: name a variable, { env: API_TOKEN, prefix: "Bearer " }',
      'a b is no name of a header',
    ]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('takes no key of another', () => {
    const { problems } = compile({
      a: { tls: 'x:443', expect: { status: 200 }, method: 'GET' },
      b: { dns: 'x', expect: { status: 200 }, resolver: 'ns1.example' },
      c: { http: 'http://x/', expect: ['a'], query: 'up', servername: 'x' },
      d: { file: 'x', expect: { contains: 'a', exists: false }, verify: false },
      e: { prometheus: 'prom:9090' },
      f: { tcp: 'x:1', headers: {}, ca: 'x', expect: { match: 'x' } },
      g: { http: 'http://x/', expect: { match: '(' }, warn: { age: '1h' } },
      h: { file: 'x', warn: { age: 'old', size: '1XB' } },
      i: { tls: 'x' },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'expect is not for tls checks',
      'method is for http checks only',
      'expect of a dns check is a list: [192.0.2.7]',
      'ns1.example is no resolver: write its address, 192.0.2.53 or 192.0.2.53:5353',
      'a list of what to expect is for dns checks only',
      'servername is for tls checks only',
      'query is for prometheus checks only',
      'verify is for http and prometheus checks only',
      'a file that must not be there holds nothing',
      'a prometheus check needs a query: up{job="web"}',
      'prom:9090 is not an http or https URL',
      'expect: match is for http checks only',
      'headers is for http and prometheus checks only',
      'ca is for http, tls and prometheus checks only',
      '1h is no limit: write a number, or a range such as 10:20, ~:5 or @10:20',
      '( is no regular expression',
      'old is no limit on age: write 26h, 7d, or a range such as 1m:26h',
      '1XB is no limit on size: write 10MB, or a range such as 1kB:10MB',
      'x is no address: write db-1:5432 or [::1]:5432',
    ]);
  });
});
