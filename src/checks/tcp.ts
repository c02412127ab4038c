import { createConnection } from 'node:net';
import type { CheckResult, Probing, TcpCheck } from '../core/checks/check.ts';
import { compactDuration, longestTimer } from '../core/time/duration.ts';
import type { CheckStatus } from '../core/record/events.ts';
import { shownHostPort } from '../core/checks/host-port.ts';
import { codeOf } from '../core/trouble.ts';
import { bounded } from './bounds.ts';
import { judge } from './limits.ts';
import { networkTrouble } from './network-trouble.ts';

/** More of what a server says first is not read: a banner is a line. */
const bannerLimit = 4096;

interface Answer {
  readonly status: CheckStatus;
  readonly text: string;
}

/** The first line of what came, for a person: cut, and never trusted to be text. */
const firstLine = (bytes: Buffer): string =>
  bytes.toString('latin1').split(/\r?\n/, 1)[0]?.slice(0, 80).trim() ?? '';

function connected(check: TcpCheck, { mono, signal }: Probing): Promise<Answer & { readonly ms: number }> {
  const { host, port, banner, timeout } = check;
  const where = shownHostPort(check);
  const needle = banner === undefined ? undefined : Buffer.from(banner);
  return new Promise((resolve) => {
    const since = mono();
    let open = false;
    let read = Buffer.alloc(0);
    const done = (status: CheckStatus, text: string): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', interrupted);
      resolve({ status, text, ms: mono() - since });
      socket.destroy();
    };
    const interrupted = (): void => done('UNKNOWN', 'interrupted');
    const otherBanner = (): void => {
      const said = read.length === 0 ? 'said nothing' : `said "${firstLine(read)}"`;
      done('CRITICAL', `${where} ${said}, expected "${banner}"`);
    };
    const timer = setTimeout(
      () => {
        if (open) otherBanner();
        else done('CRITICAL', `no answer from ${where} within ${compactDuration(timeout)}`);
      },
      Math.min(timeout, longestTimer),
    );
    const socket = createConnection({ host, port });
    socket.once('connect', () => {
      open = true;
      if (needle === undefined) done('OK', `connected to ${where}`);
    });
    socket.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]).subarray(0, bannerLimit);
      if (needle && read.includes(needle)) done('OK', `connected to ${where}: ${firstLine(read)}`);
      else if (read.length === bannerLimit) otherBanner();
    });
    socket.once('end', otherBanner);
    socket.on('error', (error) => {
      const code = codeOf(error);
      const reset = open ? `${where} closed the connection` : undefined;
      const told = networkTrouble(code, where, host) ?? reset;
      done('CRITICAL', told ?? `${where}: ${error.message || code || 'no answer'}`);
    });
    if (signal?.aborted) interrupted();
    else signal?.addEventListener('abort', interrupted, { once: true });
  });
}

/** Opens a TCP connection, and reads what the server says first where that is expected. Anything else is CRITICAL. */
export async function probeTcp(check: TcpCheck, probing: Probing): Promise<CheckResult> {
  const { status, text, ms } = await connected(check, probing);
  const perfdata = [{ label: 'time', value: Math.round(ms) / 1000, unit: 's', min: 0 }];
  // Limits on the time of something that did not answer say nothing more.
  const judged = status === 'OK' ? judge(status, check, perfdata, ms) : { status, reasons: [] };
  return {
    check: check.name,
    kind: 'tcp',
    status: judged.status,
    summary: bounded([text, ...judged.reasons].join(', ')),
    perfdata,
    ms: Math.round(ms),
  };
}
