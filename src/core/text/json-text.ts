// What a terminal would act on or hide, as UTF-16 units: DEL and C1, soft hyphen, joiners and fillers, bidi marks
// and overrides, line and paragraph separators, variation selectors (all but U+FE0F, which ordinary emoji carry),
// BOM, annotation and shorthand marks, tags. C0 and lone surrogates are already escaped by JSON.stringify.
const RAW =
  /[\u034f\ufe00-\ufe0e\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|\ud82f[\udca0-\udca3]|\ud834[\udd73-\udd7a]|[\udb40-\udb43][\udc00-\udfff]/g;

const unit = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * `value` as one line of JSON (RFC 8259) that is safe to `cat`: control, bidi and invisible characters stand as
 * `\uXXXX`, other text as itself. It parses back to the same value as plain JSON.stringify output.
 * Throws a TypeError for what JSON cannot hold (undefined, a function, a cycle, a bigint).
 */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(RAW, (c) => (c.length < 2 ? unit(c) : unit(c) + unit(c.slice(1))));
