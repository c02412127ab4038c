import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cardFile, cardsAt } from '../../../src/io/record/kept-cards.ts';
import { newReplica, type Replica } from '../../support/replica.ts';

let replica: Replica;
beforeEach(async () => {
  replica = await newReplica();
  await replica.note('one');
});
afterEach(() => replica.remove());

/** A clock so far ahead that no change was made just now. */
const later = (): number => Date.now() + 60_000;
const cards = (build = 'b1', now = later) => cardsAt(replica.store, replica.state, build, now);
const kept = (build?: string): unknown => cards(build).of(replica.incident).kept;
const keep = (card: unknown, now = later): void => cards('b1', now).of(replica.incident).keep(card);

describe('kept cards', () => {
  it('come back as long as the record and the program are the same', async () => {
    expect(kept()).toBeUndefined();
    keep({ n: 1 });
    expect(kept()).toEqual({ n: 1 });
    expect(kept('b2')).toBeUndefined();
    await replica.note('two');
    expect(kept()).toBeUndefined();
    keep({ n: 2 });
    expect(kept()).toEqual({ n: 2 });
    expect(statSync(cardFile(replica.store, replica.incident)).mode & 0o777).toBe(0o600);
  });

  it('do not outlive what another machine wrote, or what waits to be recorded', async () => {
    keep({ n: 1 });
    await replica.other('bbbbbbbb').note('from elsewhere');
    expect(kept()).toBeUndefined();
  });

  it('notice a line of the same length and time', () => {
    const before = statSync(replica.file);
    keep({ n: 1 });
    const text = readFileSync(replica.file, 'utf8');
    writeFileSync(replica.file, text.replace(/"one"/, '"two"'));
    utimesSync(replica.file, before.atime, before.mtime);
    expect(statSync(replica.file).size).toBe(before.size);
    expect(kept()).toBeUndefined();
  });

  it('say nothing of files that were changed within one tick of the clock', () => {
    keep({ n: 1 }, () => statSync(replica.file).mtimeMs + 5);
    expect(kept()).toBeUndefined();
  });

  it('are those of the files as they stood before they were read', async () => {
    const look = cards().of(replica.incident);
    await replica.note('while it was read');
    look.keep({ n: 1 });
    expect(kept()).toBeUndefined();
  });

  it('are nothing for a record that is not there', () => {
    const look = cards().of('2020-01-01-gone');
    look.keep({ n: 1 });
    expect(look.kept).toBeUndefined();
  });
});
