import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TERMINAL_ATTACKS } from '../fixtures/hostile-text.ts';
import { dangerous } from '../support/inert-text.ts';
import { bin, ended, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';
import { scaled, type Part } from './part.ts';

const megabyte = 1024 * 1024;

/** What `inc` does with what comes in; as much of it as it takes. */
async function fed(
  machine: Sandbox,
  args: readonly string[],
  chunk: Buffer,
  times: number,
  usage: string,
): Promise<Ran> {
  const child = spawn(process.execPath, ['--require', usage, bin, ...args], {
    cwd: machine.work,
    env: machine.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const end = ended(child);
  child.stdin.setMaxListeners(0).on('error', () => {
    // It has heard enough.
  });
  for (let n = 0; n < times && !child.stdin.destroyed; n++)
    if (!child.stdin.write(chunk))
      await new Promise((resolve) => {
        child.stdin.once('drain', resolve);
        child.stdin.once('close', resolve);
      });
  child.stdin.end();
  return end;
}

export const part: Part = {
  about: '100 MB into note and attach, the longest line, and text that nobody types',
  async run(scale) {
    const machine = sandbox();
    const violations: string[] = [];
    const counts: Record<string, number> = {};
    const expect = (right: boolean, what: string): void => {
      if (!right) violations.push(what);
    };
    try {
      const usage = join(machine.home, 'usage.cjs');
      const peak = join(machine.home, 'peak');
      writeFileSync(
        usage,
        `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)));`,
      );
      const peakNow = (): number => Math.round(Number(readFileSync(peak, 'utf8')) / 1024);
      expect(machine.inc(['open', 'Big input', '--tz', 'UTC']).exit === 0, 'inc open failed');

      const chunk = Buffer.alloc(megabyte, 'a line of some output that somebody pipes into it\n');
      const bytes = scaled(100, scale);
      const note = await fed(machine, ['note', '-'], chunk, bytes, usage);
      counts[`MB into note -`] = bytes;
      counts['MiB at most, note -'] = peakNow();
      expect(
        note.exit === 64 && /inc attach -/.test(note.stderr),
        `note - does not offer attach: ${note.exit} ${note.stderr}`,
      );
      expect(peakNow() < 150, `R11: note - took ${peakNow()} MiB`);
      // What an attachment holds, and what it does not.
      const holds = Math.min(bytes, 60);
      const attach = await fed(machine, ['attach', '-'], chunk, holds, usage);
      counts[`MB into attach -`] = holds;
      counts['MiB at most, attach -'] = peakNow();
      expect(attach.exit === 0, `attach - ended with ${attach.exit}: ${attach.stderr}`);
      expect(peakNow() < 200, `R11: attach - took ${peakNow()} MiB`);
      const tooMuch = await fed(machine, ['attach', '-'], chunk, 100, usage);
      counts['MiB at most, attach - of 100 MB, refused'] = peakNow();
      expect(tooMuch.exit === 64, `attach - of 100 MB ended with ${tooMuch.exit}`);
      expect(peakNow() < 200, `R11: attach - of 100 MB took ${peakNow()} MiB`);

      // The longest line: what fits is kept whole, one byte more is refused.
      let [fits, not] = [10_000, 70_000];
      while (not - fits > 1) {
        const middle = (fits + not) >> 1;
        const { exit } = machine.inc(['note', 'x'.repeat(middle)]);
        if (exit === 0) fits = middle;
        else if (exit === 64) not = middle;
        else throw new Error(`a note of ${middle} bytes ended with ${exit}`);
      }
      counts['bytes of the longest note'] = fits;
      const longest = Math.max(
        ...machine
          .log()
          .split('\n')
          .map((line) => Buffer.byteLength(line) + 1),
      );
      counts['bytes of the longest line'] = longest;
      expect(longest === 65_536, `the longest line has ${longest} bytes`);

      const strange = [
        ...TERMINAL_ATTACKS.map(([, text]) => Buffer.from(text)),
        ...[
          '__proto__',
          'constructor',
          '{"__proto__":{"x":1}}',
          'a\u2028b',
          'a\0b',
          '\ud800',
          '\u202eabc',
        ].map((text) => Buffer.from(text)),
        ...['ff', 'c328', 'e28228', 'f09028bc', 'eda080', 'f8a1a1a1a1', '61ff62'].map((hex) =>
          Buffer.from(hex, 'hex'),
        ),
      ];
      let kept = 0;
      for (const text of strange) {
        const { exit, stderr } = await fed(machine, ['note', '-'], text, 1, usage);
        if (exit !== 0) {
          violations.push(`a note of ${JSON.stringify(text.toString())} ended with ${exit}: ${stderr}`);
          continue;
        }
        const expected = text.toString().replace(/\r?\n$/, '');
        const last = machine.log().trimEnd().split('\n').at(-1) ?? '';
        const found = (JSON.parse(last) as { data: { text: string } }).data.text;
        if (found === expected) kept++;
        else violations.push(`not kept as it was: ${JSON.stringify(expected)}, but ${JSON.stringify(found)}`);
      }
      counts['strange notes, kept as they were'] = kept;
      for (const args of [
        ['timeline'],
        ['status'],
        ['show'],
        ['catchup'],
        ['postmortem', 'build', '-o', '-'],
      ]) {
        const { stdout, stderr } = machine.inc(args);
        const bad = dangerous(`${stdout}${stderr}`.replace(/[\n\t]/g, ''));
        expect(stdout !== '', `${args.join(' ')} shows nothing: ${stderr}`);
        expect(bad.length === 0, `S1: inc ${args.join(' ')} shows ${JSON.stringify(bad.slice(0, 5))}`);
      }
      // U+FE0F stands as it is in the log: ordinary emoji carry it.
      const raw = dangerous(machine.log().replaceAll('\n', '').replaceAll('\ufe0f', ''));
      expect(
        raw.length === 0,
        `S1: the log itself is not harmless to cat: ${JSON.stringify(raw.slice(0, 5))}`,
      );
      expect(machine.inc(['verify']).exit === 0, 'the record does not verify');
      return { counts, violations };
    } finally {
      machine.remove();
    }
  },
};
