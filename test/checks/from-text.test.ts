import { describe, expect, it } from '@jest/globals';
import { checkFromText } from '../../src/checks/from-text.ts';
import { Fault } from '../../src/core/faults.ts';

const at = { cwd: '/srv/app' };

describe('a check on the command line', () => {
  it('is a URL', () => {
    expect(checkFromText('http://127.0.0.1:8080/health', at)).toEqual({
      kind: 'http',
      name: 'http://127.0.0.1:8080/health',
      url: 'http://127.0.0.1:8080/health',
      expect: {},
      timeout: 10_000,
      warn: {},
      crit: {},
    });
  });

  it('is called without the password of its URL, but asked with it', () => {
    const check = checkFromText('https://bob:hunter2@web.example/', at);
    expect(check).toMatchObject({ name: 'https://web.example/', url: 'https://bob:hunter2@web.example/' });
  });

  it('is a path', () => {
    expect(checkFromText('./healthy.sh', { ...at, timeout: 500 })).toMatchObject({
      kind: 'command',
      argv: ['./healthy.sh'],
      cwd: '/srv/app',
      timeout: 500,
    });
    expect(checkFromText('/usr/lib/check', at)).toMatchObject({ kind: 'command' });
  });

  it('is a port', () => {
    expect(checkFromText('db-1:5432', at)).toMatchObject({
      kind: 'tcp',
      name: 'db-1:5432',
      host: 'db-1',
      port: 5432,
    });
    expect(checkFromText('[::1]:80', at)).toMatchObject({ kind: 'tcp', name: '[::1]:80', host: '::1' });
  });

  it('is a certificate', () => {
    expect(checkFromText('tls://shop.example', at)).toMatchObject({
      kind: 'tls',
      name: 'tls://shop.example',
      host: 'shop.example',
      port: 443,
      warn: { days: '30:' },
      crit: { days: '7:' },
    });
    expect(checkFromText('tls://[::1]:8443/', at)).toMatchObject({ kind: 'tls', host: '::1', port: 8443 });
  });

  it('is a name to look up', () => {
    expect(checkFromText('dns://shop.example', at)).toMatchObject({
      kind: 'dns',
      name: 'dns://shop.example',
      domain: 'shop.example',
      type: 'A',
    });
    expect(checkFromText('dns://192.0.2.53:5353/shop.example?type=mx', at)).toMatchObject({
      resolver: '192.0.2.53:5353',
      domain: 'shop.example',
      type: 'MX',
    });
    expect(checkFromText('dns://192.0.2.7?type=PTR', at)).toMatchObject({ domain: '192.0.2.7', type: 'PTR' });
  });

  it('is else the name of one', () => {
    for (const name of ['web', 'web-1', 'web.example', '']) expect(checkFromText(name, at)).toBeUndefined();
  });

  it.each([
    'http://',
    'http:',
    'https://a b/',
    'db:70000',
    '[::1]:0',
    'ftp://web/',
    'tcp://web:80',
    'tls://',
    'tls://web:99999',
    'dns://',
    'dns://x?type=ANY',
    'dns://ns1/x',
  ])('%s is refused', (text) => {
    let thrown: unknown;
    try {
      checkFromText(text, at);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Fault);
    expect(thrown).toMatchObject({ code: 'USAGE' });
  });
});
