import { readFileSync } from 'node:fs';
import type { Holder } from '../../core/ports/lock-ports.ts';
import { fateOf, identityOf, livingOf, type ProcessIdentity } from './process-identity.ts';

/** The first line of a lock's file; the lines after it say what became of it. */
interface First extends Holder, ProcessIdentity {}

/** Everything that is known of one generation. */
export interface Generation {
  readonly file: string;
  /** Undefined: its file cannot be read, so nothing about it can be proved. */
  readonly first: First | undefined;
  readonly released: boolean;
  /** Something was changed by it. */
  readonly acted: boolean;
  /** Epoch milliseconds of the last that is known of it. */
  readonly lastMs: number;
  /** Process groups that were begun and have no recorded end. */
  readonly groups: readonly Group[];
}

interface Group {
  readonly group: number;
  readonly start: string;
  /** It only watches over another. */
  readonly supervisor: boolean;
}

export type Line = Readonly<Record<string, unknown>>;

/** Whole lines; one that is still being written says nothing yet. */
function linesOf(file: string): readonly Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        const line: unknown = JSON.parse(text);
        return typeof line === 'object' && line !== null ? [line as Line] : [];
      } catch {
        return [];
      }
    });
}

/** Reads one generation. Throws what the system says. */
export function generationIn(file: string): Generation {
  const [head, ...rest] = linesOf(file);
  const first = head && typeof head['pid'] === 'number' ? (head as unknown as First) : undefined;
  const groups = new Map<number, Group>();
  let lastMs = Date.parse(first?.at ?? '') || 0;
  for (const line of rest) {
    if (typeof line['at'] === 'string') lastMs = Math.max(lastMs, Date.parse(line['at']) || 0);
    const { group, start, supervisor } = line;
    if (typeof group === 'number')
      groups.set(group, { group, start: String(start), supervisor: supervisor === true });
    if (typeof line['ended'] === 'number') groups.delete(line['ended']);
  }
  return {
    file,
    first,
    released: rest.some(({ state }) => state === 'released'),
    acted: rest.some(({ state, group }) => state === 'begun' || typeof group === 'number'),
    lastMs,
    groups: [...groups.values()],
  };
}

/** Why a generation still holds; undefined: it was released, or its holder and its step are provably dead. */
export function hold({
  first,
  released,
  groups,
}: Generation): { why: 'running' | 'step' | 'unknown'; pids: readonly number[] } | undefined {
  if (released) return undefined;
  const fate = first ? fateOf(first) : 'unknown';
  if (!first || fate === 'unknown') return { why: 'unknown', pids: [] };
  if (fate === 'alive') return { why: 'running', pids: [first.pid] };
  const pids = livingIn(first, groups);
  return pids.length > 0 ? { why: 'step', pids } : undefined;
}

/** What its steps started and still lives. Of another boot not even numbers are left. A supervisor is named only where nothing that it watches lives. */
export function livingIn(first: First, groups: readonly Group[]): readonly number[] {
  if (first.boot !== identityOf(first.pid).boot) return [];
  const living = (all: readonly Group[]): number[] =>
    all.flatMap(({ group, start }) => livingOf(group, start));
  const steps = living(groups.filter(({ supervisor }) => !supervisor));
  return steps.length > 0 ? steps : living(groups.filter(({ supervisor }) => supervisor));
}
