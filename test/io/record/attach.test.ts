import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kept } from '../../../src/core/ports/record-ports.ts';
import { redact } from '../../../src/core/redaction/redact.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';
import { attach, largestAttachment } from '../../../src/io/record/attach.ts';

let folder = '';
let incident = '';
let count = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inc-test-'));
  incident = join(folder, 'incident');
  mkdirSync(incident);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const keep = (path: string): Kept => attach(incident, path, builtInRules, `draft${count++}`);
const stored = ({ blob }: Kept): Buffer => readFileSync(join(incident, 'blobs', blob.slice(0, 2), blob));
const sha = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
/** Everything under blobs, drafts included. */
const names = (): string[] =>
  readdirSync(join(incident, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

const secret = 'password=hunter22x';

describe('a text', () => {
  it('is kept under its hash, whole, for its owner alone', () => {
    const text = 'größe 3 €\n日本語 🎉 without a line feed at its end';
    const kept = keep(file('a.txt', text));
    expect(kept).toEqual({ blob: sha(text), bytes: Buffer.byteLength(text), redactions: 0, text: true });
    expect(stored(kept).toString()).toBe(text);
    expect(statSync(join(incident, 'blobs', kept.blob.slice(0, 2), kept.blob)).mode & 0o777).toBe(0o600);
  });

  it('is redacted before it is kept, and its hash is of what is kept', () => {
    const kept = keep(file('a.txt', `one\n${secret}\ntwo\n`));
    const text = stored(kept).toString();
    expect(text).toBe(redact(`one\n${secret}\ntwo\n`, builtInRules).text);
    expect(text).not.toContain('hunter22x');
    expect(kept).toMatchObject({ blob: sha(text), redactions: 1, text: true, bytes: text.length });
  });

  it.each([0, 1, 2, 3])('is the same wherever its chunks are cut (shift %i)', (shift) => {
    const text = 'x'.repeat(shift) + `🎉é日 ${secret} \r\n`.repeat(9000);
    const kept = keep(file('a.txt', text));
    expect(kept.text).toBe(true);
    expect(stored(kept).toString()).toBe(redact(text, builtInRules).text);
  });

  it('may be empty, and may begin with a byte order mark', () => {
    expect(keep(file('a.txt', ''))).toEqual({ blob: sha(''), bytes: 0, redactions: 0, text: true });
    expect(stored(keep(file('b.txt', '\ufeffx'))).toString()).toBe('\ufeffx');
  });
});

describe('what is no text', () => {
  it.each([
    ['random bytes', randomBytes(200_000)],
    ['a NUL in the first line', Buffer.from('a\0b')],
    ['a NUL after much text', Buffer.concat([Buffer.from('text\n'.repeat(60_000)), Buffer.from([0])])],
    ['a character cut off at the end', Buffer.from('text é').subarray(0, -1)],
    ['Latin-1', Buffer.from('größe\n', 'latin1')],
    ['a secret, then a NUL', Buffer.from(`${secret}\n\0`)],
    ['a secret, and a NUL chunks later', Buffer.from(`${secret}\n${'text\n'.repeat(60_000)}\0`)],
    ['a long line, then a NUL', Buffer.from(`${'x'.repeat(300_000)}\0`)],
  ])('is kept byte for byte: %s', (_, bytes) => {
    const kept = keep(file('a.bin', bytes));
    expect(kept).toEqual({ blob: sha(bytes), bytes: bytes.length, redactions: 0, text: false });
    expect(stored(kept).equals(bytes)).toBe(true);
    expect(names()).toEqual([kept.blob]);
  });
});

describe('the same bytes', () => {
  it('are kept once, and a damaged copy is put right', () => {
    const kept = keep(file('a.txt', 'same'));
    const home = join(incident, 'blobs', kept.blob.slice(0, 2), kept.blob);
    writeFileSync(home, 'damaged');
    expect(keep(file('b.txt', 'same'))).toEqual(kept);
    expect(stored(kept).toString()).toBe('same');
    expect(names()).toEqual([kept.blob]);
  });

  it('never go through a link that somebody planted in their place', () => {
    const victim = file('victim', 'precious');
    const blob = sha('same');
    mkdirSync(join(incident, 'blobs', blob.slice(0, 2)), { recursive: true });
    symlinkSync(victim, join(incident, 'blobs', blob.slice(0, 2), blob));
    keep(file('a.txt', 'same'));
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });
});

describe('what is no ordinary file', () => {
  const refusal = (path: string): unknown => {
    try {
      return keep(path);
    } catch (error) {
      return error;
    }
  };

  it('is refused by what it is', async () => {
    const target = file('target.txt', 'x');
    symlinkSync(target, join(folder, 'link'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    for (const [path, what] of [
      [join(folder, 'link'), 'a symbolic link'],
      [join(folder, 'dangling'), 'a symbolic link'],
      [folder, 'a folder'],
      [join(folder, 'pipe'), 'a pipe'],
      [join(folder, 'socket'), 'a socket'],
      ['/dev/null', 'a device'],
    ] as const)
      expect(refusal(path)).toMatchObject({ code: 'USAGE', message: expect.stringContaining(`is ${what}`) });
    await new Promise((resolve) => server.close(resolve));
  });

  it('is missing', () => {
    expect(refusal(join(folder, 'missing'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(refusal(join(file('plain', 'x'), 'below'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(refusal('')).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is too large: nothing of it stays', () => {
    const path = file('big', '');
    truncateSync(path, largestAttachment + 1);
    expect(refusal(path)).toMatchObject({ code: 'USAGE', message: expect.stringContaining('64 MiB') });
    truncateSync(path, largestAttachment);
    expect(refusal(path)).toMatchObject({ bytes: largestAttachment, text: false });
  });
});

it('says when it cannot be kept, and leaves nothing', () => {
  writeFileSync(join(incident, 'blobs'), 'in the way');
  expect(() => keep(file('a.txt', 'x'))).toThrow(expect.objectContaining({ code: 'CANT_WRITE' }));
});

describe('a text with colours', () => {
  const [red, off] = ['\u001b[31m', '\u001b[0m'];

  it('keeps them', () => {
    const text = `${red}web-1 is down${off}\n`.repeat(10_000);
    expect(stored(keep(file('a.txt', text))).toString()).toBe(text);
  });

  it('loses them where they stand around a secret', () => {
    const kept = keep(file('a.txt', `pass${red}word${off}=hunter22x\n`));
    expect(kept.redactions).toBe(1);
    expect(stored(kept).toString()).toBe('password=[redacted:credential]\n');
  });
});
