import { jsonLine } from '../core/json-text.ts';
import type { View } from './view.ts';

/**
 * One object, `{"v":1,"kind":…}`, on one line; controls and invisible characters are escaped. A stream is its
 * entries, one line each, and nothing else.
 */
export const json = (view: View): string =>
  view.kind === 'following' ? '' : `${jsonLine({ v: 1, ...view })}\n`;
