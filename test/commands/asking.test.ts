import { describe, expect, it } from '@jest/globals';
import { attach } from '../../src/commands/attach.ts';
import { missingText } from '../../src/commands/note-input.ts';
import { retract } from '../../src/commands/retract.ts';
import type { World } from '../../src/core/ports/ports.ts';
import { recordOf } from '../support/recorded.ts';

const incident = '2026-11-22-web';
const at = '2026-11-22T10:00:00+01:00';
const record = recordOf([
  { type: 'note.added', at, data: { kind: 'note', text: 'web-2 is \u001b[1mdown', tags: [] } },
]);

/** A person at a terminal, or none. `heard`: what is shown and asked, in order; all input is empty. */
function world(interactive: boolean, heard: string[]): World {
  const read = (): void => void heard.push('reads standard input');
  return {
    env: {},
    identity: { by: 'ana@web-ops-1' },
    terminal: { interactive },
    watcher: { told: (text: string) => heard.push(text) },
    prompt: () =>
      Promise.resolve({ text: (question: string) => Promise.resolve(heard.push(question) && '') }),
    store: {
      incidents: () => [incident],
      open: () => [incident],
      exists: () => true,
      current: () => incident,
    },
    journal: { read: () => Promise.resolve(record) },
    stdin: () => Promise.resolve(read() ?? ''),
    keep: () => Promise.reject(new Error(`kept ${read() ?? ''}`)),
  } as unknown as World;
}

const input = (word: string) => ({ args: [word], flags: {} });

describe('at a terminal', () => {
  it('retract shows which entry is meant before it asks why', async () => {
    const heard: string[] = [];
    await expect(retract(input('last'), world(true, heard))).rejects.toThrow('no reason was given');
    const id = record[0]?.hash.slice(0, 7);
    expect(heard).toEqual([`${id}  ${at}  ana@web-ops-1  web-2 is ␛[1mdown`, 'Why does it not hold?']);
  });

  it.each<[string, (world: World) => Promise<unknown>]>([
    ['note -', (to) => missingText('-', to)],
    ['attach -', (to) => attach(input('-'), to)],
  ])('%s says how to end what is typed, before it waits for it', async (_, command) => {
    const heard: string[] = [];
    await expect(command(world(true, heard))).rejects.toThrow();
    expect(heard).toEqual(['inc: type or paste, then press Enter and Ctrl-D', 'reads standard input']);
    const piped: string[] = [];
    await expect(command(world(false, piped))).rejects.toThrow();
    expect(piped).toEqual(['reads standard input']);
  });
});
