import { describe, expect, it } from '@jest/globals';
import { cardIn, isSealed, sealCard, type FileMark } from '../../../src/core/incident/kept-card.ts';
import { sha256 } from '../../../src/core/record/sha256.ts';

const mark: FileMark = { name: 'a.jsonl', size: '400', modified: '17', changed: '18', end: '…"}\n' };
const card = { incident: { title: 'Búsqueda "down"\u202e' }, latest: [], unknown: [] };
const text = sealCard('1.0+a', [mark], card);

describe('a kept card', () => {
  it('comes back as it was, for the same files and the same program', () => {
    expect(cardIn(text, '1.0+a', [mark])).toEqual(card);
    expect(isSealed(text)).toBe(true);
    expect(text).not.toContain('\u202e');
  });

  it('is sealed as a line of the record is', () => {
    const [, body = '', hash] = /^(.*),"hash":"([0-9a-f]{64})"\}\n$/.exec(text) ?? [];
    expect(sha256(Buffer.from(body))).toBe(hash);
    expect(JSON.parse(text)).toMatchObject({ v: 1, program: '1.0+a', card });
  });

  it.each<[string, string, FileMark[]]>([
    ['another program', '1.0+b', [mark]],
    ['another name', '1.0+a', [{ ...mark, name: 'b.jsonl' }]],
    ['another size', '1.0+a', [{ ...mark, size: '401' }]],
    ['another time', '1.0+a', [{ ...mark, modified: '18' }]],
    ['another change', '1.0+a', [{ ...mark, changed: '19' }]],
    ['another end', '1.0+a', [{ ...mark, end: '…"} \n' }]],
    ['one file more', '1.0+a', [mark, { ...mark, name: 'b.jsonl' }]],
    ['no file', '1.0+a', []],
  ])('is not that of %s', (_, program, files) => {
    expect(cardIn(text, program, files)).toBeUndefined();
  });

  it('is not believed with any byte of it changed, missing or added', () => {
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'x' ? 'y' : 'x';
      for (const wrong of [text.slice(0, at) + other + text.slice(at + 1), text.slice(0, at)]) {
        expect(isSealed(wrong)).toBe(false);
        expect(cardIn(wrong, '1.0+a', [mark])).toBeUndefined();
      }
    }
    expect(cardIn(`${text} `, '1.0+a', [mark])).toBeUndefined();
    expect(isSealed('')).toBe(false);
  });
});
