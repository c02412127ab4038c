import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TERMINAL_ATTACKS } from '../fixtures/hostile-text.ts';
import { dangerous } from '../support/inert-text.ts';
import { bin, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
beforeAll(() => {
  machine = sandbox();
  expect(machine.inc(['open', 'Big input', '--tz', 'UTC']).exit).toBe(0);
});
afterAll(() => machine.remove());

/** A pipe into `inc`, and how much memory `inc` took at most (MiB). */
function piped(from: string, args: readonly string[]): Ran & { readonly peak: number } {
  const peak = join(machine.home, 'peak');
  const hook = join(machine.home, 'usage.cjs');
  writeFileSync(
    hook,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)));`,
  );
  const { status, signal, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `${from} | "$@"`, 'bash', process.execPath, '--require', hook, bin, ...args],
    { cwd: machine.work, env: machine.env, encoding: 'utf8' },
  );
  return { exit: status, signal, stdout, stderr, peak: Number(readFileSync(peak, 'utf8')) / 1024 };
}

const last = (): string => {
  const line = machine.log().trimEnd().split('\n').at(-1) ?? '';
  return (JSON.parse(line) as { data: { text: string } }).data.text;
};

describe('more than a note holds', () => {
  it('is refused in bounded memory, and attach is offered, which takes it in bounded memory', () => {
    const before = machine.log();
    const flood = `head -c 20000000 /dev/zero | tr '\\0' 'x'`;
    const note = piped(flood, ['note', '-']);
    expect(note).toMatchObject({ exit: 64, stdout: '' });
    expect(note.stderr).toContain('inc attach -');
    expect(note.peak).toBeLessThan(150);
    expect(machine.log()).toBe(before);
    const attach = piped(flood, ['attach', '-']);
    expect(attach.exit).toBe(0);
    expect(attach.peak).toBeLessThan(200);
  });
});

describe('text that nobody types', () => {
  it.each([
    ['bytes that are no UTF-8', 'a\\377b', 'a\ufffdb'],
    ['half a character at the end', 'a\\342\\202', 'a\ufffd'],
    ['a NUL', 'a\\000b', 'a\0b'],
    ['a name of JavaScript', '__proto__', '__proto__'],
    ['its object', '{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
    ['a line separator', 'a\\342\\200\\250b', 'a\u2028b'],
  ])('is kept as it came: %s', (_, typed, text) => {
    expect(piped(`printf '${typed}'`, ['note', '-']).exit).toBe(0);
    expect(last()).toBe(text);
  });

  it('is harmless wherever it is shown, and in the log itself', () => {
    const texts = TERMINAL_ATTACKS.map(([, text]) => text).filter((text) => !text.includes('\0'));
    expect(machine.inc(['note', ...texts.slice(0, 25)]).exit).toBe(0);
    expect(machine.inc(['note', ...texts.slice(25)]).exit).toBe(0);
    for (const args of [
      ['timeline'],
      ['status'],
      ['show'],
      ['catchup'],
      ['postmortem', 'build', '-o', '-'],
    ]) {
      const { stdout, stderr } = machine.inc(args);
      expect({ args, shown: stdout.length > 0 }).toEqual({ args, shown: true });
      expect({ args, bad: dangerous(`${stdout}${stderr}`.replace(/[\n\t]/g, '')) }).toEqual({
        args,
        bad: [],
      });
    }
    // Ordinary emoji carry U+FE0F, which stands in the log as it is.
    expect(dangerous(machine.log().replaceAll('\n', '').replaceAll('\ufe0f', ''))).toEqual([]);
    expect(machine.inc(['verify']).exit).toBe(0);
  });
});
