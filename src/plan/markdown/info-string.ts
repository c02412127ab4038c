/** `key=value` between braces after a fence; `column` is where the key stands in its line. */
export interface Attribute {
  readonly key: string;
  readonly value: string;
  readonly column: number;
}

export interface InfoString {
  /** First word, in lower case. */
  readonly language: string;
  readonly attributes: readonly Attribute[];
  /** What stands between the braces and is none of that; undefined: all was understood. */
  readonly wrong?: { readonly column: number; readonly message: string };
}

/** A bare value ends at white space or the closing brace; one in double quotes may hold `\"` and `\\`. */
const pair = /\s*([A-Za-z][\w-]*)(?:=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"'}]+)))?(?=[\s}]|$)/y;

/**
 * Attributes at the end of a text: `bash {id=drain timeout=60s undo="./scripts/undrain.sh"}`. A key alone is `true`.
 *
 * @param column where the text starts in its line.
 */
export function infoString(text: string, column: number): InfoString {
  const language = /^[^\s{]*/.exec(text)?.[0].toLowerCase() ?? '';
  const from = /(?:^|[^$\\{])(\{(?=\s*[A-Za-z][\w-]*[=\s}]))/.exec(text);
  if (!from) return { language, attributes: [] };
  const open = from.index + from[0].length;
  const attributes: Attribute[] = [];
  pair.lastIndex = open;
  let end = open;
  for (let found = pair.exec(text); found; found = pair.exec(text)) {
    const [whole, key = '', double, single, bare] = found;
    const value = double?.replace(/\\(["\\])/g, '$1') ?? single ?? bare ?? 'true';
    attributes.push({ key, value, column: column + end + whole.search(/\S/) });
    end = pair.lastIndex;
  }
  const rest = /^\s*\}\s*$/.test(text.slice(end));
  if (rest) return { language, attributes };
  const at = column + end + Math.max(0, text.slice(end).search(/\S/));
  const closed = text.slice(end).includes('}');
  const message = closed
    ? `this is no attribute: ${text.slice(end).trim().slice(0, 40)}; write key=value, in quotes where it holds blanks`
    : 'the braces are not closed';
  return { language, attributes, wrong: { column: at, message } };
}
