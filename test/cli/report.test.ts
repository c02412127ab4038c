import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { report } from '../../src/cli/report.ts';
import type { World } from '../../src/core/ports/ports.ts';
import { redact } from '../../src/core/redaction/redact.ts';
import { builtInRules } from '../../src/core/redaction/redaction-rules.ts';
import { files } from '../../src/io/files/files.ts';

let folder = '';
let state = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inc-report-'));
  state = join(folder, 'state/inc');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @returns what was said of it, on stderr. */
async function reported(error: unknown, more: Partial<World> = {}): Promise<string> {
  const world = {
    env: {},
    terminal: { unicode: true },
    paths: { state, cache: folder },
    random: (size: number) => randomBytes(size),
    files: () => Promise.resolve(files),
    redact: (text: string) => Promise.resolve(redact(text, builtInRules).text),
    ...more,
  };
  let said = '';
  const exit = await report(error, ['timeline'], world as World, (_, text) => {
    said += text;
    return true;
  });
  expect(exit).toBe(70);
  return said;
}
const bug = (): Error => new TypeError('cannot read password=hunter22x of undefined');

describe('a bug in inc', () => {
  it('leaves its stack in a file of the state folder that only its owner can read, without secrets', async () => {
    const first = await reported(bug());
    const second = await reported(bug());
    const names = readdirSync(state);
    expect(names).toHaveLength(2);
    for (const name of names) {
      expect(name).toMatch(/^bug-[0-9a-f]{16}\.txt$/);
      const path = join(state, name);
      expect(`${first}${second}`).toContain(path);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, 'utf8')).toMatch(/^TypeError: cannot read password=\[redacted:.*\n +at /);
    }
    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(first + second).not.toContain('hunter22x');
  });

  it('never writes over what is there, nor through a link', async () => {
    const fixed = { random: (size: number) => new Uint8Array(size) };
    await reported(bug(), fixed);
    const path = join(state, `bug-${'0'.repeat(16)}.txt`);
    writeFileSync(path, 'mine');
    expect(await reported(bug(), fixed)).not.toContain(path);
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('is told without its words where they cannot be freed of secrets', async () => {
    const said = await reported(bug(), { redact: () => Promise.reject(new Error('no rules')) });
    expect(said).toMatch(/^inc: a bug in inc; .*\n\s+at /);
    expect(said).not.toContain('hunter22x');
  });
});
