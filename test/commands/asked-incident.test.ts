import { describe, expect, it } from '@jest/globals';
import { incidentFor } from '../../src/commands/asked-incident.ts';
import { Fault } from '../../src/core/faults.ts';
import type { Prompt } from '../../src/core/ports/person-ports.ts';
import type { World } from '../../src/core/ports/ports.ts';

type Asked = Parameters<typeof incidentFor>[1];

/** A store of two open incidents, and a person who takes the last of what is offered. */
function world(interactive: boolean, asked: string[]): Asked {
  const ids = ['2026-11-20-web', '2026-11-21-db'];
  const prompt: Pick<Prompt, 'choose'> = {
    choose(question, choices) {
      asked.push(question, ...choices.map(({ name }) => name));
      return Promise.resolve((choices.at(-1) as (typeof choices)[number]).value);
    },
  };
  return {
    env: {},
    store: {
      incidents: () => ids,
      open: () => ids,
      exists: (id: string) => ids.includes(id),
      current: () => undefined,
    } as unknown as World['store'],
    journal: { opening: (id: string) => ({ title: `title of ${id}` }) } as unknown as World['journal'],
    terminal: { interactive } as World['terminal'],
    prompt: () => Promise.resolve(prompt as Prompt),
  };
}

const input = (incident?: string) => ({ args: [], flags: incident === undefined ? {} : { incident } });

describe('which incident a verb is about', () => {
  it('is asked at a terminal, when several are open and none is chosen', async () => {
    const asked: string[] = [];
    expect(await incidentFor(input(), world(true, asked), 'resolve')).toBe('2026-11-21-db');
    expect(asked).toEqual([
      'Several incidents are open. inc resolve is about:',
      '2026-11-20-web  title of 2026-11-20-web',
      '2026-11-21-db  title of 2026-11-21-db',
    ]);
  });

  it.each([
    ['off a terminal', false, undefined],
    ['when a name that was typed fits several', true, '2026'],
    ['when a name that was typed fits none', true, 'nope'],
  ])('is not asked %s', async (_, interactive, named) => {
    const asked: string[] = [];
    await expect(incidentFor(input(named), world(interactive, asked), 'resolve')).rejects.toThrow(Fault);
    expect(asked).toEqual([]);
  });

  it('is not asked when one is named', async () => {
    expect(await incidentFor(input('web'), world(true, []), 'resolve')).toBe('2026-11-20-web');
  });
});
