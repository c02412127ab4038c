import { describe, expect, it } from '@jest/globals';
import { fingerprintOf, readSeal, sealText, type Seal } from '../../../src/core/record/seal-text.ts';

const hash = 'ab'.repeat(32);
const seal: Seal = {
  incident: '2024-11-22-web',
  opening: hash,
  digest: hash,
  heads: [hash],
  events: 6,
  at: '2024-11-22T13:25:00.000Z',
  by: 'alice\u202e\n@web',
};
/** Made by ssh-keygen of OpenSSH 9.2, which called the key SHA256:UwQJ8mJwggiPPNrTCn9EuGwTMqTAJTzw74WhHul1xFs. */
const signature = `-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgzXYiWBUw52snV2PIbG5Rkr71pk
eojWJr712yjWl1dYcAAAADaW5jAAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
AAAAQIsiQJoW5z92yxAuB3LRBF6aVc0y6EQfub/3omklQyZtkPF/V6gc0ulYSPoelpd5qO
m7/60LRysES0JeZzIk/gA=
-----END SSH SIGNATURE-----
`;

describe('a seal', () => {
  it('is read as it was written', () => {
    const text = sealText(seal);
    expect(text).toMatch(/^\{"v":1,"kind":"seal".*\}\n$/);
    expect(text).not.toContain('\u202e');
    expect(readSeal(text + signature)).toEqual({ seal, text, signature });
  });

  it('is none when its heads are not those of its digest, or something is missing', () => {
    const other = sealText({ ...seal, heads: ['cd'.repeat(32)] });
    expect(readSeal(other + signature)).toBeUndefined();
    expect(readSeal(sealText({ ...seal, heads: [] }) + signature)).toBeUndefined();
    expect(readSeal(sealText({ ...seal, opening: 'x' }) + signature)).toBeUndefined();
    expect(readSeal(sealText(seal))).toBeUndefined();
    expect(readSeal(`${sealText(seal)}more\n${signature}`)).toBeUndefined();
    expect(readSeal(`null\n${signature}`)).toBeUndefined();
    expect(readSeal('')).toBeUndefined();
  });

  it('names the key as ssh-keygen does', () => {
    expect(fingerprintOf(signature)).toBe('SHA256:UwQJ8mJwggiPPNrTCn9EuGwTMqTAJTzw74WhHul1xFs');
    expect(fingerprintOf('-----BEGIN SSH SIGNATURE-----\n%%%\n')).toBeUndefined();
    expect(fingerprintOf('')).toBeUndefined();
  });
});
