import type { Perfdatum } from '../core/record/events.ts';

/** A result is one line of the record, 64 KiB at most; the whole output is kept beside it. */
const summaryLimit = 500;
const perfdataLimit = 16 * 1024;

/** The text, cut to 500 characters. */
export const bounded = (text: string): string =>
  text.length > summaryLimit ? `${text.slice(0, summaryLimit - 1).replace(/[\ud800-\udbff]$/, '')}…` : text;

/** As many numbers from the start as fit into 16 KiB of JSON. */
export function fitting(perfdata: readonly Perfdatum[]): readonly Perfdatum[] {
  let size = 0;
  const end = perfdata.findIndex((datum) => (size += JSON.stringify(datum).length) > perfdataLimit);
  return end < 0 ? perfdata : perfdata.slice(0, end);
}
