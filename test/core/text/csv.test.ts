import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvHead, csvRow } from '../../../src/core/text/csv.ts';
import type { Entry } from '../../../src/core/incident/entry.ts';

const entryOf = (text: string): Entry => ({
  id: '1807fd3',
  hash: 'ab'.repeat(32),
  at: '2024-11-22T14:25:00+01:00',
  rec: '2024-11-22T13:25:00.000Z',
  by: 'alice@web-ops-1',
  kind: 'note',
  text,
  tags: ['db', 'disk'],
  level: 0,
});

/** The cells of a table, as RFC 4180 has them. */
function cellsIn(table: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of table.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('a timeline as CSV', () => {
  it('has a head and as many cells in each row', () => {
    const [head = [], row = []] = cellsIn(csvHead + csvRow(entryOf('one, "two"\nthree')));
    expect(head.slice(0, 7)).toEqual(['at', 'rec', 'by', 'kind', 'text', 'result', 'until']);
    expect(row).toHaveLength(head.length);
    expect(row[head.indexOf('text')]).toBe('one, "two"\nthree');
    expect(row[head.indexOf('tags')]).toBe('db disk');
    expect(row[head.indexOf('id')]).toBe('1807fd3');
  });

  it.each(['=cmd|calc', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('makes no formula of %j', (text) => {
    const [row = []] = cellsIn(csvRow(entryOf(text)));
    expect(row[4]?.[0]).toBe("'");
    expect(row[4]?.slice(-1)).toBe(text.slice(-1));
  });

  it('lets nothing act on a terminal', () => {
    expect(csvRow(entryOf('\u001b[31mred\u202e'))).toContain(',␛[31mred<U+202E>,');
  });

  it('keeps the words of any text, and the shape of the table', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'é', ',', '"', '\n', ' ', ';', '=')), (parts) => {
        const text = parts.join('');
        const rows = cellsIn(csvRow(entryOf(text)) + csvRow(entryOf('next')));
        expect(rows).toHaveLength(2);
        expect(rows[0]?.[4]?.replace(/^'(?=[=\n])/, '')).toBe(text);
      }),
    );
  });
});
