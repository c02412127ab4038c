import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { trustAt } from '../../../src/io/catalogue/trust.ts';

let folder = '';
let state = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inc-trust-'));
  state = join(folder, 'state/inc');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const digest = (letter: string): string => letter.repeat(64);

describe('trust', () => {
  it('is given to one folder with one content', () => {
    const trust = trustAt(state);
    expect(trust.trusted('/srv/app/.inc', digest('a'))).toBe(false);
    trust.allow('/srv/app/.inc', digest('a'));
    expect(trustAt(state).trusted('/srv/app/.inc', digest('a'))).toBe(true);
    expect(trust.trusted('/srv/app/.inc', digest('b'))).toBe(false);
    expect(trust.trusted('/srv/other/.inc', digest('a'))).toBe(false);
  });

  it('holds for contents that come back, up to a number', () => {
    const trust = trustAt(state);
    for (const letter of 'abcdefghijklmnopqrst') trust.allow('/x', digest(letter));
    expect(trust.trusted('/x', digest('t'))).toBe(true);
    expect(trust.trusted('/x', digest('e'))).toBe(true);
    expect(trust.trusted('/x', digest('d'))).toBe(false);
  });

  it('is kept in a file of its own, for nobody else to read, without drafts', () => {
    trustAt(state).allow('/x', digest('a'));
    expect(statSync(join(state, 'trusted.json')).mode & 0o777).toBe(0o600);
    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(readdirSync(state)).toEqual(['trusted.json']);
  });

  it('is not read from a link, and a link is replaced, not followed', () => {
    const elsewhere = join(folder, 'planted.json');
    const planted = JSON.stringify({ v: 1, folders: { '/x': [digest('a')] } });
    writeFileSync(elsewhere, planted);
    mkdirSync(state, { recursive: true });
    symlinkSync(elsewhere, join(state, 'trusted.json'));
    const trust = trustAt(state);
    expect(trust.trusted('/x', digest('a'))).toBe(false);
    trust.allow('/y', digest('b'));
    expect(readFileSync(elsewhere, 'utf8')).toBe(planted);
    expect(trust.trusted('/y', digest('b'))).toBe(true);
  });

  it.each(['', '{', '[]', '{"folders":{"/x":"a"}}', '{"folders":[]}', 'null'])(
    'comes from no damaged file: %s',
    (text) => {
      mkdirSync(state, { recursive: true });
      writeFileSync(join(state, 'trusted.json'), text);
      const trust = trustAt(state);
      expect(trust.trusted('/x', 'a')).toBe(false);
      expect(trust.trusted('__proto__', 'a')).toBe(false);
      trust.allow('__proto__', digest('a'));
      expect(trust.trusted('__proto__', digest('a'))).toBe(true);
    },
  );
});
