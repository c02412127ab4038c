import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redact } from '../../../src/core/redaction/redact.ts';
import { builtInRules } from '../../../src/core/redaction/redaction-rules.ts';
import { captureOutput, type Captured } from '../../../src/io/process/captured-output.ts';

type Piece = readonly [from: 'stdout' | 'stderr', bytes: Buffer];

interface Kept extends Captured {
  readonly head: string;
  readonly tail: string;
  readonly live: string;
}

function captured(pieces: readonly Piece[], rules = builtInRules): Kept {
  const streams = { stdout: new EventEmitter(), stderr: new EventEmitter() };
  let live = '';
  const end = captureOutput(streams, rules, (text) => (live += text));
  for (const [from, bytes] of pieces) streams[from].emit('data', bytes);
  const kept = end();
  const [head = '', tail = ''] = kept.output.split(/\n\[… \d+ bytes left out …\]\n/);
  return { ...kept, head, tail, live };
}

const cut = (bytes: Buffer, size: number): Piece[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => [
    'stdout',
    bytes.subarray(index * size, (index + 1) * size),
  ]);
const kib = 1024;
const secret = 'Tr0ub4dor-and-3-more';
const lines = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `${index} password=${secret} €uro ${'x'.repeat(index % 90)}\n`,
  ).join('');

describe('captured output', () => {
  it('of less than a flood is all of it, redacted', () => {
    const text = lines(1500);
    const kept = captured(cut(Buffer.from(text), 4096));
    expect(kept.output).toBe(redact(text, builtInRules).text);
    expect(kept.live).toBe(kept.output);
    expect(kept).toMatchObject({ omitted: 0, total: Buffer.byteLength(text), redactions: 1500 });
  });

  it.each([300 * kib, 500 * kib, 700 * kib, 3000 * kib])(
    'of %i bytes is the beginning and the end of what redacting all of it gives',
    (size) => {
      const text = lines(Math.ceil(size / 80)).slice(0, size);
      for (const piece of [100, 5000, 64 * kib]) {
        const kept = captured(cut(Buffer.from(text), piece));
        const whole = redact(text, builtInRules).text;
        expect(whole.startsWith(kept.head)).toBe(true);
        expect(whole.endsWith(kept.tail)).toBe(true);
        expect(Buffer.byteLength(kept.head)).toBeGreaterThan(64 * kib - 4);
        expect(Buffer.byteLength(kept.tail)).toBeGreaterThan(150 * kib);
        expect(kept.output).not.toContain(secret);
        expect(kept.live).not.toContain(secret);
        expect(kept.total).toBe(Buffer.byteLength(text));
        expect(kept.omitted).toBeGreaterThan(0);
      }
    },
  );

  it('never holds a part of a secret that lies across a cut', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${`${'Zm9vYmFy'.repeat(8)}\n`.repeat(200)}-----END RSA PRIVATE KEY-----\n`;
    const filler = Buffer.from(`${'a line of output\n'.repeat(40_000)}`);
    fc.assert(
      fc.property(
        fc.integer({ min: 40_000, max: 80_000 }),
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 50, max: 70_000 }),
        (before, after, piece) => {
          const hidden = Buffer.from(`${key}token=ghp_${'0123456789abcdef'.repeat(3)}\n`);
          const { output, live } = captured(
            cut(
              Buffer.concat([filler.subarray(0, before), hidden, filler, hidden, filler.subarray(0, after)]),
              piece,
            ),
          );
          for (const text of [output, live]) {
            expect(text).not.toContain('Zm9vYmFyZm9v');
            expect(text).not.toMatch(/ghp_|0123456789abcdef/);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('of one endless line shows nothing of a secret without its beginning', () => {
    const blob = Buffer.concat([
      Buffer.from('{"ok":true,"password":"'),
      Buffer.alloc(900 * kib, 'S3cr3t'),
      Buffer.from('", "state": "well"}'),
    ]);
    const { output, live } = captured(cut(blob, 64 * kib));
    expect(output).not.toContain('S3cr3t');
    expect(live).not.toContain('S3cr3t');
    expect(output).toContain('"state": "well"');
  });

  it('keeps the last words of a quiet stream beside a loud one', () => {
    const loud = Buffer.from('a line of output\n'.repeat(60_000));
    const { tail, head } = captured([
      ['stderr', Buffer.from('starting\n')],
      ...cut(loud, 64 * kib),
      ['stderr', Buffer.from('fatal: the disk is full\n')],
    ]);
    expect(head.startsWith('starting\n')).toBe(true);
    expect(tail).toContain('fatal: the disk is full\n');
    expect(tail).not.toContain('starting');
  });

  it('says of a flood how many lines were not shown meanwhile', () => {
    const { live } = captured(cut(Buffer.from('a line of output\n'.repeat(600_000)), 64 * kib));
    expect(live).toMatch(/^… \d+ lines not shown$/m);
    expect(live.length).toBeLessThan(6_000_000);
  });

  it('finds a secret with colours inside, and keeps plain text', () => {
    const coloured = '\u001b[31mpassword\u001b[0m=Coloured\u001b[1mS3cret88\u001b[0m\n';
    for (const size of [1, 7, 1000])
      expect(captured(cut(Buffer.from(coloured), size))).toMatchObject({
        output: 'password=[redacted:credential]\n',
        redactions: 1,
      });
  });
});
