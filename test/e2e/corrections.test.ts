import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ended, sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

const secret = 'correct-horse-battery';
let machine: Sandbox;
beforeEach(() => {
  machine = sandbox();
  machine.inc(['open', 'Web tier down', '--at', '2024-11-22T14:00Z']);
});
afterEach(() => machine.remove());

const ok = (args: readonly string[], input = ''): Ran => {
  const ran = machine.inc(args, { input });
  expect({ args, exit: ran.exit, stderr: ran.exit === 0 ? '' : ran.stderr }).toEqual({
    args,
    exit: 0,
    stderr: '',
  });
  return ran;
};
const idOf = ({ stdout }: Ran): string => stdout.trim();
const note = (...args: string[]): string => idOf(ok(['note', '-q', ...args]));
const rows = (...flags: string[]): Record<string, unknown>[] =>
  (JSON.parse(ok(['timeline', '--json', ...flags]).stdout) as { entries: Record<string, unknown>[] }).entries;
const texts = (...flags: string[]): unknown[] => rows(...flags).map(({ text }) => text);

/** Files of the store, the state and the cache that hold the secret. */
const holding = (): string[] =>
  readdirSync(machine.home, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(secret));

describe('inc amend', () => {
  it('corrects the last entry of the same person, whoever wrote meanwhile', () => {
    const id = note('web-2 is down');
    ok(['note', 'bo is here', '--as', 'bo']);
    const { stdout, stderr } = ok(['amend', 'last', 'web-3', 'not', 'web-2', '--why', 'misread']);
    expect(stdout).toMatch(new RegExp(`^amended ${id} in [0-9a-f]{7}  \\d{4}-`));
    expect(stderr).toContain(`inc redact ${id}`);
    expect(texts()).toEqual(['Incident declared: Web tier down', 'web-3 not web-2', 'bo is here']);
    expect(ok(['timeline']).stdout).toContain('web-3 not web-2 (amended)');
  });

  it('moves an entry, and with it the key time that it sets', () => {
    const id = idOf(ok(['mitigate', '-q', 'traffic moved']));
    ok(['amend', id, '--at', '2024-11-22T14:30Z']);
    const shown = JSON.parse(ok(['show', '--json']).stdout) as { keyTimes: Record<string, string> };
    expect(shown.keyTimes['mitigated']).toMatch(/^2024-11-22T14:30:00/);
    expect(rows()[1]).toMatchObject({
      kind: 'mitigated',
      at: expect.stringMatching(/^2024-11-22T14:30/),
      amended: true,
    });
  });

  it('leaves what machines measured, and needs a text or a time', () => {
    ok(['run', '--', 'true']);
    const command = String(rows().at(-1)?.['id']);
    const refused = machine.inc(['amend', command, 'it was fine']);
    expect(refused).toMatchObject({ exit: 64, stderr: expect.stringContaining(`inc note --re ${command}`) });
    expect(machine.inc(['retract', command, '--why', 'x']).exit).toBe(64);
    note('one');
    expect(machine.inc(['amend', 'last']).exit).toBe(64);
    expect(machine.inc(['amend', 'nowhere', 'x']).exit).toBe(66);
    expect(machine.inc(['amend', 'last', 'x', '--as', 'nobody']).exit).toBe(66);
  });

  it('of an amendment is one of the entry; the history has it all', () => {
    const id = note('one');
    const first = idOf(ok(['amend', '-q', id, 'two']));
    ok(['amend', first, 'three']);
    expect(texts()).toContain('three');
    expect(texts('--history').slice(1)).toEqual(['one', 'now two', 'now three']);
    expect(
      rows('--history')
        .slice(2)
        .map(({ kind, re }) => [kind, String(re).slice(0, 7)]),
    ).toEqual([
      ['amended', id],
      ['amended', id],
    ]);
  });
});

describe('inc retract', () => {
  it('takes an entry off the timeline and out of the post-mortem, and can be retracted', () => {
    const id = note('wrong incident');
    const retraction = idOf(ok(['retract', '-q', id, '--why', 'that was another incident']));
    expect(texts()).toEqual(['Incident declared: Web tier down']);
    expect(ok(['postmortem', 'build', '-o', '-']).stdout).not.toContain('wrong incident');
    const history = ok(['timeline', '--history']).stdout;
    expect(history).toContain('retracted: wrong incident');
    expect(history).toMatch(/retracted +that was another incident \(about/);
    expect(machine.inc(['retract', id, '--why', 'x'])).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining(`inc retract ${retraction}`),
    });
    ok(['retract', retraction, '--why', 'it was this one']);
    expect(texts()).toContain('wrong incident');
  });

  it('needs a reason where nobody can be asked', () => {
    note('one');
    expect(machine.inc(['retract', 'last'])).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('--why'),
    });
    expect(machine.inc(['redact', 'last'])).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('--why'),
    });
    expect(texts()).toContain('one');
  });

  it('of a close opens the incident again', () => {
    ok(['close', '--no-input', '-o', join(machine.work, 'pm.md')]);
    expect(ok(['list', '--open', '-q']).stdout).toBe('');
    const closed = String(rows('-i', machine.incident()).find(({ kind }) => kind === 'closed')?.['id']);
    ok(['retract', closed, '-i', machine.incident(), '--why', 'it goes on']);
    expect(idOf(ok(['list', '--open', '-q']))).toBe(machine.incident());
    ok(['note', 'it is the only open one']);
  });
});

describe('inc redact', () => {
  it('leaves the secret nowhere, and says what else is to be done', () => {
    note('before');
    const id = note(`the wifi is ${secret}`);
    note('after');
    ok([]);
    const file = join(machine.work, 'pm.md');
    ok(['postmortem', 'build', '-o', file]);
    ok(['amend', id, `the wifi was ${secret}`]);
    const { stdout, stderr } = ok(['redact', id, '--why', 'a password was pasted']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toContain('change the secret all the same');
    expect(stderr).toContain('can confirm the guess');
    expect(stderr).toContain(file);
    expect(holding()).toEqual([file]);
    ok(['postmortem', 'build', '-o', file]);
    expect(holding()).toEqual([]);
    expect(readFileSync(file, 'utf8')).toContain('*(redacted: a password was pasted)*');
    expect(texts()).toContain('[redacted]');
    expect(rows('--history').filter(({ kind }) => kind === 'redacted')).toHaveLength(2);
    expect(JSON.parse(ok(['verify', '--json']).stdout)).toMatchObject({ redacted: 2, damage: [] });
    expect(machine.inc(['redact', id, '--why', 'x'])).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('was redacted before'),
    });
  });

  it('takes the output of a command and attached files along', () => {
    writeFileSync(join(machine.work, 'notes.bin'), Buffer.from(`\0${secret}`));
    ok(['run', '--', 'echo', `it is ${secret}`]);
    ok(['redact', 'last', '--why', 'printed']);
    ok(['attach', 'notes.bin']);
    writeFileSync(join(machine.work, 'notes.bin'), '');
    expect(holding()).toHaveLength(1);
    ok(['redact', 'last', '--why', 'attached']);
    expect(holding()).toEqual([]);
    expect(JSON.parse(ok(['verify', '--json']).stdout)).toMatchObject({ redacted: 3, damage: [] });
  });

  it('means by last what was retracted or corrected last, never the entry before', () => {
    note('evidence');
    note(secret);
    ok(['retract', 'last', '--why', 'pasted']);
    ok(['redact', 'last', '--why', 'pasted']);
    expect(holding()).toEqual([]);
    const early = note('early');
    note('late');
    ok(['amend', early, secret]);
    ok(['redact', 'last', '--why', 'pasted']);
    expect(holding()).toEqual([]);
    expect(texts()).toEqual(['Incident declared: Web tier down', 'evidence', '[redacted]', 'late']);
  });

  it('refuses what opened the incident and what says that something was redacted', () => {
    const opened = String(rows()[0]?.['id']);
    expect(machine.inc(['redact', opened, '--why', 'x']).exit).toBe(64);
    note(secret);
    const redaction = idOf(ok(['redact', '-q', 'last', '--why', 'x']));
    expect(machine.inc(['redact', redaction, '--why', 'x']).exit).toBe(64);
  });

  it('loses nothing that six others write meanwhile', async () => {
    const pasted = [1, 2, 3].map((n) => note(`${secret} ${n}`));
    const writer = async (name: number): Promise<void> => {
      for (let n = 0; n < 5; n++) {
        const { exit } = await machine.run(['note', `writer ${name} line ${n}`]);
        expect(exit).toBe(0);
      }
    };
    const redacting = async (): Promise<void> => {
      for (const id of pasted) {
        const { exit } = await ended(machine.start(['redact', id, '--why', 'pasted']));
        expect(exit).toBe(0);
      }
    };
    await Promise.all([redacting(), ...[0, 1, 2, 3, 4, 5].map(writer)]);
    const found = texts().filter((text) => String(text).startsWith('writer'));
    expect(new Set(found).size).toBe(30);
    expect(holding()).toEqual([]);
    expect(JSON.parse(ok(['verify', '--json']).stdout)).toMatchObject({ redacted: 3, damage: [] });
  });

  it('leaves a chain that sed and sha256sum can check: the stub by its redaction, the rest by themselves', () => {
    note(secret);
    note('after');
    const id = String(rows()[1]?.['id']);
    ok(['redact', id, '--why', 'pasted']);
    const log = join(machine.store, 'incidents', machine.incident(), 'log');
    const script = `
      set -eu
      cd '${log}'
      stub=$(grep -h ',"redacted":"' *.jsonl)
      hash=$(printf %s "$stub" | sed 's/.*,"hash":"\\([0-9a-f]*\\)"}$/\\1/')
      grep -h '"type":"entry.redacted"' *.jsonl | grep -q "\\"of\\":\\"$hash\\""
      said=$(grep -h '"type":"entry.redacted"' *.jsonl | sed 's/.*"stub":"\\([0-9a-f]*\\)".*/\\1/')
      is=$(printf %s "$stub" | sed 's/,"hash":"[0-9a-f]*"}$//' | sha256sum | cut -c 1-64)
      test "$said" = "$is"
      grep -h '"after"' *.jsonl | grep -q "\\"parents\\":\\[\\"$hash\\"\\]"
      grep -hv ',"redacted":"' *.jsonl | while IFS= read -r line; do
        stated=$(printf '%s\\n' "$line" | sed 's/.*,"hash":"\\([0-9a-f]*\\)"}$/\\1/')
        found=$(printf '%s\\n' "$line" | sed 's/,"hash":"[0-9a-f]*"}$//' | tr -d '\\n' | sha256sum | cut -c 1-64)
        test "$stated" = "$found"
        echo fine
      done`;
    const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: 'fine\nfine\nfine\n' });
  });
});

describe('inc timeline --follow', () => {
  it('shows an entry again when it was amended, and when it was retracted', async () => {
    const id = note('one');
    const child = machine.start(['timeline', '-f', '--json']);
    const done = ended(child);
    let seen = '';
    let look = (): void => undefined;
    child.stdout?.on('data', (piece: string) => {
      seen += piece;
      look();
    });
    const until = (text: string): Promise<void> =>
      new Promise((resolve) => {
        look = () => {
          if (seen.includes(text)) resolve();
        };
        look();
      });
    await until('"text":"one"');
    await machine.run(['amend', id, 'two']);
    await until('"text":"two"');
    await machine.run(['retract', id, '--why', 'x']);
    await until('"retracted":true');
    child.kill('SIGINT');
    await done;
    expect(seen).toContain('"amended":true');
  });
});
