/** Numbers outside `start`..`end` (both belong to it) alert; inside them when `inside` is set. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly inside: boolean;
}

/** A regular expression's source. Some plugins print the decimal comma of their locale. */
export const numberForm = String.raw`[-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?`;
export const toNumber = (text: string): number => Number(text.replace(',', '.'));
const RANGE = new RegExp(`^(@?)(?:(~|${numberForm})?:)?(${numberForm})?$`);

/**
 * `10` (0 to 10), `10:`, `~:5`, `10:20`, `@10:20` (alert inside), as in the Monitoring Plugins guidelines,
 * "Threshold and ranges". Undefined for anything else.
 */
export function parseRange(text: string): Range | undefined {
  const match = RANGE.exec(text.trim());
  if (!match) return undefined;
  const [whole, at, from, to] = match;
  const open = whole.includes(':');
  if (!open && to === undefined) return undefined;
  const start = from === '~' ? -Infinity : toNumber(from ?? '0');
  const end = to === undefined ? Infinity : toNumber(to);
  return start > end ? undefined : { start, end, inside: at === '@' };
}

/** Whether the number is one to alert about. */
export const alerts = ({ start, end, inside }: Range, value: number): boolean =>
  (value >= start && value <= end) === inside;
