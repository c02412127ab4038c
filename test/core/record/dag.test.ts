import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byId, headsOf, order } from '../../../src/core/record/dag.ts';

interface Node {
  readonly id: string;
  readonly hash: string;
  readonly parents: readonly string[];
}

/** Nodes that refer to earlier ones only, as hashes force them to; `ids` decides what the clocks said. */
const dags = (sane: boolean): fc.Arbitrary<Node[]> =>
  fc
    .array(fc.record({ id: fc.nat(30), picks: fc.array(fc.nat(), { maxLength: 3 }) }), { maxLength: 40 })
    .map((drafts) =>
      drafts.map(({ id, picks }, index) => ({
        id: String(sane ? index : id).padStart(3, '0'),
        hash: `hash-${index}`,
        parents: index === 0 ? [] : [...new Set(picks.map((pick) => `hash-${pick % index}`))],
      })),
    );

const shuffledTwice = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...items, ...items], { minLength: items.length * 2 });

/** By definition, slow: of all nodes whose parents are out already, the smallest. */
function byDefinition(nodes: readonly Node[]): Node[] {
  const known = new Set(nodes.map(({ hash }) => hash));
  const done = new Set<string>();
  const result: Node[] = [];
  for (let left = nodes.toSorted(byId); left.length > 0; left = left.filter(({ hash }) => !done.has(hash))) {
    const next = left.find(({ parents }) =>
      parents.every((parent) => done.has(parent) || !known.has(parent)),
    );
    if (next === undefined) throw new Error('a cycle');
    done.add(next.hash);
    result.push(next);
  }
  return result;
}

describe('order', () => {
  it.each([true, false])('is the smallest topological order (sane clocks: %s)', (sane) => {
    fc.assert(
      fc.property(dags(sane), (nodes) => {
        expect(order(nodes)).toEqual(byDefinition(nodes));
      }),
    );
  });

  it('depends neither on the order nor on the number of copies in which lines arrive', () => {
    fc.assert(
      fc.property(
        dags(false).chain((nodes) => fc.tuple(fc.constant(nodes), shuffledTwice(nodes))),
        ([nodes, mixed]) => {
          expect(order(mixed)).toEqual(order(nodes));
        },
      ),
    );
  });

  it('is the order of ids when every clock was sane', () => {
    fc.assert(
      fc.property(dags(true), (nodes) => {
        expect(order(nodes)).toEqual(nodes.toSorted(byId));
      }),
    );
  });

  it('puts a child after its parents although its id says otherwise', () => {
    const nodes = [
      { id: '5', hash: 'root', parents: [] },
      { id: '1', hash: 'child', parents: ['root'] },
      { id: '3', hash: 'other', parents: ['root'] },
    ];
    expect(order(nodes).map(({ hash }) => hash)).toEqual(['root', 'child', 'other']);
  });

  it('goes on without a parent that is not here', () => {
    const lone = { id: '1', hash: 'lone', parents: ['never arrived'] };
    expect(order([lone])).toEqual([lone]);
  });
});

describe('headsOf', () => {
  it('names those that nobody refers to, newest first', () => {
    fc.assert(
      fc.property(dags(true), (nodes) => {
        const loose = nodes.filter(({ hash }) => !nodes.some(({ parents }) => parents.includes(hash)));
        expect(headsOf(nodes)).toEqual(loose.toReversed().map(({ hash }) => hash));
      }),
    );
    expect(headsOf([])).toEqual([]);
  });
});
