import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventData } from '../../src/core/record/events.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

/** Each request gets the next of these statuses, the last one for ever. */
let answers: number[] = [];
let asked = 0;
let heard = (): void => undefined;
let server: Server;
let url = '';
beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(answers[Math.min(asked++, answers.length - 1)] ?? 200).end('x');
    heard();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
let box: Sandbox;
beforeEach(() => {
  box = sandbox();
  asked = 0;
});
afterEach(() => box.remove());

const statuses = (): string[] =>
  box
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; data: EventData['check.finished'] })
    .flatMap(({ type, data }) => (type === 'check.finished' ? [data.status] : []));

describe('inc check --until ok', () => {
  it('waits until it is well, and records what changed alone', async () => {
    await box.run(['open', 'Web is down']);
    answers = [503, 503, 503, 200];
    const ran = await box.run(['check', url, '--until', 'ok', '--within', '60s', '--every', '20ms']);
    expect(ran.exit).toBe(0);
    expect(asked).toBe(4);
    expect(statuses()).toEqual(['CRITICAL', 'OK']);
    expect(ran.stderr).toContain('CRITICAL, now OK: HTTP 200 OK');
    expect(ran.stderr).toContain('inc: well after');
  });

  it('wants it so often in a row', async () => {
    await box.run(['open', 'Web is down']);
    answers = [200, 200, 503, 200, 200, 200];
    const ran = await box.run([
      'check',
      url,
      '--until',
      'ok',
      '--within',
      '60s',
      '--every',
      '20ms',
      '--passes',
      '3',
    ]);
    expect(ran.exit).toBe(0);
    expect(asked).toBe(6);
    expect(statuses()).toEqual(['OK', 'CRITICAL', 'OK']);
  });

  it('ends with the last status when the time is up', async () => {
    answers = [503];
    const ran = await box.run(['check', url, '--until', 'ok', '--within', '100ms', '--every', '40ms']);
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain('inc: time is up: CRITICAL');
  });

  it('asks once more when the time is shorter than the usual pause', async () => {
    answers = [503, 200];
    const ran = await box.run(['check', url, '--until', 'ok', '--within', '2s']);
    expect(ran.stderr).toContain('inc: well after');
    expect(ran.exit).toBe(0);
    expect(asked).toBe(2);
  });

  it('does not call well what was well too seldom: 1', async () => {
    answers = [200];
    // The second answer would come when the minute is over.
    const ran = await box.run([
      'check',
      url,
      '--until',
      'ok',
      '--within',
      '60s',
      '--every',
      '60s',
      '--passes',
      '2',
      '--json',
    ]);
    expect(asked).toBe(1);
    expect(ran.exit).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ status: 'OK' });
  });

  it.each([
    [['--until', 'red']],
    [['--within', '5m']],
    [['--passes', '3']],
    [['--until', 'ok', '--passes', '0']],
    [['--until', 'ok', '--within', 'soon']],
    [['--until', 'ok', '--within', '1s', '--every', '1s', '--passes', '9']],
  ])('is a usage error with %j: 64', async (flags) => {
    answers = [200];
    expect((await box.run(['check', url, ...flags])).exit).toBe(64);
    expect(asked).toBe(0);
  });

  it('ends on Ctrl-C, with what was seen in the record: 130', async () => {
    await box.run(['open', 'Web is down']);
    answers = [503];
    const child = box.start(['check', url, '--until', 'ok', '--every', '10ms']);
    const third = new Promise<void>((resolve) => {
      heard = () => {
        if (asked === 3) resolve();
      };
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await third;
    child.kill('SIGINT');
    const exit = await ended;
    expect(exit).toBe(130);
    expect(statuses()).toEqual(['CRITICAL']);
  });
});

describe('what changed since', () => {
  it('is said of each check that is not what it was', async () => {
    await box.run(['open', 'Web is down']);
    answers = [200];
    expect((await box.run(['check', url])).stdout).not.toContain('was');
    expect((await box.run(['check', url])).stdout).not.toContain('was');
    answers = [503];
    const ran = await box.run(['check', url]);
    expect(ran.stdout).toMatch(/, was OK \d{4}-\d\d-\d\d \d\d:\d\d \+00:00$/m);
    const again = JSON.parse((await box.run(['check', url, '--json'])).stdout) as {
      checks: { was: { status: string; at: string }; changed: boolean }[];
    };
    expect(again.checks).toMatchObject([{ changed: false, was: { status: 'CRITICAL' } }]);
  });

  it('is nothing without an incident', async () => {
    answers = [200];
    const ran = await box.run(['check', url, '--json']);
    expect(JSON.parse(ran.stdout)).toMatchObject({ checks: [{ was: null, changed: false }] });
  });
});

describe('a port', () => {
  it('is checked as it is typed', async () => {
    const port = url.replace('http://', '').replace('/', '');
    expect(await box.run(['check', port])).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^OK +127\.0\.0\.1:\d+ +connected to/),
    });
    expect(await box.run(['check', '127.0.0.1:1'])).toMatchObject({
      exit: 2,
      stdout: expect.stringContaining('connection refused'),
    });
  });
});
