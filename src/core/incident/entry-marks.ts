import type { Recorded } from '../record/envelope.ts';
import type { Redaction } from '../redaction/redacted.ts';
import { isRetractable, isWritten, type Corrections } from './corrections.ts';
import type { Entry } from './entry.ts';

/** What corrections and redactions have made of an entry. */
export function marksOf(
  { hash, type }: Recorded,
  corrections: Corrections,
  history: boolean,
  redactions: ReadonlyMap<string, Redaction>,
): Pick<Entry, 'amended' | 'retracted' | 'redacted'> {
  const standing = isWritten(type) ? corrections.get(hash) : undefined;
  const redaction = redactions.get(hash);
  return {
    ...(standing && (standing.text !== undefined || standing.at !== undefined) ? { amended: true } : {}),
    ...(history && standing?.retracted && isRetractable(type) ? { retracted: true } : {}),
    ...(redaction ? { redacted: { by: redaction.by, why: redaction.data.why } } : {}),
  };
}
