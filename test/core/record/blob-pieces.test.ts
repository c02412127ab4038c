import { describe, expect, it } from '@jest/globals';
import { blobLine, pieceBytes, readBlobLine } from '../../../src/core/record/blob-pieces.ts';

const piece = { blob: 'a1'.repeat(32), at: 45_000, of: 45_002, base64: 'AAE=' };

describe('the line of a part of a stored file', () => {
  it('is read as it was written, also with a carriage return', () => {
    expect(readBlobLine(blobLine(piece))).toEqual(piece);
    expect(readBlobLine(`${blobLine(piece)}\r`)).toEqual(piece);
    expect(readBlobLine(blobLine({ ...piece, base64: '' }))).toEqual({ ...piece, base64: '' });
  });

  it('fits into a line of the record, full as it may be', () => {
    const base64 = Buffer.alloc(pieceBytes, 255).toString('base64');
    const line = blobLine({ blob: piece.blob, at: 9_999_999_999, of: 9_999_999_999, base64 });
    expect(line.length).toBeLessThan(65_536);
    expect(readBlobLine(line)?.base64).toBe(base64);
  });

  it.each<[string, string]>([
    ['a name that is no hash', blobLine({ ...piece, blob: '../../etc/passwd' })],
    ['other characters', blobLine({ ...piece, base64: 'AA_E' })],
    ['a place that is no number', blobLine({ ...piece, at: -1 })],
    ['something after it', `${blobLine(piece)} x`],
    ['too long a line', blobLine({ ...piece, base64: 'A'.repeat(66_000) })],
  ])('is none with %s', (_, line) => {
    expect(readBlobLine(line)).toBeUndefined();
  });
});
