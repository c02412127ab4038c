import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
let server: Server;
let url = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    response.writeHead(request.url === '/down' ? 503 : 200).end('all well');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  box = sandbox();
});
afterEach(() => box.remove());

function put(path: string, text: string, mode = 0o644): void {
  const full = join(box.work, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  chmodSync(full, mode);
}
const script = (name: string, text: string): void => put(name, `#!/bin/sh\n${text}\n`, 0o755);

describe('inc check', () => {
  it('asks scripts and URLs without a catalogue, in the order asked, and says that nothing was recorded', async () => {
    script('slow.sh', 'sleep 0.3; echo "slow but well | load=1.5;2;3"');
    const ran = await box.run(['check', './slow.sh', `${url}/`, '--json']);
    expect(ran).toMatchObject({ exit: 0 });
    expect(ran.stderr).toContain('not recorded');
    expect(JSON.parse(ran.stdout)).toMatchObject({
      kind: 'checks',
      incident: null,
      status: 'OK',
      checks: [
        {
          check: './slow.sh',
          checkKind: 'command',
          status: 'OK',
          summary: 'slow but well',
          perfdata: [{ label: 'load', value: 1.5 }],
        },
        { check: `${url}/`, checkKind: 'http', status: 'OK' },
      ],
    });
  });

  it.each([
    ['0s', 'no time at all'],
    ['30d', 'more than a day'],
  ])('refuses a time-out of %s: 64', (time, why) => {
    script('ok.sh', 'echo OK');
    const ran = box.inc(['check', './ok.sh', '--timeout', time]);
    expect(ran).toMatchObject({ exit: 64, stdout: '' });
    expect(ran.stderr).toContain(`--timeout ${time} is ${why}`);
    expect(box.inc(['check', './ok.sh', '--timeout', '24h']).exit).toBe(0);
  });

  it.each([
    ['exit 0', 0],
    ['exit 1', 1],
    ['exit 2', 2],
    ['exit 3', 3],
    ['exit 7', 3],
    ['kill -9 $$', 3],
  ])('answers %s with %s', async (text, exit) => {
    script('a.sh', text);
    expect((await box.run(['check', './a.sh'])).exit).toBe(exit);
  });

  it('answers with the worst: CRITICAL before UNKNOWN before WARNING', async () => {
    script('warning.sh', 'exit 1');
    script('unknown.sh', 'exit 3');
    expect((await box.run(['check', './warning.sh', './unknown.sh'])).exit).toBe(3);
    expect((await box.run(['check', './warning.sh', './unknown.sh', `${url}/down`])).exit).toBe(2);
    expect((await box.run(['check', './missing.sh'])).exit).toBe(3);
    expect((await box.run(['check', 'http://127.0.0.1:1/'])).exit).toBe(2);
  });

  it('records each answer, the long ones with their output', async () => {
    await box.run(['open', 'Web tier answers 5xx']);
    script(
      'long.sh',
      'echo "bad day | a=1"; echo "token=ghp_0123456789012345678901234567890123456"; seq 3; exit 2',
    );
    const ran = await box.run(['check', './long.sh', `${url}/`]);
    expect(ran.exit).toBe(2);
    const events = box
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; data: Record<string, unknown> })
      .filter(({ type }) => type === 'check.finished');
    expect(events.map(({ data }) => data)).toEqual([
      expect.objectContaining({
        check: './long.sh',
        kind: 'command',
        status: 'CRITICAL',
        summary: 'bad day',
      }),
      expect.objectContaining({ check: `${url}/`, kind: 'http', status: 'OK' }),
    ]);
    const { blob, redactions } = (events[0]?.data ?? {})['output'] as { blob: string; redactions: number };
    const kept = readFileSync(
      join(box.store, 'incidents', box.incident(), 'blobs', blob.slice(0, 2), blob),
      'utf8',
    );
    expect(kept).toMatch(/^bad day \| a=1\ntoken=\[redacted:[\w-]+\]\n1\n2\n3\n$/);
    expect(redactions).toBe(1);
    expect((await box.run(['verify'])).exit).toBe(0);
  });

  it('ends every fault with 3, and says its own code in JSON', async () => {
    const nothing = await box.run(['check', '--json']);
    expect(nothing.exit).toBe(3);
    expect(JSON.parse(nothing.stderr)).toMatchObject({
      fault: { code: 'NOT_FOUND', exit: 3, hint: expect.stringContaining('inc init') },
    });
    expect((await box.run(['check', 'web'])).exit).toBe(3);
    expect((await box.run(['check', '-i', 'no-such-incident', `${url}/`])).exit).toBe(3);
    expect((await box.run(['check', 'http://'])).exit).toBe(64);
    put('.inc/inc.yaml', 'checks: { web: { htp: x } }\n');
    const broken = await box.run(['check']);
    expect(broken).toMatchObject({ exit: 3 });
    expect(broken.stderr).toContain('inc.yaml:1:18: unknown key htp; did you mean http?');
    // A broken catalogue is no hindrance to what does not need it.
    expect((await box.run(['check', `${url}/`])).exit).toBe(0);
  });
});

describe('trust', () => {
  it('is asked before anything of a catalogue runs, again after each change', async () => {
    script('touch.sh', 'touch ran');
    put('.inc/inc.yaml', `checks:\n  web: { http: "${url}/" }\n  touch: { command: [./touch.sh] }\n`);
    for (const args of [['check'], ['check', 'web'], ['check', 'touch']]) {
      const refused = await box.run([...args, '--json']);
      expect(JSON.parse(refused.stderr)).toMatchObject({
        fault: { code: 'PERMISSION', exit: 3, hint: expect.stringContaining('inc config trust') },
      });
    }
    expect(existsSync(join(box.work, 'ran'))).toBe(false);
    expect((await box.run(['config'])).stdout).toMatch(/trusted +no/);
    expect((await box.run(['config', 'trust'])).exit).toBe(0);
    expect((await box.run(['config'])).stdout).toMatch(/trusted +yes/);
    expect((await box.run(['check'])).exit).toBe(0);
    expect(existsSync(join(box.work, 'ran'))).toBe(true);
    put('.inc/plans/new.yaml', 'steps: []\n');
    expect((await box.run(['check', 'web'])).exit).toBe(3);
    expect((await box.run(['check', 'web'], { env: { INC_CONFIG: '.inc/inc.yaml' } })).exit).toBe(3);
    // Whoever types its path has said so.
    expect((await box.run(['check', 'web', '--config', '.inc/inc.yaml'])).exit).toBe(0);
  });

  it('suggests what was meant', async () => {
    await box.run(['init']);
    const { stderr } = await box.run(['check', 'wbe']);
    expect(stderr).toContain('did you mean web?');
  });
});

describe('inc init', () => {
  it('writes a catalogue that may run at once, and overwrites nothing', async () => {
    expect(await box.run(['init'])).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('.inc/inc.yaml'),
    });
    expect((await box.run(['config'])).stdout).toMatch(/trusted +yes/);
    put('.inc/inc.yaml', '# mine\n');
    const again = await box.run(['init']);
    expect(again).toMatchObject({ exit: 0, stdout: expect.stringContaining('exists, left as it is') });
    expect(readFileSync(join(box.work, '.inc/inc.yaml'), 'utf8')).toBe('# mine\n');
    // What a person changed is the person's to allow.
    expect((await box.run(['config'])).stdout).toMatch(/trusted +no/);
  });

  it('does not allow a catalogue that was there before', async () => {
    put('.inc/inc.yaml', 'checks: { a: { command: [touch, ran] } }\n');
    await box.run(['init']);
    expect((await box.run(['check', 'a'])).exit).toBe(3);
    expect(existsSync(join(box.work, 'ran'))).toBe(false);
  });
});
