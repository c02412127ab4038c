import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { CheckResult, Probing, TlsCheck } from '../core/checks/check.ts';
import { compactDuration } from '../core/time/duration.ts';
import { shownHostPort } from '../core/checks/host-port.ts';
import { codeOf, reasonOf } from '../core/trouble.ts';
import { certificateTrouble, isNoTls } from './certificate-trouble.ts';
import { inTime } from './in-time.ts';
import { networkTrouble, wordsOf } from './network-trouble.ts';
import { resultOf, type Seen } from './seen.ts';

const day = 86_400_000;

const wantedName = ({ servername, host }: TlsCheck): string => servername ?? host;

/** The names a certificate is for (RFC 6125, 6.4), as it says them: `shop.example, www.shop.example`. */
function namesOf({ subjectaltname, subject }: PeerCertificate): string {
  // Only a certificate without any subject has none, whatever the types say.
  const common = (subject as PeerCertificate['subject'] | undefined)?.CN;
  const names = subjectaltname?.split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''));
  return names?.slice(0, 3).join(', ') ?? (Array.isArray(common) ? common.join(', ') : common) ?? 'nobody';
}

function told(until: number, now: number): string {
  const days = Math.floor(Math.abs(until - now) / day);
  const count = `${days} day${days === 1 ? '' : 's'}`;
  const date = new Date(until).toISOString().replace('.000Z', 'Z');
  return until < now ? `it expired ${count} ago (${date})` : `${count} left (until ${date})`;
}

/** What the certificate says, and everything that is wrong with it. */
function examined(socket: TLSSocket, check: TlsCheck, now: number): Omit<Seen, 'ms'> {
  const where = shownHostPort(check);
  const certificate = socket.getPeerCertificate();
  const until = Date.parse(certificate.valid_to);
  if (Number.isNaN(until)) return { status: 'CRITICAL', text: `${where} shows no certificate` };
  // A code, whatever the types say (tls.TLSSocket, authorizationError).
  const error: unknown = socket.authorizationError;
  const code = typeof error === 'string' ? error : codeOf(error);
  const chain =
    code === '' ? [] : [certificateTrouble(code, where) ?? `the certificate of ${where}: ${code}`];
  const name = wantedName(check);
  const names = namesOf(certificate);
  const other = checkServerIdentity(name, certificate)
    ? [`the certificate of ${where} is for ${names}, not for ${name}`]
    : [];
  const wrong = [...chain, ...other];
  const subject = wrong.length > 0 ? wrong : [`certificate of ${where} for ${names}`];
  return {
    status: wrong.length > 0 ? 'CRITICAL' : 'OK',
    text: [...subject, told(until, now)].join(', '),
    perfdata: [{ label: 'days', value: Math.floor((until - now) / day), unit: '' }],
  };
}

const troubleOf = (error: unknown, check: TlsCheck): string => {
  const where = shownHostPort(check);
  const code = codeOf(error);
  if (isNoTls(code)) return `${where} does not answer in TLS`;
  if (code === 'ECONNRESET') return `${where} closed the connection before it showed a certificate`;
  return networkTrouble(code, where, check.host) ?? `${where}: ${wordsOf(error) || code || 'no answer'}`;
};

/** Shakes hands, and looks at what was shown. A certificate that is wrong is an answer, not an error. */
function handshake(
  check: TlsCheck,
  ca: Buffer | undefined,
  { mono, now }: Probing,
  signal: AbortSignal,
): Promise<Seen> {
  const name = wantedName(check);
  return new Promise((resolve) => {
    const since = mono();
    const socket = connect({
      host: check.host,
      port: check.port,
      // RFC 6066, 3: an address is no server name.
      ...(isIP(name) > 0 ? {} : { servername: name }),
      ...(ca ? { ca } : {}),
      rejectUnauthorized: false,
      // Asked by ourselves: Node would say only the first thing that is wrong.
      checkServerIdentity: () => undefined,
    });
    const done = (seen: Omit<Seen, 'ms'>): void => {
      resolve({ ...seen, ms: mono() - since });
      socket.destroy();
    };
    socket.once('secureConnect', () => done(examined(socket, check, now())));
    socket.on('error', (error) => done({ status: 'CRITICAL', text: troubleOf(error, check) }));
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
  });
}

/**
 * Looks at a server's certificate: how many days it is still valid, whether it is for this name, and whether somebody
 * trusted signed it (Node's own list of authorities and NODE_EXTRA_CA_CERTS, or `ca` alone). Refused and timed out are
 * CRITICAL; an unreadable `ca` is UNKNOWN.
 */
export async function probeTls(check: TlsCheck, probing: Probing): Promise<CheckResult> {
  const began = probing.mono();
  const took = (): number => probing.mono() - began;
  const unknown = (text: string): CheckResult => resultOf(check, { status: 'UNKNOWN', text, ms: took() });
  const seen = await inTime(check, probing, async (signal) => {
    let ca: Buffer | undefined;
    if (check.ca !== undefined)
      try {
        ca = await readFile(check.ca, { signal });
      } catch (error) {
        return `the authorities cannot be read: ${reasonOf(error)} · ${check.ca}` as const;
      }
    return handshake(check, ca, probing, signal);
  });
  if (seen === 'interrupted') return unknown('interrupted');
  if (seen === 'late')
    return resultOf(check, {
      status: 'CRITICAL',
      text: `no certificate from ${shownHostPort(check)} within ${compactDuration(check.timeout)}`,
      ms: took(),
    });
  return typeof seen === 'string' ? unknown(seen) : resultOf(check, seen);
}
