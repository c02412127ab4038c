import { jsonLine } from '../core/json-text.ts';
import type { View } from './view.ts';

/** One object, `{"v":1,"kind":…}`, on one line; controls and invisible characters are escaped. */
export const json = (view: View): string => `${jsonLine({ v: 1, ...view })}\n`;
