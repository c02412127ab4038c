import { describe, expect, it } from '@jest/globals';
import { matcher, type EntryFilter } from '../../../src/core/incident/timeline-filter.ts';
import { timeline } from '../../../src/core/incident/timeline.ts';
import { recordOf, type Given } from '../../support/recorded.ts';

const note = (at: string, text: string, more: object = {}, by = 'ana@web-1'): Given => ({
  type: 'note.added',
  at,
  by,
  data: { kind: 'note', text, tags: [], ...more },
});
const entries = timeline(
  recordOf([
    note('2026-11-22T10:00:00Z', 'ten'),
    note('2026-11-22T11:00:00+01:00', 'ten too', { tags: ['db', 'net'] }, 'bo@web-2'),
    note('2026-11-22T11:00:00Z', 'eleven', { kind: 'decision', until: '2026-11-22T12:00:00Z' }),
    note('2026-11-22T13:00:00Z', 'one', { kind: 'question' }, 'ana@web-2'),
  ]),
);
const texts = (filter: Partial<EntryFilter>): string[] =>
  entries.filter(matcher({ kinds: [], tags: [], ...filter })).map(({ text }) => text);
const ms = (time: string): number => Date.parse(`2026-11-22T${time}Z`);

describe('matcher', () => {
  it('leaves everything when nothing is asked', () => {
    expect(texts({})).toEqual(['ten', 'ten too', 'eleven', 'one']);
  });

  it('compares instants, both ends included', () => {
    expect(texts({ since: ms('11:00:00'), until: ms('13:00:00') })).toEqual(['eleven', 'one']);
    expect(texts({ until: ms('10:00:00') })).toEqual(['ten', 'ten too']);
  });

  it('has what took a while when any part of it falls into the period', () => {
    expect(texts({ since: ms('11:30:00'), until: ms('11:40:00') })).toEqual(['eleven']);
    expect(texts({ since: ms('12:00:01'), until: ms('12:30:00') })).toEqual([]);
  });

  it('narrows by kind, tag and person, all at once', () => {
    expect(texts({ kinds: ['decision', 'question'] })).toEqual(['eleven', 'one']);
    expect(texts({ tags: ['net', 'disk'] })).toEqual(['ten too']);
    expect(texts({ by: 'ana' })).toEqual(['ten', 'eleven', 'one']);
    expect(texts({ by: 'ana@web-2' })).toEqual(['one']);
    expect(texts({ by: 'an' })).toEqual([]);
    expect(texts({ by: 'ana', kinds: ['note'], since: ms('10:00:01') })).toEqual([]);
  });
});
