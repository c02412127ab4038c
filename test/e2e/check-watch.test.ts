import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventData } from '../../src/core/record/events.ts';
import type { ChecksView, TransitionView } from '../../src/render/views/act.ts';
import { ended, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

/** Each request gets the next of these statuses, the last one for ever; 0 is never answered. */
let answers: number[] = [];
let asked = 0;
let heard = (): void => undefined;
let silent: ServerResponse[] = [];
let server: Server;
let url = '';
beforeAll(async () => {
  server = createServer((_, response) => {
    const status = answers[Math.min(asked++, answers.length - 1)] ?? 200;
    if (status === 0) silent.push(response);
    else response.writeHead(status).end('x');
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
  silent = [];
});
afterEach(() => {
  for (const response of silent) response.destroy();
  box.remove();
});

const recorded = (): string[] =>
  box
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; data: EventData['check.finished'] })
    .flatMap(({ type, data }) => (type === 'check.finished' ? [`${data.check} ${data.status}`] : []))
    .map((text) => text.replace(`${url} `, ''));

/** Resolves at the request with this number. */
const request = (number: number): Promise<void> =>
  new Promise((resolve) => {
    heard = () => {
      if (asked >= number) resolve();
    };
    heard();
  });

/** Watches until the server has been asked so often, then ends it. */
async function watched(
  times: number,
  args: readonly string[] = [url],
  signal: NodeJS.Signals = 'SIGINT',
): Promise<Ran> {
  const child: ChildProcess = box.start(['check', ...args, '--watch', '20ms']);
  const end = ended(child);
  await Promise.race([request(times), end]);
  child.kill(signal);
  return end;
}

describe('inc check --watch', () => {
  it('says and records what changes, and nothing else', async () => {
    await box.run(['open', 'Web is down']);
    answers = [200, 200, 503, 503, 503, 200];
    const { exit, stdout } = await watched(9);
    expect(exit).toBe(0);
    expect(recorded()).toEqual(['OK', 'CRITICAL', 'OK']);
    const lines = stdout.trim().split('\n');
    const dated = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+00:00 {2}(.*)$/;
    expect(lines.slice(0, 3).map((line) => dated.exec(line)?.[1]?.replace(url, 'URL'))).toEqual([
      expect.stringMatching(/^OK {7}URL {2}HTTP 200 OK, \d+ ms$/),
      'CRITICAL URL  HTTP 503 Service Unavailable, expected 200 to 399, was OK',
      expect.stringMatching(/^OK {7}URL {2}HTTP 200 OK, \d+ ms, was CRITICAL$/),
    ]);
    expect(lines.slice(3)).toEqual([
      expect.stringMatching(/^OK /),
      expect.stringMatching(/^watched for .*: \d+ rounds, 2 changes$/),
    ]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends on %s with the exit code of the last round',
    async (signal) => {
      answers = [200, 503];
      expect((await watched(4, [url], signal)).exit).toBe(2);
    },
  );

  it('does not record again what the record says already', async () => {
    await box.run(['open', 'Web is down']);
    answers = [503];
    await watched(3);
    asked = 0;
    const { stdout } = await watched(3);
    expect(recorded()).toEqual(['CRITICAL']);
    expect(stdout).toContain('CRITICAL');
    answers = [200];
    asked = 0;
    await watched(3);
    expect(recorded()).toEqual(['CRITICAL', 'OK']);
  });

  it('is lines of JSON: a transition each, and how it ended', async () => {
    answers = [200, 503];
    const { stdout } = await watched(4, [url, '--json']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TransitionView | ChecksView);
    expect(lines).toMatchObject([
      { kind: 'transition', incident: null, answer: { status: 'OK', was: null, changed: false } },
      { kind: 'transition', answer: { status: 'CRITICAL', was: { status: 'OK' }, changed: true } },
      { kind: 'checks', status: 'CRITICAL', watched: { changes: 1 }, checks: [{ was: null }] },
    ]);
  });

  it('asked with --quiet names what is not OK, when it begins to be', async () => {
    answers = [200, 503, 200, 503];
    expect((await watched(6, [url, '--quiet'])).stdout).toBe(`${url}\n${url}\n${url}\n`);
  });

  it('that nobody answered before it was ended is interrupted: 130, and nothing is recorded', async () => {
    await box.run(['open', 'Web is down']);
    answers = [0];
    const { exit, stdout } = await watched(1);
    expect({ exit, stdout }).toEqual({ exit: 130, stdout: '' });
    expect(recorded()).toEqual([]);
  });

  it('ends with the last whole round when it is interrupted in the middle of one', async () => {
    await box.run(['open', 'Web is down']);
    answers = [503, 503, 0];
    const { exit, stdout } = await watched(3);
    expect(exit).toBe(2);
    expect(recorded()).toEqual(['CRITICAL']);
    expect(stdout).toContain(': 2 rounds, 0 changes');
  });

  it('leaves out what needs a check that is down, and does not record it', async () => {
    await box.run(['open', 'Web is down']);
    mkdirSync(join(box.work, '.inc'));
    writeFileSync(
      join(box.work, '.inc/inc.yaml'),
      `version: 1\nchecks:\n  web: { command: 'echo fine', needs: [db] }\n  db: { http: '${url}' }\n`,
    );
    expect((await box.run(['config', 'trust'])).exit).toBe(0);
    answers = [200, 503, 503, 200];
    const { exit, stdout } = await watched(6, []);
    expect(exit).toBe(0);
    expect(recorded().toSorted()).toEqual(['db CRITICAL', 'db OK', 'db OK', 'web OK']);
    expect(stdout).toMatch(/UNKNOWN {2}web {2}skipped: db is CRITICAL, was OK$/m);
  });

  it.each([
    [['--watch', '0s'], 'no time at all'],
    [['--watch', 'often'], 'often'],
    [['--watch', '1s', '--until', 'ok'], '--until'],
    [['--watch', '1s', '--format', 'nagios'], '--format'],
    [['--watch', '1s', '--within', '1m'], '--within means nothing without --until'],
  ])('is a usage error with %j: 64', async (flags, why) => {
    answers = [200];
    const { exit, stderr } = await box.run(['check', url, ...flags]);
    expect(exit).toBe(64);
    expect(stderr).toContain(why);
    expect(asked).toBe(0);
  });
});
