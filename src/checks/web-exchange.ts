import type { Agent, IncomingMessage, RequestOptions, request as httpRequest } from 'node:http';
import { codeOf } from '../core/trouble.ts';
import { certificateTrouble, isNoTls } from './certificate-trouble.ts';
import { sharing } from './connections.ts';
import { networkTrouble, wordsOf } from './network-trouble.ts';
import type { WebQuestion } from './web-question.ts';

export const hostOf = (url: URL): string =>
  `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;

/** What went wrong, as a sentence (Node's TLS and HTTP parser codes, and those of the network). */
export function webTrouble(error: unknown, url: URL): string {
  const host = hostOf(url);
  const code = codeOf(error);
  // Neither the network's nor Node's: a bug of ours.
  if (code === '') throw error;
  if (code.startsWith('HPE_')) return `${host} does not answer in HTTP`;
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return `${host} closed the connection without a whole answer`;
  if (isNoTls(code)) return `${host} does not answer in TLS`;
  return (
    networkTrouble(code, host, url.hostname) ??
    certificateTrouble(code, host) ??
    `${host}: ${wordsOf(error) || code}`
  );
}

/** What happens on the way. */
export interface Watching {
  readonly signal: AbortSignal;
  /** A connection is being used: whatever it waited for before was our own queue. */
  readonly connected: () => void;
}

const alwaysSent = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'inc' };

/**
 * Sends one request, follows nothing, and gives the answer to `read` as soon as its head is there. The connection is
 * let go when `read` has ended: kept for the next question if the answer was read whole, else closed. Rejects as the
 * network does.
 */
export async function exchange<T>(
  question: WebQuestion,
  watching: Watching,
  read: (response: IncomingMessage) => Promise<T>,
): Promise<T> {
  const { url, method, alone } = question;
  const http = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  // Whoever asks twice on purpose wants to see two connections; what changes something is not sent again.
  if (alone || (method !== 'GET' && method !== 'HEAD'))
    return once(http.request, question, false, watching, read);
  return sharing(
    url,
    () => new http.Agent({ keepAlive: true }),
    async (agent) => {
      try {
        return await once(http.request, question, agent, watching, read);
      } catch (error) {
        // The server closed it while it was idle: that says nothing about the server.
        if (error instanceof StaleConnection) return once(http.request, question, false, watching, read);
        throw error;
      }
    },
  );
}

class StaleConnection extends Error {}

function once<T>(
  request: typeof httpRequest,
  question: WebQuestion,
  agent: Agent | false,
  { signal, connected }: Watching,
  read: (response: IncomingMessage) => Promise<T>,
): Promise<T> {
  const { url, method, headers, body, ca, verify } = question;
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const options: RequestOptions & { ca?: Buffer; rejectUnauthorized?: boolean } = {
    agent,
    method,
    headers: { ...alwaysSent, ...(agent ? {} : { connection: 'close' }), ...headers, ...length },
    ...(ca ? { ca } : {}),
    ...(verify ? {} : { rejectUnauthorized: false }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, options);
    const letGo = (): void => void asked.destroy();
    const settled = (settle: () => void): void => {
      signal.removeEventListener('abort', letGo);
      settle();
      letGo();
    };
    let begun = false;
    asked.once('socket', connected);
    asked.on('error', (error) => {
      const stale = asked.reusedSocket && !begun && codeOf(error) === 'ECONNRESET';
      settled(() => reject(stale ? new StaleConnection() : error));
    });
    asked.once('response', (response) => {
      begun = true;
      read(response).then(
        (value) => settled(() => resolve(value)),
        (error: unknown) => settled(() => reject(error instanceof Error ? error : new Error(String(error)))),
      );
    });
    signal.addEventListener('abort', letGo, { once: true });
    asked.end(body);
  });
}
