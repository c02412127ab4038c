import { statSync } from 'node:fs';
import { folded, type Folding } from '../../core/incident/fold.ts';
import { clearing, type Clearing } from '../../core/redaction/redacted.ts';
import { entriesIn, isEntry } from './entries.ts';
import type { Lack } from './lack.ts';
import { inOrder, mostFiles } from './in-order.ts';
import { breath, usualLine, type Progress } from '../terminal/progress.ts';
import { readRecord } from './record.ts';

/**
 * Folds a record's files in the record's order, in bounded memory. Where a clock was wrong, or lines stand far from
 * where they belong, the order is found only by sorting, which takes all of it at once: then `begin` is called again.
 */
export async function foldRecord<T>(
  files: readonly string[],
  begin: Folding<T>,
  progress?: Progress,
): Promise<Lack & { readonly value: T; readonly standing: Clearing['standing'] }> {
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
  if (files.length <= mostFiles) {
    const entries = entriesIn(files, size);
    const clear = clearing(entries);
    const fold = begin(entries);
    const record = inOrder(files, Math.ceil(size / usualLine));
    try {
      let count = 0;
      for (let event = record.next(); event; event = record.next()) {
        fold.add(clear.clear(event));
        if (++count % breath === 0) await progress?.read(record.lines, record.bytes, size);
      }
      if (!record.lost) {
        const { leftOut, missing } = record.lack();
        return {
          value: fold.end(),
          leftOut: leftOut + clear.unexplained,
          missing,
          standing: clear.standing,
        };
      }
    } finally {
      record.close();
      progress?.end();
    }
  }
  const { events, ...lack } = readRecord(files);
  return { value: folded(events, begin(events.filter(isEntry))), ...lack };
}
