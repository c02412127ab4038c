import { withoutSequences } from '../text/terminal-sequences.ts';

/**
 * One kind of secret. The rule is tried only where one of its lower-case `keywords` occurs (none: always).
 * `pattern` has the flags `d` and `g`; its group named `secret`, else the whole match, is what is replaced.
 */
export interface RedactionRule {
  readonly name: string;
  readonly keywords: readonly string[];
  readonly pattern: RegExp;
  /** Flags `d` and `y`: what must follow `pattern`, and holds the secret. Compiled by V8 only if it is needed. */
  readonly value?: RegExp;
  /** `pattern` is tried on the text in lower case, which costs less than the flag `i`. */
  readonly lower?: boolean;
}

/** The longest key between its BEGIN and END lines; the streaming redactor holds back as much. */
export const longestPrivateKey = 16_384;

/** Source of a pattern for the names of secrets, in lower case: `password`, `api_key`, `mysql_pwd`. */
export const secretNames = String.raw`(?:passw(?:or)?d|passphrase|(?<=[_;-])pwd|(?<![a-z])pass(?!["']?\W{1,3}\d+\b)|secret|token|(?<=_)auth|(?:api|access|account|private|auth|secret|signing|encryption)[ _-]?key(?:[_-]base)?)`;

const marker = /\[redacted:[\w.-]+\]/g;
// References, masks and words that stand where a secret would.
const placeholder =
  /^(?:\$(?:[{(]|[A-Z_]{3})|%[sd]$|\{\{|<[\w -]+>$|[*.x•]{3,}$|(?:[Tt]rue|[Ff]alse|[Nn]one|null|nil|undefined|yes|no)$)/;

function isSecret(text: string): boolean {
  const rest = text.replace(marker, '');
  return rest === text ? !placeholder.test(text) : /\w/.test(rest);
}

/** Where `rule` finds a secret in `text`: the beginning of the match, then the secret's beginning and end. */
export function* secretSpans(
  { keywords, pattern, value, lower }: RedactionRule,
  text: string,
  lowered: string,
): Generator<readonly [number, number, number]> {
  if (keywords.length > 0 && !keywords.some((keyword) => lowered.includes(keyword))) return;
  pattern.lastIndex = 0;
  for (let match; (match = pattern.exec(lower ? lowered : text));) {
    const from = match.index;
    let { indices } = match;
    if (value) {
      value.lastIndex = pattern.lastIndex;
      indices = value.exec(text)?.indices;
    } else if (match[0] === '') pattern.lastIndex++;
    if (!indices) {
      pattern.lastIndex = from + 1;
      continue;
    }
    const [start, end] = indices.groups?.['secret'] ?? indices[0] ?? [0, 0];
    if (end > pattern.lastIndex) pattern.lastIndex = end;
    if (start < end && isSecret(text.slice(start, end))) yield [from, start, end];
  }
}

/** In lower case, every character where it was (U+0130 alone grows). */
export function inLowerCase(text: string): string {
  const lowered = text.toLowerCase();
  return lowered.length === text.length ? lowered : text.replaceAll('\u0130', 'I').toLowerCase();
}

/**
 * Replaces every secret by `[redacted:<rule>]`. Redacting twice changes nothing: it goes on until nothing is
 * found, four rounds at most (a user's rule may match its own marker). A colour between the letters of a secret hides
 * it from every rule: where one is found without terminal sequences, they are not kept.
 */
export function redact(text: string, rules: readonly RedactionRule[]): { text: string; count: number } {
  const shown = withoutSequences(text);
  const found = redactPlain(shown, rules);
  return shown === text || found.count > 0 ? found : redactPlain(text, rules);
}

function redactPlain(text: string, rules: readonly RedactionRule[]): { text: string; count: number } {
  let count = 0;
  for (let round = 0, before = -1; round < 4 && before < count; round++) {
    before = count;
    let lowered = inLowerCase(text);
    for (const each of rules) {
      let out = '';
      let done = 0;
      for (const [, start, end] of secretSpans(each, text, lowered)) {
        out += `${text.slice(done, start)}[redacted:${each.name}]`;
        done = Math.max(done, end);
        count++;
      }
      if (done > 0) lowered = inLowerCase((text = out + text.slice(done)));
    }
  }
  return { text, count };
}

const secretName = new RegExp(`${secretNames}$`);

/** Whether a key, flag or variable of this name holds a secret: `password`, `--api-key`, `MYSQL_PWD`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name.toLowerCase());
}

/**
 * Redacts every string of a JSON value, keys included. A string under a secret's name (`{"token": "x"}`) or
 * after a secret's flag (`["--token", "x"]`) goes whole, as `[redacted:key]`; a list of strings is also read as
 * one command line (`["mysql", "-px"]`).
 */
export function redactDeep<T>(value: T, rules: readonly RedactionRule[]): { value: T; count: number } {
  let count = 0;
  const text = (from: string): string => {
    const found = redact(from, rules);
    count += found.count;
    return found.text;
  };
  const deep = (from: unknown, name: string): unknown => {
    if (typeof from === 'string') {
      if (!from || !isSecretName(name) || !isSecret(from)) return text(from);
      count++;
      return '[redacted:key]';
    }
    if (Array.isArray(from)) {
      const list: unknown[] = from.map((item, at) => {
        const flag: unknown = from[at - 1];
        return deep(item, typeof flag === 'string' && flag.startsWith('-') ? flag : '');
      });
      if (!list.every((item) => typeof item === 'string')) return list;
      const before = count;
      const line = text(list.join('\t')).split('\t');
      if (line.length === list.length) return line;
      count = before;
      return list;
    }
    if (typeof from !== 'object' || from === null) return from;
    const taken = new Set<string>();
    // fromEntries defines properties, so a key `__proto__` stays a plain key.
    return Object.fromEntries(
      Object.entries(from).map(([key, item]) => {
        let shown = text(key);
        while (taken.has(shown)) shown += '_';
        taken.add(shown);
        return [shown, deep(item, key)];
      }),
    );
  };
  return { value: deep(value, '') as T, count };
}

/**
 * The rules of a team, to stand behind the built-in ones. `^` and `$` mean a line's ends, because output is
 * redacted line by line. Throws SyntaxError for a pattern that JavaScript refuses.
 */
export function compileRules(
  user: readonly { readonly name: string; readonly pattern: string; readonly flags?: string }[],
): RedactionRule[] {
  return user.map(({ name, pattern, flags = '' }) => ({
    name: name.replace(/[^\w.-]/g, '-'),
    keywords: [],
    pattern: new RegExp(pattern, [...new Set(`dgm${flags.replaceAll('y', '')}`)].join('')),
  }));
}
