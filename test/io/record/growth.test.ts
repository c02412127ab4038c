import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { growthOf } from '../../../src/io/record/growth.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inc-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const following = (): {
  next: () => Promise<IteratorResult<void>>;
  stop: AbortController;
  process: EventEmitter;
} => {
  const stop = new AbortController();
  const process = new EventEmitter();
  const growth = growthOf(folder, stop.signal, process as unknown as NodeJS.Process)[Symbol.asyncIterator]();
  return { next: () => growth.next(), stop, process };
};

describe('growthOf', () => {
  it('yields at once, then for each change, in a new file or an old one', async () => {
    const { next, stop } = following();
    expect((await next()).done).toBe(false);
    const created = next();
    writeFileSync(join(folder, 'a.jsonl'), 'x\n');
    expect((await created).done).toBe(false);
    // Creating and writing may be two changes: go on until the line that is waited for has been seen.
    const appended = next();
    appendFileSync(join(folder, 'a.jsonl'), 'y\n');
    expect((await appended).done).toBe(false);
    stop.abort();
    expect((await next()).done).toBe(true);
  });

  it('misses nothing that is written while the last change is looked at', async () => {
    const { next, stop } = following();
    await next();
    writeFileSync(join(folder, 'a.jsonl'), 'x\n');
    expect((await next()).done).toBe(false);
    stop.abort();
  });

  it('ends while it waits, by a signal or when the terminal is gone', async () => {
    const one = following();
    await one.next();
    const waiting = one.next();
    one.stop.abort();
    expect((await waiting).done).toBe(true);

    const other = following();
    await other.next();
    const hanging = other.next();
    other.process.emit('SIGHUP');
    expect((await hanging).done).toBe(true);
    expect(other.process.listenerCount('SIGHUP')).toBe(0);
  });

  it('ends at once when it was over before', async () => {
    const { next, stop } = following();
    stop.abort();
    expect((await next()).done).toBe(true);
  });
});
