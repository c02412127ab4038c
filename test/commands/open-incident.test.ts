import { describe, expect, it } from '@jest/globals';
import { incidentIfAny } from '../../src/commands/open-incident.ts';
import { Fault } from '../../src/core/faults.ts';
import type { Prompt } from '../../src/core/ports/person-ports.ts';
import type { World } from '../../src/core/ports/ports.ts';

type Asked = Parameters<typeof incidentIfAny>[1];

/** A store of these open incidents, and a person who takes the last of what is offered. */
function world(ids: readonly string[], interactive: boolean): Asked {
  const prompt: Pick<Prompt, 'choose'> = {
    choose: (_, choices) => Promise.resolve((choices.at(-1) as (typeof choices)[number]).value),
  };
  return {
    env: {},
    store: {
      incidents: () => ids,
      open: () => ids,
      exists: (id: string) => ids.includes(id),
      current: () => undefined,
    } as unknown as World['store'],
    journal: { opening: () => ({ title: 'a title' }) } as unknown as World['journal'],
    terminal: { interactive } as World['terminal'],
    prompt: () => Promise.resolve(prompt as Prompt),
  };
}

const input = { args: [], flags: {} };
const two = ['2026-11-20-web', '2026-11-21-db'];

describe('for a verb that also works without an incident', () => {
  it('there is none when none is open', async () => {
    expect(await incidentIfAny(input, world([], true), 'run')).toBeUndefined();
  });

  it('a person is asked which of several', async () => {
    expect(await incidentIfAny(input, world(two, true), 'run')).toBe('2026-11-21-db');
  });

  it('several are a fault where nobody can be asked', async () => {
    await expect(incidentIfAny(input, world(two, false), 'run')).rejects.toThrow(Fault);
  });
});
