import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
let file: string;
beforeEach(() => {
  machine = sandbox();
  file = join(machine.home, '.config/inc/config.json');
});
afterEach(() => machine.remove());

const config = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran =>
  machine.inc(['config', ...args], { env });
const originOf = (name: string, flags: readonly string[] = []): unknown =>
  (JSON.parse(config(['get', name, '--json', ...flags]).stdout) as { settings: unknown[] }).settings[0];
const catalogue = (text: string): void => {
  mkdirSync(join(machine.work, '.inc'), { recursive: true });
  writeFileSync(join(machine.work, '.inc/inc.yaml'), `version: 1\n${text}`);
};

describe('inc config get and set', () => {
  it('keeps a zone, which new incidents have unless the catalogue or a flag says otherwise', () => {
    expect(config(['set', 'zone', 'europe/paris']).exit).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ zone: 'Europe/Paris' });
    const zoneOf = (...flags: string[]): unknown =>
      (JSON.parse(machine.inc(['open', 'x', '--json', ...flags]).stdout) as { zone: unknown }).zone;
    expect(zoneOf()).toBe('Europe/Paris');
    expect(zoneOf('--tz', 'Asia/Tokyo')).toBe('Asia/Tokyo');
    expect(originOf('zone')).toMatchObject({ value: 'Europe/Paris', from: 'you' });
    catalogue('zone: America/New_York\n');
    expect(zoneOf()).toBe('America/New_York');
    expect(originOf('zone')).toEqual({
      name: 'zone',
      value: 'America/New_York',
      from: 'catalogue',
      origins: [
        { from: 'catalogue', value: 'America/New_York' },
        { from: 'you', value: 'Europe/Paris' },
        { from: 'this machine', value: 'UTC' },
      ],
    });
    expect(config(['set', 'zone', '']).exit).toBe(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({});
  });

  it('keeps a template, which new post-mortems have', () => {
    machine.inc(['open', 'x']);
    const built = (...flags: string[]): unknown =>
      (
        JSON.parse(machine.inc(['pm', 'build', '-o', '-', '--json', ...flags]).stdout) as {
          template: unknown;
        }
      ).template;
    expect(built()).toBe('default');
    expect(config(['set', 'template', 'classic']).exit).toBe(0);
    expect(built()).toBe('classic');
    expect(built('--template', 'default')).toBe('default');
    config(['set', 'template', 'lost']);
    const said = machine.inc(['pm', 'build', '-o', '-']);
    expect(said.exit).toBe(0);
    expect(said.stderr).toContain('your settings were not used');
  });

  it('tells where each value comes from', () => {
    expect(originOf('user')).toMatchObject({ value: 'alice', from: 'INC_USER' });
    expect(originOf('user', ['--as', 'bo'])).toMatchObject({ value: 'bo', from: '--as' });
    expect(originOf('store')).toMatchObject({ value: machine.store, from: 'INC_HOME' });
    expect(config(['get', 'zone', '-q']).stdout).toBe('UTC\n');
    expect(config(['get']).stdout).toMatch(/^zone +UTC +\(this machine\)$/m);
    expect(existsSync(file)).toBe(false);
  });

  it('is found under XDG_CONFIG_HOME, and leaves what it does not know', () => {
    const folder = join(machine.home, 'mine');
    mkdirSync(join(folder, 'inc'), { recursive: true });
    writeFileSync(join(folder, 'inc/config.json'), '{"later":{"x":1}}');
    expect(config(['set', 'zone', 'UTC'], { XDG_CONFIG_HOME: folder }).exit).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'inc/config.json'), 'utf8'))).toEqual({
      later: { x: 1 },
      zone: 'UTC',
    });
  });

  it('refuses what has no effect, or means nothing', () => {
    expect(config(['set', 'zonne', 'UTC'])).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('did you mean zone?'),
    });
    expect(config(['set', 'user', 'bo'])).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('export INC_USER'),
    });
    expect(config(['set', 'zone', 'CET']).exit).toBe(64);
    expect(config(['set', 'template', '../x']).exit).toBe(64);
    expect(config(['get', 'nothing']).exit).toBe(64);
  });

  it('lets nobody wait for a file that is wrong', () => {
    mkdirSync(join(machine.home, '.config/inc'), { recursive: true });
    writeFileSync(file, '{"zone":');
    const opened = machine.inc(['open', 'It burns']);
    expect(opened.exit).toBe(0);
    expect(opened.stderr).toContain('your settings were not used');
    expect(machine.inc(['note', 'x']).exit).toBe(0);
    expect(config(['get']).exit).toBe(78);
    expect(machine.inc(['doctor']).stdout).toMatch(/^PROBLEM {2}settings: /m);
  });
});

describe('inc config test-redaction', () => {
  it('shows what would be hidden by which rule, and writes nothing', () => {
    catalogue('redaction:\n  - {name: customer, pattern: "cust-[0-9]+"}\n');
    const text = 'password=hunter22x for cust-4711 and cust-4712';
    expect(JSON.parse(config(['test-redaction', text, '--json']).stdout)).toEqual({
      v: 1,
      kind: 'redaction',
      text: 'password=[redacted:credential] for [redacted:customer] and [redacted:customer]',
      hidden: [
        { rule: 'credential', from: 'built in', count: 1 },
        { rule: 'customer', from: 'catalogue', count: 2 },
      ],
    });
    const piped = machine.inc(['config', 'test-redaction', '-'], { input: `${text}\n` });
    expect(piped.stdout).not.toMatch(/hunter22x|4711/);
    expect(piped.stdout).toContain('  customer (catalogue), 2 times\n');
    expect(config(['test-redaction', 'nothing', 'here']).stdout).toBe(
      'nothing here\nnothing would be hidden\n',
    );
    expect(existsSync(machine.store)).toBe(false);
    expect(existsSync(join(machine.home, 'state'))).toBe(false);
  });
});
