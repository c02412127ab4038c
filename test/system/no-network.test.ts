import { spawn, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
});
afterEach(() => box.remove());

/** Calls that reach for a network while `inc` runs; its children are watched too. */
async function reached(args: readonly string[]): Promise<{ calls: string[]; exit: number | null }> {
  const child = spawn(
    'strace',
    ['-f', '-qq', '-e', 'trace=connect,sendto,sendmsg', process.execPath, bin, ...args],
    { cwd: box.work, env: box.env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let trace = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (trace += text));
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { calls: trace.split('\n').filter((line) => /AF_INET|AF_NETLINK|AF_PACKET/.test(line)), exit };
}

it.each([
  ['open', 'Web tier answers 5xx', '--sev', '2'],
  ['note', 'db-1 disk is at 97%'],
  ['status', 'identified', 'bad deploy'],
  ['role', 'commander'],
  ['run', '--', 'true'],
  [],
  ['timeline'],
  ['list'],
  ['show'],
  ['catchup'],
  ['verify'],
  ['doctor'],
  ['postmortem', 'build', '-o', '-'],
  ['close', '--summary', 'over', '-o', 'pm.md'],
  ['--version'],
  ['--help'],
])('reaches for no network: inc %s %s', async (...args) => {
  if (args[0] !== 'open') box.inc(['open', 'Something is down']);
  const { calls, exit } = await reached(args.filter((word) => word !== undefined));
  expect({ calls, exit }).toEqual({ calls: [], exit: 0 });
});

it('would see it: a check asks its own system, and nothing else', async () => {
  const server: Server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { calls, exit } = await reached(['check', `http://127.0.0.1:${port}/`]);
  server.close();
  expect(exit).toBe(0);
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.filter((call) => !call.includes(`sin_port=htons(${port})`))).toEqual([]);
});

it('strace itself works here', () => {
  expect(spawnSync('strace', ['-V']).status).toBe(0);
});
