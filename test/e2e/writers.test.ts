import { randomInt } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ended, sandbox, type Sandbox } from '../support/sandbox.ts';

let machine: Sandbox;
beforeEach(() => {
  machine = sandbox();
  expect(machine.inc(['open', 'Many hands', '--tz', 'UTC']).exit).toBe(0);
});
afterEach(() => machine.remove());

interface Verified {
  readonly events: number;
  readonly damage: readonly { readonly level: string; readonly kind: string }[];
}
const verified = (): Verified => JSON.parse(machine.inc(['verify', '--json']).stdout) as Verified;
const notes = (): string[] =>
  (
    JSON.parse(machine.inc(['timeline', '--json']).stdout) as { entries: { kind: string; text: string }[] }
  ).entries
    .filter(({ kind }) => kind === 'note')
    .map(({ text }) => text);

describe('many writers at once', () => {
  it('lose nothing: 24 processes, three notes each, one record', async () => {
    const writers = Array.from({ length: 24 }, (_, writer) => writer);
    const all = await Promise.all(
      writers.map(async (writer) => {
        const said = [];
        for (let n = 0; n < 3; n++) said.push(await machine.run(['note', `writer ${writer} note ${n}`]));
        return said;
      }),
    );
    expect(all.flat().map(({ exit }) => exit)).toEqual(Array.from({ length: 72 }, () => 0));
    expect(notes().toSorted()).toEqual(
      writers.flatMap((w) => [0, 1, 2].map((n) => `writer ${w} note ${n}`)).toSorted(),
    );
    expect(verified()).toMatchObject({ events: 73, damage: [] });
  });

  it('keep each of their own files when they are different users of one store', async () => {
    const states = ['one', 'two', 'three', 'four'].map((name) => ({
      XDG_STATE_HOME: `${machine.home}/state-${name}`,
      INC_USER: name,
    }));
    const all = await Promise.all(
      states.flatMap((env) =>
        [0, 1, 2, 3, 4].map((n) => machine.run(['note', `${env.INC_USER} ${n}`], { env })),
      ),
    );
    expect(all.every(({ exit }) => exit === 0)).toBe(true);
    expect(notes()).toHaveLength(20);
    expect(JSON.parse(machine.inc(['verify', '--json']).stdout)).toMatchObject({
      files: 5,
      events: 21,
      damage: [],
    });
  });

  it('lose nothing that was acknowledged when they are killed at any moment', async () => {
    // The span of one undisturbed note: a kill falls anywhere in it.
    const began = process.hrtime.bigint();
    expect((await machine.run(['note', 'undisturbed'])).exit).toBe(0);
    const span = Number(process.hrtime.bigint() - began) / 1e6;
    const acknowledged: string[] = [];
    let killed = 0;
    for (let round = 0; round < 12; round++) {
      const writers = Array.from({ length: 8 }, (_, writer) => `round ${round} writer ${writer}`);
      await Promise.all(
        writers.map(async (text) => {
          const child = machine.start(['note', text]);
          const fuse = setTimeout(() => child.kill('SIGKILL'), randomInt(0, Math.ceil(span * 5)));
          const { stdout, signal } = await ended(child);
          clearTimeout(fuse);
          if (signal === 'SIGKILL') killed++;
          if (stdout.startsWith('noted ')) acknowledged.push(text);
        }),
      );
    }
    expect(killed).toBeGreaterThan(0);
    expect(acknowledged.length).toBeGreaterThan(0);
    const written = new Set(notes());
    expect(acknowledged.filter((text) => !written.has(text))).toEqual([]);
    expect(verified().damage.filter(({ level }) => level === 'error')).toEqual([]);
    expect(machine.inc(['note', 'and the record goes on']).exit).toBe(0);
  });
});
