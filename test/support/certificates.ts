import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Days from now at which it begins and ends, and the names it is for (`DNS:a.example,IP:127.0.0.1`). */
export interface Wanted {
  readonly from?: number;
  readonly to: number;
  readonly names: string;
  readonly selfSigned?: boolean;
}

export interface Authority {
  /** Its own certificate, as a PEM file. */
  readonly file: string;
  issue(wanted: Wanted): Certificate;
  remove(): void;
}

const config = `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
default_md = sha256
policy = any
rand_serial = yes
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
`;

/** ASN.1's way to write a time, in UTC. */
const moment = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '');

/** A certificate authority of our own, made by openssl(1) in a temp folder. */
export function authority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'inc-ca-'));
  const openssl = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  writeFileSync(join(folder, 'ca.conf'), config);
  writeFileSync(join(folder, 'index.txt'), '');
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '3650',
    '-subj',
    '/CN=Test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  let count = 0;
  return {
    file: join(folder, 'ca.pem'),
    issue({ from = -1, to, names, selfSigned = false }) {
      const name = `leaf-${++count}`;
      const [first = ''] = names.split(',');
      const subject = ['-subj', `/CN=${first.replace(/^\w+:/, '')}`, '-addext', `subjectAltName=${names}`];
      openssl('req', '-new', ...newKey, ...subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
      const signer = selfSigned
        ? ['-selfsign', '-keyfile', `${name}.key`]
        : ['-cert', 'ca.pem', '-keyfile', 'ca.key'];
      const time = ['-startdate', moment(from), '-enddate', moment(to)];
      openssl(
        'ca',
        '-batch',
        '-notext',
        '-config',
        'ca.conf',
        ...signer,
        ...time,
        '-in',
        `${name}.csr`,
        '-out',
        `${name}.pem`,
      );
      return {
        key: readFileSync(join(folder, `${name}.key`)),
        cert: readFileSync(join(folder, `${name}.pem`)),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
