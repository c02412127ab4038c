import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { seal } from '../../src/core/record/envelope.ts';
import { ulid } from '../../src/core/record/ulid.ts';
import { oneOfEach } from '../fixtures/one-of-each.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

const incident = '2024-11-22-kept';
let machine: Sandbox;
let log: string;
let file: string;
let cache: string;

/** A record with one event of each of these kinds after the first, all long past. */
function record(count: number): void {
  const lines: string[] = [];
  let parents: readonly string[] = [];
  for (const [n, event] of oneOfEach.slice(0, count).entries()) {
    const ms = Date.UTC(2024, 10, 22, 13, n);
    const rec = new Date(ms).toISOString();
    const at = rec.replace('Z', '+00:00');
    const id = ulid({ ms, counter: 0 }, new Uint8Array(8));
    const sealed = seal({ v: 1, id, parents, rec, rep: 'k3f9x2aa', by: 'ana@vm', at }, event);
    parents = [sealed.hash];
    lines.push(sealed.line);
  }
  mkdirSync(log, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${lines.join('\n')}\n`);
  utimesSync(file, 1_700_000_000, 1_700_000_000);
}

beforeEach(() => {
  machine = sandbox();
  log = join(machine.store, 'incidents', incident, 'log');
  file = join(log, 'k3f9x2aa.jsonl');
  cache = join(log, '../cache/card.json');
  record(oneOfEach.length);
  mkdirSync(join(machine.store, 'open'));
  writeFileSync(join(machine.store, 'open', incident), '');
});
afterEach(() => machine.remove());

/** What is shown, but for how long it lasts: that goes on. */
const shown = (args: readonly string[] = []): string => {
  const { exit, stdout, stderr } = machine.inc(args);
  expect([exit, stderr]).toEqual([0, '']);
  return stdout.replace(/ {2}for .*|"now":"[^"]*"/, '');
};
const fresh = (args?: readonly string[]): string => {
  rmSync(cache, { force: true });
  return shown(args);
};

describe('the status card', () => {
  it('says the same from its cache, whatever the last event is', () => {
    const cards = new Set<string>();
    for (let count = 1; count <= oneOfEach.length; count++) {
      record(count);
      const first = fresh();
      expect(existsSync(cache)).toBe(true);
      expect(shown()).toBe(first);
      cards.add(first);
    }
    expect(cards.size).toBe(oneOfEach.length);
    const json = fresh(['status', '--json']);
    expect(shown(['status', '--json'])).toBe(json);
  }, 60_000);

  it('is made anew when its cache was altered, cut, or is another’s', () => {
    const right = fresh();
    const kept = readFileSync(cache, 'utf8');
    for (const wrong of [
      kept.replace('down', 'up!!'),
      kept.slice(0, -20),
      '',
      '{}',
      kept.replace('"v":1', '"v":2'),
    ]) {
      writeFileSync(cache, wrong);
      expect(shown()).toBe(right);
      expect(readFileSync(cache, 'utf8')).toBe(kept);
    }
  });

  it('notices a record of the same size and time', () => {
    fresh();
    const { size, atime, mtime } = statSync(file);
    const text = readFileSync(file, 'utf8');
    const last = text.lastIndexOf('"hash":"') + 8;
    writeFileSync(file, `${text.slice(0, last)}${'0'.repeat(64)}${text.slice(last + 64)}`);
    utimesSync(file, atime, mtime);
    expect(statSync(file).size).toBe(size);
    const { stderr } = machine.inc([]);
    expect(stderr).toMatch(/the record is damaged/);
  });

  it('keeps no card of a damaged record, and says each time that it is damaged', () => {
    rmSync(cache, { force: true });
    writeFileSync(file, readFileSync(file, 'utf8').replace('on it', 'on me'));
    for (let time = 0; time < 2; time++) {
      const args = time === 0 ? [] : ['status'];
      expect(machine.inc(args)).toMatchObject({
        exit: 65,
        stdout: expect.stringContaining('2024-11-22-kept'),
        stderr: expect.stringMatching(/the record is damaged/),
      });
      expect(existsSync(cache)).toBe(false);
    }
  });

  it('is shown of a record that nobody may write beside', () => {
    const right = fresh();
    rmSync(join(cache, '..'), { recursive: true });
    // A file where the folder would be: not even root can write there.
    writeFileSync(join(cache, '..'), '');
    chmodSync(join(log, '..'), 0o500);
    expect(shown()).toBe(right);
    expect(shown()).toBe(right);
    chmodSync(join(log, '..'), 0o700);
  });

  it('of a note that was just written is never the one before', () => {
    machine.inc(['open', 'The shop is down']);
    for (const text of ['first', 'second', 'third']) {
      machine.inc([]);
      machine.inc(['note', text]);
      expect(machine.inc([]).stdout).toContain(text);
    }
  });

  it('is looked at by doctor, and a damaged one goes', () => {
    fresh();
    const level = (args: readonly string[]): string | undefined =>
      /^.*kept status cards.*$/m.exec(machine.inc(['doctor', ...args]).stdout)?.[0];
    expect(level([])).toMatch(/whole/);
    writeFileSync(cache, `${readFileSync(cache, 'utf8')}x`);
    expect(level([])).toMatch(/damaged: 2024-11-22-kept\/cache\/card\.json/);
    expect(existsSync(cache)).toBe(true);
    expect(level(['--repair'])).toMatch(/made anew/);
    expect(existsSync(cache)).toBe(false);
  });
});
