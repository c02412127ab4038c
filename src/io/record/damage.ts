import { basename } from 'node:path';
import type { Damage, DamageKind, PromiseId, Verification } from '../../core/ports/record-ports.ts';

/** Of each kind of damage: how bad it is, the promise that is at stake, what it means. */
const meanings: Record<DamageKind, readonly [Damage['level'], PromiseId, string]> = {
  'torn-tail': ['warning', 'R1', 'a write that was cut off, or a line that was cut; kept, ignored'],
  fragment: [
    'warning',
    'R1',
    'a piece of a write that was cut off, or of a line that was cut; kept, ignored',
  ],
  'zero-filled': ['warning', 'R2', 'bytes that never reached the disk before a crash; kept, ignored'],
  oversized: ['error', 'R3', 'longer than a line of the record can be'],
  'not-utf8': ['error', 'R3', 'the line was altered or damaged: not UTF-8'],
  'not-json': ['error', 'R3', 'the line was altered or damaged: not JSON'],
  'bad-envelope': ['error', 'R3', 'the line was altered or damaged: not an event'],
  'bad-hash': ['error', 'R8', 'the line was altered or damaged: its hash does not fit its bytes'],
  'missing-parent': ['error', 'R8', 'it refers to an event that is not here: never arrived, or removed'],
  'missing-blob': ['error', 'R8', 'it refers to a stored output that is not here'],
  'bad-blob': ['error', 'R8', 'a stored output was altered or damaged'],
  'id-reused': ['error', 'R8', 'two different events claim the same id'],
  'no-opening': ['error', 'R8', 'the event that opened the incident is not here: never arrived, or removed'],
  'not-a-file': ['error', 'R8', 'something else stands in the place of a file of the record'],
  'extra-root': ['warning', 'R6', 'a second beginning of the record'],
  'clock-order': [
    'warning',
    'R7',
    'its id is not greater than its parents’: a clock was wrong; the order is still known',
  ],
  'redacted-without-reason': [
    'error',
    'R8',
    'its words were taken out, and nothing in the record says by whom and why',
  ],
  'not-yet-redacted': [
    'warning',
    'R6',
    'it was redacted, and its words still stand here: reading the record takes them out',
  ],
  'anchor-missing': [
    'error',
    'R8',
    'the digest given is not in this record: something up to it was cut, or it is of another record',
  ],
};

/** So many of each kind are named: whoever sees fifty needs no more, and a million would not fit into memory. */
const named = 50;

export interface DamageList {
  /** @param file its path; empty: the record as a whole. @param line 1-based; 0: no line of it. */
  readonly report: (kind: DamageKind, file: string, line: number, more?: string) => void;
  /** In the order of the files and their lines. */
  readonly found: (files: readonly string[]) => Pick<Verification, 'damage' | 'counts'>;
}

/** Counts every damage, and names the first fifty of each kind. */
export function damageList(): DamageList {
  const damage: Damage[] = [];
  const counts: Partial<Record<DamageKind, number>> = {};
  return {
    report(kind, file, line, more = '') {
      const count = (counts[kind] ?? 0) + 1;
      counts[kind] = count;
      if (count > named) return;
      const [level, promise, meaning] = meanings[kind];
      damage.push({
        kind,
        level,
        promise,
        file: basename(file),
        line,
        meaning: more ? `${meaning} · ${more}` : meaning,
      });
    },
    found(files) {
      const names = files.map((file) => basename(file));
      return {
        damage: damage.toSorted((a, b) => names.indexOf(a.file) - names.indexOf(b.file) || a.line - b.line),
        counts,
      };
    },
  };
}
