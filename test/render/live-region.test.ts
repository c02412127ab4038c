import { describe, expect, it } from '@jest/globals';
import { liveRegion } from '../../src/render/live-region.ts';
import { screenOf } from '../support/small-terminal.ts';

const size = { columns: 20, rows: 6 };

describe('a region that is written in place', () => {
  it('leaves one copy of itself, below what stays', () => {
    const region = liveRegion(() => size);
    const screen = screenOf(size, [
      'before\n',
      region.drawn('one\ntwo\n'),
      region.drawn('one\ntwo\nthree\n'),
      region.above('db is down\n'),
      region.drawn('only\n'),
      region.drawn('\u001b[31mred\u001b[39m\n'),
    ]);
    expect(screen).toEqual(['before', 'db is down', 'red']);
  });

  it('is gone when something is written last', () => {
    const region = liveRegion(() => size);
    expect(
      screenOf(size, [region.drawn('a\nb\nc\n'), region.above('the end\n'), region.above('.\n')]),
    ).toEqual(['the end', '.']);
  });

  it('is never higher than the terminal, and says how much is left out', () => {
    const region = liveRegion(() => size);
    const high = Array.from({ length: 9 }, (_, at) => `line ${at + 1}`).join('\n');
    const screen = screenOf(size, ['before\n', region.drawn(high), region.drawn(high), region.drawn('x\n')]);
    expect(screen).toEqual(['before', 'x']);
    expect(screenOf(size, [region.drawn(high)])).toEqual([
      'line 1',
      'line 2',
      'line 3',
      'line 4',
      '… 5 more',
    ]);
  });

  it('finds its beginning after the terminal became narrower and broke its lines', () => {
    let columns = 20;
    const region = liveRegion(() => ({ ...size, columns }));
    const first = region.drawn('aaaaaaaaaaaaaaa\nb\n');
    columns = 10;
    // 15 cells are two lines of ten.
    expect(region.drawn('c\n')).toBe('\r\u001b[3A\u001b[Jc\n');
    expect(first).toBe('aaaaaaaaaaaaaaa\nb\n');
  });
});
