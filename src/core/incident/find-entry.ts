import { Fault } from '../faults.ts';
import type { Entry } from './entry.ts';

const line = ({ id, at, text }: Entry): string =>
  `\n  ${id}  ${at}  ${text.length > 60 ? `${text.slice(0, 59)}…` : text}`;

/**
 * The entry that a person names: `last`, its short id, or an unambiguous prefix of its hash.
 *
 * @param entries in the record's order, as `timeline` gives them.
 * @throws Fault NOT_FOUND with the latest entries, or with those that could be meant.
 */
export function findEntry(entries: readonly Entry[], text: string): Entry {
  const latest = entries.at(-1);
  if (text === 'last' && latest) return latest;
  const wanted = text.toLowerCase();
  const matches = wanted === '' ? [] : entries.filter(({ hash }) => hash.startsWith(wanted));
  const [only, ...others] = matches;
  if (only === undefined)
    throw new Fault('NOT_FOUND', `no entry is called '${text}'`, {
      hint: `the latest are:${entries.slice(-5).map(line).join('')}\n  all of them: inc timeline`,
    });
  if (others.length > 0)
    throw new Fault('NOT_FOUND', `'${text}' could be any of ${matches.length} entries`, {
      hint: `name one by more of its id:${matches.slice(0, 8).map(line).join('')}`,
      details: { candidates: matches.map(({ hash }) => hash) },
    });
  return only;
}
