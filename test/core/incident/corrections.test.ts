import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applied, corrected, correctionsOf } from '../../../src/core/incident/corrections.ts';
import { order } from '../../../src/core/record/dag.ts';
import { decode } from '../../../src/core/record/decode.ts';
import { seal, type Recorded } from '../../../src/core/record/envelope.ts';
import type { Event } from '../../../src/core/record/events.ts';
import { incidentOf } from '../../../src/core/incident/incident.ts';
import { hypothesesIn } from '../../../src/core/incident/standing.ts';
import { timeline } from '../../../src/core/incident/timeline.ts';
import { ulid } from '../../../src/core/record/ulid.ts';
import { recordOf, type Given } from '../../support/recorded.ts';

const at = (minute: number): string => `2024-11-22T14:${String(minute).padStart(2, '0')}:00+01:00`;
const opened: Given = {
  type: 'incident.opened',
  data: { title: 'Web tier down', services: [], zone: 'Europe/Berlin' },
  at: at(0),
};
const note = (text: string, minute: number): Given => ({
  type: 'note.added',
  data: { kind: 'note', text, tags: [] },
  at: at(minute),
});
const amended = (
  of: Recorded | undefined,
  change: { text?: string; at?: string; why?: string },
  minute: number,
): Given => ({
  type: 'entry.amended',
  data: { of: of?.hash ?? '', ...change },
  at: at(minute),
});
const retracted = (of: Recorded | undefined, minute: number): Given => ({
  type: 'entry.retracted',
  data: { of: of?.hash ?? '', why: 'a slip' },
  at: at(minute),
});
const texts = (record: readonly Recorded[]): string[] => timeline(record).map(({ text }) => text);

describe('a correction', () => {
  const base = recordOf([opened, note('web-2 is down', 10), note('db is fine', 11)]);
  const [, web, db] = base;

  it('changes what an entry says; the last one holds', () => {
    const once = recordOf([amended(web, { text: 'web-3 is down' }, 20)], base);
    expect(texts(once)).toEqual(['Incident declared: Web tier down', 'web-3 is down', 'db is fine']);
    const twice = recordOf([amended(web, { text: 'web-4 is down' }, 21)], once);
    expect(texts(twice)).toContain('web-4 is down');
    expect(timeline(twice).map(({ amended: mark }) => mark)).toEqual([undefined, true, undefined]);
  });

  it('moves an entry in time, and leaves its words', () => {
    const record = recordOf([amended(web, { text: 'web-3' }, 20), amended(web, { at: at(5) }, 21)], base);
    expect(timeline(record)[1]).toMatchObject({ text: 'web-3', at: at(5) });
  });

  it('moves key times with the entry that set them', () => {
    const record = recordOf(
      [
        { type: 'incident.mitigated', data: {}, at: at(30) },
        { type: 'phase.changed', data: { phase: 'identified' }, at: at(31) },
      ],
      base,
    );
    const moved = recordOf(
      [amended(record.at(-2), { at: at(25) }, 40), amended(record.at(-1), { at: at(12) }, 41)],
      record,
    );
    expect(incidentOf(moved).keyTimes).toMatchObject({ mitigated: at(25), identified: at(12) });
    expect(incidentOf(moved).events).toBe(7);
  });

  it('takes a turn back: the phase and the key time go with it', () => {
    const record = recordOf([{ type: 'incident.closed', data: {}, at: at(30) }], base);
    const back = incidentOf(recordOf([retracted(record.at(-1), 31)], record));
    expect(back.phase).toBe('investigating');
    expect(back.keyTimes.closed).toBeUndefined();
  });

  it('can be taken back itself, and so can that', () => {
    const gone = recordOf([retracted(db, 20)], base);
    expect(texts(gone)).not.toContain('db is fine');
    const back = recordOf([retracted(gone.at(-1), 21)], gone);
    expect(texts(back)).toContain('db is fine');
    const again = recordOf([retracted(back.at(-1), 22)], back);
    expect(texts(again)).not.toContain('db is fine');
  });

  it('that was an amendment leaves what held before it', () => {
    const twice = recordOf([amended(web, { text: 'two' }, 20), amended(web, { text: 'three' }, 21)], base);
    expect(texts(recordOf([retracted(twice.at(-1), 22)], twice))).toContain('two');
    expect(texts(recordOf([amended(twice.at(-1), { text: 'four' }, 22)], twice))).toContain('four');
  });

  it('of what a machine measured, of the beginning, and of what is nowhere changes nothing', () => {
    const measured = recordOf(
      [
        {
          type: 'check.finished',
          data: { check: 'web', kind: 'http', status: 'OK', summary: 'fine', perfdata: [], ms: 5 },
          at: at(15),
        },
        { type: 'command.started', data: { run: 'r1', argv: ['ls'], cwd: '/' }, at: at(16) },
      ],
      base,
    );
    const [check, command] = measured.slice(-2);
    const record = recordOf(
      [
        retracted(check, 20),
        retracted(command, 21),
        amended(check, { text: 'broken', at: at(1) }, 22),
        retracted(base[0], 23),
        retracted({ ...(web as Recorded), hash: 'ab'.repeat(32) }, 24),
      ],
      measured,
    );
    expect(timeline(record)).toEqual(timeline(measured));
    const { last: _, events: count, ...state } = incidentOf(record);
    const { last: __, events: before, ...was } = incidentOf(measured);
    expect(state).toEqual(was);
    expect(count).toBe(before + 5);
  });

  it('with a time that is none, or without anything, changes nothing', () => {
    const record = recordOf([amended(web, { at: 'yesterday' }, 20), amended(web, {}, 21)], base);
    expect(timeline(record)).toEqual(timeline(base));
  });

  it('is seen by what is folded from entries: a verdict that was taken back leaves a hypothesis open', () => {
    const guess = recordOf(
      [{ type: 'note.added', data: { kind: 'hypothesis', text: 'dns?', tags: [] }, at: at(12) }],
      base,
    );
    const settled = recordOf(
      [
        {
          type: 'note.added',
          data: { kind: 'note', text: 'ruled out: dns answers', tags: [], re: guess.at(-1)?.hash ?? '' },
          at: at(13),
        },
      ],
      guess,
    );
    expect(hypothesesIn(timeline(settled))[0]?.standing).toBe('ruled out');
    const back = recordOf([retracted(settled.at(-1), 14)], settled);
    expect(hypothesesIn(timeline(back))[0]?.standing).toBe('open');
  });

  it('is one of an action item, too', () => {
    const record = recordOf(
      [{ type: 'action.added', data: { action: 'a1', title: 'alert' }, at: at(12) }],
      base,
    );
    expect(
      incidentOf(recordOf([amended(record.at(-1), { text: 'alert on disk' }, 13)], record)).actions[0]?.title,
    ).toBe('alert on disk');
    expect(incidentOf(recordOf([retracted(record.at(-1), 13)], record)).actions).toEqual([]);
  });
});

describe('a history', () => {
  it('has every entry as it was first, and each correction with who, when and why', () => {
    const base = recordOf([opened, note('web-2 is down', 10), note('db is fine', 11)]);
    const [, web, db] = base;
    const record = recordOf(
      [
        amended(web, { text: 'web-3 is down', at: at(9), why: 'misread' }, 20),
        { ...retracted(db, 21), by: 'bo@db-1' },
        amended({ ...(db as Recorded), hash: 'cd'.repeat(32) }, { text: 'x' }, 22),
      ],
      base,
    );
    const rows = timeline(record, { history: true }).map(
      ({ kind, text, at: when, by, re, amended: a, retracted: r }) => ({ kind, text, when, by, re, a, r }),
    );
    const ana = 'ana@web-ops-1';
    expect(rows.slice(1)).toEqual([
      { kind: 'note', text: 'web-2 is down', when: at(10), by: ana, re: undefined, a: true, r: undefined },
      { kind: 'note', text: 'db is fine', when: at(11), by: ana, re: undefined, a: undefined, r: true },
      {
        kind: 'amended',
        text: `now web-3 is down, at ${at(9)} — misread`,
        when: at(20),
        by: ana,
        re: web?.hash,
        a: undefined,
        r: undefined,
      },
      {
        kind: 'retracted',
        text: 'a slip',
        when: at(21),
        by: 'bo@db-1',
        re: db?.hash,
        a: undefined,
        r: undefined,
      },
      {
        kind: 'amended',
        text: 'an entry that is not here: now x',
        when: at(22),
        by: ana,
        re: 'cd'.repeat(32),
        a: undefined,
        r: undefined,
      },
    ]);
  });
});

interface Move {
  readonly what: 'note' | 'mitigate' | 'text' | 'time' | 'retract';
  readonly of: number;
  readonly machine: number;
  readonly sync: boolean;
}

/** What machines write that see one another only now and then, as the lines that they end up with. */
function written(moves: readonly Move[]): Recorded[] {
  const all: Recorded[] = [];
  const seen: Set<Recorded>[] = [new Set(), new Set(), new Set()];
  const write = (machine: number, event: Event, index: number): void => {
    const known = [...(seen[machine] as Set<Recorded>)];
    const referred = new Set(known.flatMap(({ parents }) => parents));
    const parents = known.filter(({ hash }) => !referred.has(hash)).map(({ hash }) => hash);
    const id = ulid(
      { ms: Date.parse(at(0)) + index * 1000, counter: machine },
      new Uint8Array(8).fill(machine),
    );
    const when = at(index % 60);
    const { line } = seal(
      { v: 1, id, parents, rec: when, rep: `machine${machine}`, by: `m${machine}`, at: when },
      event,
    );
    const recorded = decode(line) as Recorded;
    all.push(recorded);
    seen[machine]?.add(recorded);
  };
  write(0, { type: opened.type, data: opened.data } as Event, 0);
  for (const each of seen) each.add(all[0] as Recorded);
  for (const [index, { what, of, machine, sync }] of moves.entries()) {
    if (sync) for (const event of all) seen[machine]?.add(event);
    const known = [...(seen[machine] as Set<Recorded>)];
    const target = known[of % known.length]?.hash ?? '';
    const events: Record<Move['what'], Event> = {
      note: { type: 'note.added', data: { kind: 'note', text: `n${index}`, tags: [] } },
      mitigate: { type: 'incident.mitigated', data: { text: `m${index}` } },
      text: { type: 'entry.amended', data: { of: target, text: `t${index}` } },
      time: { type: 'entry.amended', data: { of: target, at: at(index % 60) } },
      retract: { type: 'entry.retracted', data: { of: target, why: 'x' } },
    };
    write(machine, events[what], index + 1);
  }
  return all;
}

describe('any corrections, on machines apart', () => {
  const moves = fc.array(
    fc.record({
      what: fc.constantFrom('note', 'mitigate', 'text', 'time', 'retract'),
      of: fc.nat(50),
      machine: fc.nat(2),
      sync: fc.boolean(),
    }) as fc.Arbitrary<Move>,
    { maxLength: 40 },
  );

  it('come to the same in whatever order the lines were merged', () => {
    fc.assert(
      fc.property(moves, fc.infiniteStream(fc.nat()), (list, chance) => {
        const all = written(list);
        const shuffled = all
          .flatMap((event) => [event, event])
          .map((event) => ({ event, rank: chance.next().value as number }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ event }) => event);
        const [one, other] = [order(all), order(shuffled)];
        expect(timeline(other)).toEqual(timeline(one));
        expect(timeline(other, { history: true })).toEqual(timeline(one, { history: true }));
        expect(incidentOf(other)).toEqual(incidentOf(one));
        expect(corrected(other)).toEqual(corrected(one));
      }),
      { numRuns: 200 },
    );
  });

  it('never touch what nobody corrected, and never lose a line of the history', () => {
    fc.assert(
      fc.property(moves, (list) => {
        const record = order(written(list));
        const corrections = correctionsOf(record);
        const aimed = new Set(record.flatMap(({ data }) => ('of' in data ? [data.of] : [])));
        for (const event of record)
          if (!aimed.has(event.hash)) expect(applied(event, corrections)).toBe(event);
        expect(timeline(record, { history: true })).toHaveLength(record.length);
      }),
      { numRuns: 200 },
    );
  });
});
