import type { Entry } from './entry.ts';

type Standing = 'open' | 'ruled out' | 'confirmed';

export interface Hypothesis {
  readonly entry: Entry;
  readonly standing: Standing;
  /** What settled it. */
  readonly by?: Entry;
}

export interface Question {
  readonly entry: Entry;
  /** The last thing that was said about it; absent: it is open. */
  readonly answer?: Entry;
}

const verdicts: readonly (readonly [Standing, RegExp])[] = [
  ['ruled out', /^(?:ruled out|disproved|refuted)\b/i],
  ['confirmed', /^(?:confirmed|proved)\b(?!\?)/i],
  ['open', /^open again\b/i],
];

function verdictOf({ text, tags }: Entry): Standing | undefined {
  const tagged = verdicts.find(([standing]) => tags.includes(standing.replace(' ', '-')));
  return (tagged ?? verdicts.find(([, pattern]) => pattern.test(text)))?.[0];
}

/** Entries by the hash of the one that they are about. */
function repliesIn(entries: readonly Entry[]): (entry: Entry) => readonly Entry[] {
  const replies = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.re === undefined) continue;
    const sofar = replies.get(entry.re);
    if (sofar) sofar.push(entry);
    else replies.set(entry.re, [entry]);
  }
  return ({ hash }) => replies.get(hash) ?? [];
}

/**
 * What became of each hypothesis: the last note about it (`--re`) that begins with `ruled out` or `confirmed`, or
 * has such a tag, settles it. One that nobody settled is open, never taken as refuted.
 */
export function hypothesesIn(entries: readonly Entry[]): Hypothesis[] {
  const repliesTo = repliesIn(entries);
  return entries
    .filter(({ kind }) => kind === 'hypothesis')
    .map((entry) => {
      const by = repliesTo(entry).findLast((reply) => verdictOf(reply) !== undefined);
      const standing = (by && verdictOf(by)) ?? 'open';
      return { entry, standing, ...(by && standing !== 'open' ? { by } : {}) };
    });
}

/** A question is answered by anything that was said about it and is no question itself. */
export function questionsIn(entries: readonly Entry[]): Question[] {
  const repliesTo = repliesIn(entries);
  return entries
    .filter(({ kind }) => kind === 'question')
    .map((entry) => {
      const answer = repliesTo(entry).findLast(({ kind }) => kind !== 'question');
      return { entry, ...(answer ? { answer } : {}) };
    });
}
