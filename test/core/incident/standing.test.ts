import { describe, expect, it } from '@jest/globals';
import { hypothesesIn, questionsIn } from '../../../src/core/incident/standing.ts';
import { timeline } from '../../../src/core/incident/timeline.ts';
import type { Entry } from '../../../src/core/incident/entry.ts';
import { recordOf, type Given } from '../../support/recorded.ts';

const at = '2026-11-22T10:00:00Z';

/** Notes as `kind: text`; `> n text` is about the n-th of them. */
function entriesOf(...lines: string[]): Entry[] {
  let record = recordOf([]);
  for (const line of lines) {
    const [, number, reply] = /^> (\d+) (.*)$/.exec(line) ?? [];
    const [, kind = 'note', text = ''] = /^(\w+): (.*)$/.exec(reply ?? line) ?? ['', 'note', reply ?? line];
    const tags = [...text.matchAll(/#([\w-]+)/g)].map(([, tag = '']) => tag);
    const re = number === undefined ? {} : { re: record[Number(number)]?.hash ?? '' };
    const given = { type: 'note.added', at, data: { kind, text, tags, ...re } } as Given;
    record = recordOf([given], record);
  }
  return timeline(record);
}

const standing = (...lines: string[]): unknown[] =>
  hypothesesIn(entriesOf(...lines)).map(({ entry, standing: how, by }) => [entry.text, how, by?.text]);

describe('a hypothesis', () => {
  it('is open until a note about it settles it', () => {
    expect(
      standing(
        'hypothesis: the pool',
        'hypothesis: the deploy',
        'hypothesis: the disk',
        '> 0 ruled out: 10% in use',
        '> 1 Confirmed by the diff',
        'ruled out: but about nothing',
      ),
    ).toEqual([
      ['the pool', 'ruled out', 'ruled out: 10% in use'],
      ['the deploy', 'confirmed', 'Confirmed by the diff'],
      ['the disk', 'open', undefined],
    ]);
  });

  it('is not settled by what only talks about it', () => {
    expect(
      standing('hypothesis: the pool', '> 0 no idea yet', '> 0 cannot be ruled out', '> 0 confirmed?'),
    ).toEqual([['the pool', 'open', undefined]]);
  });

  it('is settled by a tag too, and by the last word about it', () => {
    expect(standing('hypothesis: the pool', '> 0 ruled out', '> 0 open again, it is full', '> 0 hm')).toEqual(
      [['the pool', 'open', undefined]],
    );
    expect(standing('hypothesis: the pool', '> 0 it is empty #ruled-out')).toEqual([
      ['the pool', 'ruled out', 'it is empty #ruled-out'],
    ]);
  });
});

describe('a question', () => {
  it('is open until something that is no question is said about it', () => {
    const found = questionsIn(
      entriesOf('question: who?', 'question: why?', '> 0 bo', '> 1 question: why not?'),
    );
    expect(found.map(({ entry, answer }) => [entry.text, answer?.text])).toEqual([
      ['who?', 'bo'],
      ['why?', undefined],
      ['why not?', undefined],
    ]);
  });
});
