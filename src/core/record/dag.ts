import type { Recorded } from './envelope.ts';
import type { Fold } from '../incident/fold.ts';

type Node = Pick<Recorded, 'id' | 'hash' | 'parents'>;

export const byId = (a: Node, b: Node): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0;

/**
 * The one order of a record, whatever files its lines came from: parents first, then the smaller id
 * (Kahn's algorithm). Writers give a child a greater id than its parents, so sorting by id is that order
 * already; the slow way is only for a record in which some id breaks the rule.
 */
export function order<T extends Node>(nodes: readonly T[]): T[] {
  const sorted = unique(nodes).toSorted(byId);
  const place = new Map(sorted.map((node, index) => [node.hash, index]));
  const inOrder = sorted.every((node, index) =>
    node.parents.every((parent) => (place.get(parent) ?? -1) < index),
  );
  return inOrder ? sorted : kahn(sorted, place);
}

function unique<T extends Node>(nodes: readonly T[]): T[] {
  const seen = new Map<string, T>();
  for (const node of nodes) if (!seen.has(node.hash)) seen.set(node.hash, node);
  return [...seen.values()];
}

/** `sorted` is in id order, so an index is a rank and the smallest ready index is the next node. */
function kahn<T extends Node>(sorted: readonly T[], place: ReadonlyMap<string, number>): T[] {
  const waiting = new Int32Array(sorted.length);
  const children = new Map<number, number[]>();
  for (const [index, node] of sorted.entries())
    for (const parent of new Set(node.parents)) {
      const from = place.get(parent);
      if (from === undefined) continue;
      waiting[index] = (waiting[index] as number) + 1;
      const list = children.get(from);
      if (list) list.push(index);
      else children.set(from, [index]);
    }
  const ready: number[] = [];
  const push = (index: number): void => {
    let low = 0;
    for (let high = ready.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((ready[middle] as number) > index) low = middle + 1;
      else high = middle;
    }
    ready.splice(low, 0, index);
  };
  for (const [index, count] of waiting.entries()) if (count === 0) push(index);
  const result: T[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    result.push(sorted[next] as T);
    for (const child of children.get(next) ?? []) {
      waiting[child] = (waiting[child] as number) - 1;
      if (waiting[child] === 0) push(child);
    }
  }
  return result;
}

/** The hashes that no event of a record refers to, newest id first. */
export function headsFold(): Fold<readonly string[], Node> {
  // The newest apart: mostly the next one refers to it, and a Map that is filled and emptied a million times is large.
  const loose = new Map<string, Node>();
  let newest: Node | undefined;
  return {
    add({ id, hash, parents }) {
      // In the record's order nothing is referred to before it is there.
      for (const parent of parents)
        if (parent === newest?.hash) newest = undefined;
        else if (loose.size > 0) loose.delete(parent);
      if (newest) loose.set(newest.hash, newest);
      newest = { id, hash, parents: [] };
    },
    end: () =>
      [...loose.values(), ...(newest ? [newest] : [])].toSorted((a, b) => byId(b, a)).map(({ hash }) => hash),
  };
}

/** @returns the hashes that nobody refers to, newest id first. */
export function headsOf(nodes: readonly Node[]): string[] {
  const referred = new Set(nodes.flatMap((node) => node.parents));
  return nodes
    .filter((node) => !referred.has(node.hash))
    .toSorted((a, b) => byId(b, a))
    .map((node) => node.hash);
}
