import type { Recorded } from '../../core/record/envelope.ts';
import { isHash, isRedactable } from '../../core/redaction/redacted.ts';
import { digestOfStub } from '../../core/redaction/stub.ts';
import type { DamageList } from './damage.ts';
import { prefixOf } from './event-table.ts';
import { numberRows } from './number-rows.ts';
import { prefixSet } from './prefix-set.ts';

type LostBlob = 'missing-blob' | 'bad-blob';

/** What `verify` can judge of redactions only when it has seen every line. */
export interface RedactionReckoning {
  /** @param file its place among the files. @param line 1-based. */
  took(event: Recorded, file: number, line: number): void;
  /** A blob that is not what it should be: no damage if it was redacted. */
  lost(blob: string, kind: LostBlob, file: number, line: number): void;
  /** @returns how many events were redacted as the record says. */
  end(files: readonly string[], has: (hash: string) => boolean, report: DamageList['report']): number;
}

const inHex = (word: number): string => word.toString(16).padStart(8, '0');

export function redactionReckoning(): RedactionReckoning {
  /** Digests of stubs by the hash of what was redacted, of which there are few. */
  const said = new Map<string, string>();
  const stubs = new Map<string, { readonly digest: string; readonly file: number; readonly line: number }>();
  const stays = new Set<string>();
  const goneBlobs = prefixSet(0);
  const lost = numberRows(5);
  return {
    took(event, file, line) {
      const digest = digestOfStub(event);
      if (digest !== undefined) stubs.set(event.hash, { digest, file, line });
      else if (!isRedactable(event)) stays.add(event.hash);
      if (event.type !== 'entry.redacted') return;
      const { of, stub, blobs = [] } = event.data;
      if (!said.has(of)) said.set(of, stub);
      for (const blob of blobs) if (isHash(blob)) goneBlobs.add(blob);
    },
    lost(blob, kind, file, line) {
      lost.push([...prefixOf(blob), kind === 'bad-blob' ? 1 : 0, file, line]);
    },
    end(files, has, report) {
      let count = 0;
      for (const [hash, { digest, file, line }] of stubs) {
        const right = said.get(hash);
        if (right === digest) count++;
        else report(right === undefined ? 'redacted-without-reason' : 'bad-hash', files[file] ?? '', line);
      }
      for (const of of said.keys())
        if (isHash(of) && has(of) && !stubs.has(of) && !stays.has(of))
          report('not-yet-redacted', '', 0, of.slice(0, 12));
      for (const [high = 0, low = 0, bad = 0, file = 0, line = 0] of lost)
        if (!goneBlobs.hasWords(high, low))
          report(
            bad === 1 ? 'bad-blob' : 'missing-blob',
            files[file] ?? '',
            line,
            inHex(high) + inHex(low).slice(0, 4),
          );
      return count;
    },
  };
}
