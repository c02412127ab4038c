import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../../src/core/faults.ts';
import { findEntry } from '../../../src/core/incident/find-entry.ts';
import { timeline } from '../../../src/core/incident/timeline.ts';
import { recordOf } from '../../support/recorded.ts';

const entries = timeline(
  recordOf(
    Array.from({ length: 40 }, (_, index) => ({
      type: 'note.added',
      at: '2026-11-22T10:00:00Z',
      data: { kind: 'note', text: `note ${index}`, tags: [] },
    })),
  ),
);

const faultOf = (text: string, among = entries): Fault => {
  try {
    findEntry(among, text);
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('no fault');
};

describe('findEntry', () => {
  it('knows the last one in the order of the record', () => {
    expect(findEntry(entries, 'last').text).toBe('note 39');
  });

  it('knows every entry by its short id, its hash, and in capitals', () => {
    for (const entry of entries) {
      expect(findEntry(entries, entry.id)).toBe(entry);
      expect(findEntry(entries, entry.hash)).toBe(entry);
      expect(findEntry(entries, entry.id.toUpperCase())).toBe(entry);
    }
  });

  it('names those that could be meant', () => {
    // 40 hashes share 16 first digits.
    const [twice = ''] = entries
      .map(({ hash }) => hash.slice(0, 1))
      .filter((d, i, all) => all.indexOf(d) < i);
    const fault = faultOf(twice);
    expect(fault.code).toBe('NOT_FOUND');
    const meant = entries.filter(({ hash }) => hash.startsWith(twice));
    expect(fault.message).toContain(`any of ${meant.length} entries`);
    expect(fault.hint).toContain(meant[0]?.id);
  });

  it.each(['', 'nope', 'LAST ', '0'.repeat(64)])('finds nothing called %j', (text) => {
    expect(faultOf(text)).toMatchObject({ code: 'NOT_FOUND', hint: expect.stringContaining('note 39') });
  });

  it('has no last one in an empty record', () => {
    expect(faultOf('last', []).code).toBe('NOT_FOUND');
  });
});
