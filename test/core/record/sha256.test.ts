import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '../../../src/core/record/sha256.ts';

const reference = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('sha256', () => {
  it('agrees with the examples of FIPS 180-4', () => {
    expect(sha256(Buffer.from(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256(Buffer.from('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });

  it('agrees with OpenSSL at every length around the ends of blocks', () => {
    for (let length = 0; length <= 300; length++) {
      const bytes = randomBytes(length);
      expect({ length, hash: sha256(bytes) }).toEqual({ length, hash: reference(bytes) });
    }
  });

  it('agrees with OpenSSL on any bytes, also those of a part of a buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(20), (bytes, from) => {
        expect(sha256(bytes)).toBe(reference(bytes));
        expect(sha256(bytes.subarray(from))).toBe(reference(bytes.subarray(from)));
      }),
    );
    const line = randomBytes(65_536);
    expect(sha256(line)).toBe(reference(line));
  });
});
