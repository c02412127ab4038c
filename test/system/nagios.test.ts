import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChecksView } from '../../src/render/views/act.ts';
import { ended, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

/** Debian's own plugins (monitoring-plugins-basic), against servers on this machine. */
const plugins = '/usr/lib/nagios/plugins';
const statuses = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

let box: Sandbox;
const servers: Server[] = [];
const ports: Record<string, string> = {};

async function listen(name: string, server: Server): Promise<void> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ports[name] = String((server.address() as AddressInfo).port);
}

beforeAll(async () => {
  box = sandbox();
  await listen(
    'web',
    createHttp((request, response) => {
      const status = Number(/^\/(\d{3})$/.exec(request.url ?? '')?.[1] ?? 200);
      response.writeHead(status, { location: '/' }).end('<title>Status | ok</title> all systems nominal');
    }),
  );
  const greets = (text: string): Server =>
    createServer((socket) => {
      // Whoever hangs up is heard only where somebody reads.
      socket.on('error', () => undefined).resume();
      socket.end(text);
    });
  await listen('ssh', greets('SSH-2.0-OpenSSH_9.2p1 Debian\r\n'));
  await listen('banner', greets('220 a|b ready x=1\r\n'));
  // A port that nobody listens at: it was this one's.
  const gone = createServer();
  await listen('gone', gone);
  await new Promise((resolve) => gone.close(resolve));
  writeFileSync(join(box.work, 'app.log'), 'fine\n');
});
afterAll(async () => {
  for (const server of servers) if (server.listening) await new Promise((resolve) => server.close(resolve));
  box.remove();
});

const cases: readonly (readonly string[])[] = [
  ['check_dummy', '0', 'all good'],
  ['check_dummy', '1', 'slow'],
  ['check_dummy', '2'],
  ['check_dummy', '3', 'who knows'],
  ['check_dummy', '9'],
  ['check_http', '-H', '127.0.0.1', '-p', '<web>'],
  ['check_http', '-H', '127.0.0.1', '-p', '<web>', '-u', '/404'],
  ['check_http', '-H', '127.0.0.1', '-p', '<web>', '-u', '/503'],
  ['check_http', '-H', '127.0.0.1', '-p', '<web>', '-u', '/301', '-f', 'follow'],
  ['check_http', '-H', '127.0.0.1', '-p', '<web>', '-s', 'nominal'],
  ['check_http', '-H', '127.0.0.1', '-p', '<web>', '-s', 'not to be found'],
  ['check_http', '-H', '127.0.0.1', '-p', '<web>', '-v'],
  ['check_http', '-H', '127.0.0.1', '-p', '<web>', '-w', '0', '-c', '100'],
  ['check_http', '-H', '127.0.0.1', '-p', '<gone>'],
  ['check_http', '-S', '-H', '127.0.0.1', '-p', '<web>'],
  ['check_http', '--no-such-option'],
  ['check_tcp', '-H', '127.0.0.1', '-p', '<banner>'],
  ['check_tcp', '-H', '127.0.0.1', '-p', '<banner>', '-e', '220'],
  ['check_tcp', '-H', '127.0.0.1', '-p', '<banner>', '-e', '999', '-M', 'crit', '-t', '2'],
  ['check_tcp', '-H', '127.0.0.1', '-p', '<gone>'],
  ['check_ssh', '-H', '127.0.0.1', '-p', '<ssh>'],
  ['check_ssh', '-H', '127.0.0.1', '-p', '<gone>'],
  ['check_disk', '-w', '0%', '-c', '0%', '-p', '/'],
  ['check_disk', '-w', '100%', '-c', '0%', '-p', '/'],
  ['check_disk', '-w', '100%', '-c', '100%', '-p', '/', '-p', '/dev'],
  ['check_disk', '-w', '1%', '-c', '1%', '-p', '/no/such/folder'],
  ['check_load', '-w', '9999,9999,9999', '-c', '9999,9999,9999'],
  ['check_procs', '-w', '1:100000'],
  ['check_procs', '-c', '1:', '-C', 'no-such-daemon'],
  ['check_ping', '-H', '127.0.0.1', '-w', '1000,50%', '-c', '5000,90%', '-p', '1'],
  ['check_file_age', '-w', '100000', '-c', '200000', '-f', 'app.log'],
  ['check_file_age', '-f', 'no-such-file'],
  ['check_users', '-w', '1000', '-c', '2000'],
  ['check_swap', '-w', '0%', '-c', '0%'],
  ['check_cluster', '-s', '-d', '0,0,2,1', '-l', 'web', '-w', '1', '-c', '2'],
  ['negate', '-o', 'CRITICAL', '/usr/lib/nagios/plugins/check_dummy', '0'],
  ['urlize', 'http://wiki.example.test/cpu', '/usr/lib/nagios/plugins/check_dummy', '2', 'hot'],
];

/** What changes from one moment to the next. */
const timeless = (text: string): string => text.replace(/\d+(?:\.\d+)?/g, 'N');

const run = (words: readonly string[]): Promise<Ran> => {
  const [command = '', ...rest] = words;
  // As inc starts them: in a locale with decimal points.
  const env = { ...box.env, LC_ALL: 'C' };
  return ended(
    spawn(`${plugins}/${command}`, rest, { cwd: box.work, env, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
};

async function asked(
  words: readonly string[],
  rest = '',
): Promise<ChecksView['checks'][number] & { exit: number | null }> {
  const file = join(box.home, 'inc.yaml');
  writeFileSync(
    file,
    `version: 1\nchecks:\n  it: { command: ${JSON.stringify(words)}, cwd: ${JSON.stringify(box.work)}${rest} }\n`,
  );
  const { exit, stdout } = await box.run(['check', '--config', file, '--json']);
  const [row] = (JSON.parse(stdout) as ChecksView).checks;
  if (!row) throw new Error('nothing was asked');
  return { ...row, exit };
}

describe("Debian's plugins", () => {
  it('are installed', () => {
    expect(existsSync(`${plugins}/check_http`)).toBe(true);
  });

  it.each(cases.map((words) => [words.join(' '), words] as const))(
    '%s: the same exit code, text and numbers',
    async (_, raw) => {
      const words = raw.map((word) => word.replace(/^<(\w+)>$/, (all, name: string) => ports[name] ?? all));
      const alone = await run(words);
      // By its bare name: the folder of plugins is in nobody's PATH.
      const { exit, status, summary, perfdata } = await asked(words);
      expect(exit).toBe(Math.min(alone.exit ?? 3, 3));
      expect(status).toBe(statuses[exit ?? 3]);
      const printed = timeless(`${alone.stdout}\n${alone.stderr}`);
      for (const part of timeless(summary).split(': ')) expect(printed).toContain(part.replace(/…$/, ''));
      const [, numbers = ''] = /\|([^|]*=[^|]*)$/.exec(alone.stdout.trimEnd()) ?? [];
      const labels = [...numbers.matchAll(/(?:^|\s)(?:'([^']+)'|([^\s='|]+))=[-\d.U]/g)].map(
        (match) => match[1] ?? match[2],
      );
      expect(perfdata.map(({ label }) => label)).toEqual(labels);
    },
  );

  it('are held to limits of the catalogue on any of their numbers', async () => {
    const words = ['check_disk', '-w', '0%', '-c', '0%', '-p', '/'];
    expect(await asked(words, ", crit: { /: '0:' }")).toMatchObject({ exit: 0, status: 'OK' });
    const beyond = await asked(words, ", warn: { /: '@0:' }");
    expect(beyond).toMatchObject({ exit: 1, status: 'WARNING' });
    expect(beyond.summary).toMatch(/\/ \d+ B is inside 0:$/);
    expect(await asked(words, ", crit: { /home of nobody: '10:' }")).toMatchObject({
      exit: 3,
      status: 'UNKNOWN',
    });
  });

  it('that answer too late, die, or are not there are UNKNOWN, and say why', async () => {
    writeFileSync(join(box.work, 'check_slow'), '#!/bin/sh\nexec sleep 60\n');
    writeFileSync(join(box.work, 'check_dying'), '#!/bin/sh\nkill -SEGV $$\n');
    for (const name of ['check_slow', 'check_dying']) chmodSync(join(box.work, name), 0o755);
    expect(await asked(['./check_slow'], ', timeout: 200ms')).toMatchObject({
      exit: 3,
      summary: 'no answer within 200ms',
    });
    expect(await asked(['./check_dying'])).toMatchObject({ exit: 3, summary: 'ended by SIGSEGV' });
    expect(await asked(['check_nothing'])).toMatchObject({
      exit: 3,
      summary: 'no command check_nothing in PATH, nor among the plugins',
    });
    expect((await asked(['check_http', '--no-such-option'])).summary).toContain('no-such-option');
  });

  it('negate takes inc itself for one of them', () => {
    const words = [
      process.execPath,
      join(import.meta.dirname, '../../bin/inc.cjs'),
      'check',
      '/bin/true',
      '--format',
      'nagios',
    ];
    const { status, stdout } = spawnSync(`${plugins}/negate`, ['-s', '-o', 'CRITICAL', ...words], {
      cwd: box.work,
      env: box.env,
      encoding: 'utf8',
    });
    expect({ status, stdout: timeless(stdout) }).toEqual({
      status: 2,
      stdout: 'INC CRITICAL: /bin/true: exit N, no output\n',
    });
  });
});
