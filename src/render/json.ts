import { jsonLine } from '../core/text/json-text.ts';
import type { View } from './views/view.ts';

/**
 * One object, `{"v":1,"kind":…}`, on one line; controls and invisible characters are escaped. A stream is its
 * entries, one line each, and nothing else. What is exported stays as it is.
 */
export const json = (view: View): string =>
  view.kind === 'piece'
    ? view.text
    : view.kind === 'following' || view.kind === 'watching'
      ? ''
      : `${jsonLine({ v: 1, ...view })}\n`;
