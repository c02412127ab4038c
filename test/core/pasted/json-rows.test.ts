import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../../../src/core/faults.ts';
import { isJsonLines, readJsonRows } from '../../../src/core/pasted/json-rows.ts';
import { noteKinds } from '../../../src/core/incident/note-kinds.ts';
import { rfc3339 } from '../../../src/core/time/zone.ts';
import { luxonZones } from '../../../src/io/time/zones-luxon.ts';

const context = { now: Date.parse('2026-11-22T18:00:00Z'), zones: await luxonZones(), zone: 'Europe/Paris' };
const read = (text: string) => readJsonRows(text, context);

describe('lines of JSON', () => {
  it('are told from other texts by their first line', () => {
    expect(['{"at":1}\n', '\ufeff{"a":1}', '\n {"a":1}\r\nx', '{}'].map(isJsonLines)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['14:25 {a}', '', '[1]', '{ 14:25', '# {a}\n{}'].map(isJsonLines)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('give back what they were written from', () => {
    const ms = fc.integer({ min: 86_400_000, max: context.now });
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((words) => words.trim() !== '');
    const row = fc.record(
      {
        at: fc.tuple(ms, fc.constantFrom(0, 60, -300, 330)).map(([at, offset]) => rfc3339(at, offset)),
        text,
        kind: fc.constantFrom(...noteKinds),
        approx: fc.boolean(),
        tags: fc.array(text, { maxLength: 3 }),
        by: fc.constantFrom('alice', 'bob'),
      },
      { requiredKeys: ['at', 'text'] },
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (list) => {
        const { rows, leftOut, recorded } = read(list.map((each) => JSON.stringify(each)).join('\n'));
        expect([leftOut, recorded]).toEqual([[], []]);
        expect(
          rows.map(({ at, kind, text: words, approx, tags }) => [
            rfc3339(at.ms, at.offset),
            kind,
            words,
            approx,
            tags,
          ]),
        ).toEqual(
          list.map(({ at, kind, text: words, by, approx, tags = [] }) => [
            at,
            kind ?? (words.startsWith('TODO:') ? 'todo' : 'note'),
            by === undefined ? words : `${by}: ${words}`,
            approx || undefined,
            tags.length > 0 ? tags : undefined,
          ]),
        );
      }),
    );
  });

  it('take a time without an offset in the zone that is given', () => {
    const [row] = read('{"at":"2024-07-01T10:00:00","text":"one"}').rows;
    expect(row && rfc3339(row.at.ms, row.at.offset)).toBe('2024-07-01T10:00:00+02:00');
  });

  it.each([
    ['[]', 'no object'],
    ['{"text":"one"}', 'needs "at" and "text"'],
    ['{"at":"2024-07-01T10:00:00Z","text":" "}', 'needs "at" and "text"'],
    ['{"at":1719828000,"text":"one"}', '"at" is no text'],
    ['{"at":"2024-02-30T10:00:00Z","text":"one"}', 'no day 30'],
    ['{"at":"2027-02-01T10:00:00Z","text":"one"}', 'in the future'],
    ['{"at":"2024-07-01T10:00:00Z","text":"one","until":"2024-07-01T09:00:00Z"}', 'ends before it begins'],
    ['{"at":"2024-07-01T10:00:00Z","text":"one","approx":1}', '"approx" is neither'],
    ['{"at":"2024-07-01T10:00:00Z","text":"one","tags":[1]}', '"tags" is no list'],
    ['{"at":"2024-07-01T10:00:00Z","text":"one","__proto__":{}}', '"__proto__" is not known'],
    ['{', 'no JSON'],
  ])('leave out what is wrong: %s', (line, why) => {
    const { rows, leftOut } = read(line);
    expect(rows).toEqual([]);
    expect(leftOut).toEqual([{ line: 1, text: line, why: expect.stringContaining(why) }]);
  });

  it('throw nothing but a Fault', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.string())), (lines) => {
        try {
          const { rows, leftOut, recorded } = read(lines.join('\n'));
          expect(rows.length + leftOut.length + recorded.length).toBeLessThanOrEqual(
            lines.join('\n').split('\n').length,
          );
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
        }
      }),
    );
  });
});
